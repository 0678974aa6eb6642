"""ARNs taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_ecr.ecr.arn import Arn

pytestmark = pytest.mark.slow

PART = st.text(alphabet="abc-1*", max_size=5)


def test_an_arn_is_parsed_into_five_parts() -> None:
    arn = Arn.parse("arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:ecr-pullthroughcache/ghcr-a1B2c3")
    assert arn == Arn(
        "aws-cn", "secretsmanager", "cn-north-1", "123456789012", "secret:ecr-pullthroughcache/ghcr-a1B2c3"
    )


@pytest.mark.parametrize("text", ["", "123456789012", "*", "arn:aws:iam::123456789012", "urn:aws:iam::1:role/a"])
def test_text_that_is_no_arn_is_not_parsed(text: str) -> None:
    assert Arn.parse(text) is None


def test_the_name_of_a_role_leaves_out_its_path() -> None:
    arn = Arn.parse("arn:aws:iam::123456789012:role/teams/ml/ci")
    assert arn is not None
    assert arn.name == "ci"


@pytest.mark.parametrize(
    ("text", "is_root"),
    [
        ("arn:aws:iam::123456789012:root", True),
        ("arn:aws:iam::123456789012:role/root", False),
        ("arn:aws:s3::123456789012:root", False),
    ],
)
def test_only_the_iam_root_arn_is_an_account_root(text: str, is_root: bool) -> None:
    arn = Arn.parse(text)
    assert arn is not None
    assert arn.is_account_root is is_root


@given(st.builds(Arn, PART, PART, PART, PART, st.text(alphabet="abc:/*", max_size=9)))
def test_an_arn_survives_formatting_and_parsing(arn: Arn) -> None:
    assert Arn.parse(str(arn)) == arn
