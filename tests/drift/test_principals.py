"""Principals in words."""

import pytest

from union_ecr.drift.permissions import Permission
from union_ecr.drift.principals import PrincipalNames, enumerated
from union_ecr.ecr.registry import Registry

NAMES = PrincipalNames(Registry("123456789012", "us-east-1"), {"arn:aws:iam::111122223333:role/n": "production"})
ISSUER = "token.actions.githubusercontent.com"
PROVIDER = f"arn:aws:iam::123456789012:oidc-provider/{ISSUER}"


@pytest.mark.parametrize(
    ("holder", "condition", "expected"),
    [
        ("arn:aws:iam::111122223333:role/n", [], "production"),
        ("111122223333", [("arnlike", "aws:principalarn", "arn:aws:iam::111122223333:role/n")], "production"),
        (
            PROVIDER,
            [
                ("stringequals", f"{ISSUER}:aud", "sts.amazonaws.com"),
                ("stringlike", f"{ISSUER}:sub", "repo:acme/x:*"),
            ],
            f"jobs of {ISSUER} with the subject repo:acme/x:*",
        ),
        (
            "lambda.amazonaws.com",
            [("arnlike", "aws:sourcearn", "arn:aws:lambda:x")],
            "the service lambda.amazonaws.com for arn:aws:lambda:x",
        ),
        ("*", [("stringnotequals", "aws:sourcevpce", "vpce-1")], "anyone in AWS, if aws:sourcevpce is not vpce-1,"),
        ('everybody but {"AWS": "1"}', [], 'everyone in AWS but {"AWS": "1"}'),
        ("no principal at all", [], "no principal at all"),
    ],
)
def test_a_holder_is_described_with_its_condition(
    holder: str, condition: list[tuple[str, str, str]], expected: str
) -> None:
    assert NAMES.describe(Permission(holder, "ecr:BatchGetImage", "*", frozenset(condition))) == expected


def test_a_long_list_is_cut_and_a_short_one_is_not() -> None:
    assert enumerated([]) == ""
    assert enumerated(["a", "b", "a"]) == "a and b"
    assert enumerated("abcd") == "a, b, c and d"
    assert enumerated("abcde") == "a, b, c and 2 more"
