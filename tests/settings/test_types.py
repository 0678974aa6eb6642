"""The rules of single values that no stack file of the bad tables shows."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from union_ecr.ecr.registry import Registry
from union_ecr.settings.types import (
    _LONGEST_ARN,
    ExclusionFilter,
    KmsKeyArn,
    Organization,
    Principal,
    RoleName,
    TagKey,
    TagValue,
)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Organization, "acme"),
        (Organization, "a" * 32),
        (RoleName, "unionai-acme-flyteworker-node-group"),
        (RoleName, "path/to/role"),
        (RoleName, "r" * 64),
        (RoleName, f"{'p' * 510}/{'r' * 64}"),
        (RoleName, f"{'p' * 200}/{'q' * 309}/r"),
        (ExclusionFilter, "latest"),
        (ExclusionFilter, "*"),
        (ExclusionFilter, "build*cache*"),
        (ExclusionFilter, "a" * 128),
        (TagKey, "cost-center"),
        (TagKey, "aws"),
        (TagKey, "k" * 128),
        (TagValue, ""),
        (TagValue, "ml @ acme.com"),
        (TagValue, "v" * 256),
        (KmsKeyArn, "arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab"),
        (KmsKeyArn, "arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"),
        (Principal, "111122223333"),
        (Principal, "arn:aws:iam::111122223333:root"),
        (Principal, "arn:aws:iam::111122223333:user/path/ci@acme"),
        (Principal, "arn:aws-cn:iam::111122223333:role/ci"),
        (Principal, f"arn:aws:iam::111122223333:user/{'p' * 510}/{'u' * 64}"),
        (Principal, "arn:aws:iam::111122223333:role/ci-*"),
        (Principal, "arn:aws:iam::111122223333:role/*/abc*d"),
    ],
)
def test_a_valid_value_is_not_changed(kind: Any, value: str) -> None:
    assert TypeAdapter(kind).validate_python(value) == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Organization, ""),
        (Organization, "a" * 33),
        (Organization, "acme\n"),
        (RoleName, ""),
        (RoleName, "r" * 65),
        (RoleName, f"{'p' * 511}/r"),
        (RoleName, f"{'p' * 200}/{'q' * 310}/r"),
        (RoleName, "/role"),
        (RoleName, "arn:aws:iam::111122223333:role/x"),
        (ExclusionFilter, ""),
        (ExclusionFilter, "a" * 129),
        (ExclusionFilter, "***"),
        (ExclusionFilter, "feature/x"),
        (ExclusionFilter, "latest\n"),
        (TagKey, ""),
        (TagKey, "aws:team"),
        (TagKey, "AwS:team"),
        (TagKey, "k" * 129),
        (TagValue, "v" * 257),
        (TagValue, "a\n"),
        (KmsKeyArn, "1234abcd"),
        (KmsKeyArn, "arn:aws:kms:us-east-1:123456789012:alias/x"),
        (KmsKeyArn, "arn:aws:kms:us-east-1:12345678901:key/1234"),
        (Principal, "*"),
        (Principal, "11112222333"),
        (Principal, "111122223333\n"),
        (Principal, "\u0661" * 12),  # digits, but not ASCII
        (Principal, "arn:aws:iam::111122223333:group/x"),
        (Principal, f"arn:aws:iam::111122223333:role/{'p' * 511}/r"),
        (Principal, f"arn:aws:iam::111122223333:role/{'p' * 650}*"),
        (Principal, "arn:aws:iam::111122223333:role/*"),
        (Principal, "arn:aws:iam::111122223333:role/*a*"),
        (Principal, "arn:aws:iam::111122223333:role/*_"),
        (Principal, "arn:aws:iam::111122223333:role/ci*"),
        (Principal, "arn:aws:iam::111122223333:role/team/*"),
        (Principal, "arn:aws:iam::111122223333:user/team/c*i"),
        (Principal, "arn:aws:iam::*:root"),
        (Principal, "arn:aws:sts::111122223333:assumed-role/ci/x"),
    ],
)
def test_an_invalid_value_is_refused_with_a_rule_and_a_remedy(kind: Any, value: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value)
    (error,) = refused.value.errors()
    assert error["type"] == "refused"
    assert all(error["ctx"][part] for part in ("rule", "remedy"))


def test_an_arn_longer_than_the_longest_of_a_role_is_no_principal() -> None:
    longest = f"arn:aws-us-gov:iam::111122223333:role/{'p' * 510}/{'r' * 64}"
    assert len(longest) == _LONGEST_ARN == 613
    assert TypeAdapter(Principal).validate_python(longest) == longest
    for invalid in (longest + "r", longest.replace(f"{'r' * 64}", f"{'r' * 64}*")):
        with pytest.raises(ValidationError) as refused:
            TypeAdapter(Principal).validate_python(invalid)
        assert "longer than any role's ARN (613 characters)" in str(refused.value)


@pytest.mark.parametrize("region", ["us-east-1", "us-gov-west-1", "cn-north-1", "us-isob-east-1"])
def test_the_arn_of_every_valid_role_name_is_a_principal(region: str) -> None:
    name = TypeAdapter(RoleName).validate_python(f"{'p' * 510}/{'r' * 64}")
    arn = Registry("123456789012", region).role_arn("111122223333", name)
    assert TypeAdapter(Principal).validate_python(arn) == arn
