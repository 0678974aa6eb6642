"""Principals in words."""

import pytest

from union_ecr.drift.permissions import Permission
from union_ecr.drift.principals import PrincipalNames, enumerated
from union_ecr.ecr.registry import Registry

NAMES = PrincipalNames(Registry("123456789012", "us-east-1"), {"arn:aws:iam::111122223333:role/n": "production"})
SERVICE_LINKED_ROLES = "arn:aws:iam::123456789012:role/aws-service-role/*"
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
        ("*", [("stringnotequals", "aws:sourcevpc", "vpc-1")], "anyone in AWS, if aws:sourcevpc is not vpc-1,"),
        ("*", [("stringnotequals", "aws:sourcevpce", "vpce-1")], "anyone in AWS that does not come through vpce-1"),
        (
            "*",
            [
                (
                    "arnnotlike",
                    "aws:principalarn",
                    f'["{SERVICE_LINKED_ROLES}", "arn:aws:iam::1:*"]',
                ),
                ("boolifexists", "aws:principalisawsservice", "false"),
                ("boolifexists", "aws:viaawsservice", "false"),
                ("stringnotequals", "aws:sourcevpce", '["vpce-1", "vpce-2"]'),
            ],
            "anyone in AWS (except everyone in account 1 and AWS services) that does not come through vpce-1 or vpce-2",
        ),
        (
            "*",
            [
                ("arnnotlike", "aws:principalarn", SERVICE_LINKED_ROLES),
                ("boolifexists", "aws:principalisawsservice", "false"),
                ("stringnotequals", "aws:principalorgid", "o-a1b2c3d4e5"),
                ("stringnotequals", "aws:principalaccount", "123456789012"),
            ],
            "anyone in AWS (except AWS services) outside organization o-a1b2c3d4e5 and the registry's own account",
        ),
        ("*", [("stringnotequals", "aws:principalaccount", "1")], "anyone in AWS outside account 1"),
        ("*", [("null", "aws:principalorgid", "true")], "anyone in AWS, if aws:principalorgid is absent,"),
        ('everybody but {"AWS": "1"}', [], "everyone in AWS but account 1"),
        (
            'everybody but {"AWS": ["arn:aws:iam::111122223333:role/n", "2"]}',
            [],
            "everyone in AWS but production and account 2",
        ),
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
