"""What other documents of a push role mean."""

from typing import Any

import pytest

from union_ecr.drift.principals import PrincipalNames
from union_ecr.drift.push_role_reasons import why_boundary_differs, why_permissions_differ, why_trust_differs
from union_ecr.ecr.registry import Registry

HERE = Registry("123456789012", "us-east-1")
ROLE = PrincipalNames(HERE, {}, "role ci")
DEV = "arn:aws:iam::123456789012:role/dev"
TRAINER = "arn:aws:ecr:us-east-1:123456789012:repository/trainer"


EVERYTHING = "Role ci can do everything with images and the repository, deleting included"


def trust(*principals: str, **more: Any) -> dict[str, Any]:
    return {
        "Statement": [{"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": "sts:AssumeRole", **more}]
    }


def policy(*actions: str, resource: str = TRAINER) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": resource}]}


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        (trust("999988887777"), "Everyone in account 999988887777 whose IAM policy allows it can assume the role; "
         "role dev of the registry's own account can no longer assume the role."),
        (trust(DEV, "AROAX"), "Deleted in IAM, so that nobody matches any longer: AROAX."),
        (trust(DEV, Sid="x"), "Nobody's permissions change: the policy is only written differently."),
        (trust(DEV, Action="sts:*"),
         "The same principals can assume the role by other actions or under another audience."),
        ("nonsense", "The live document is no policy that can be read, so what it allows is not known."),
    ],
)  # fmt: skip
def test_a_trust_policy_is_described_by_who_can_assume_the_role(live: Any, expected: str) -> None:
    assert why_trust_differs(PrincipalNames(HERE, {}), trust(DEV), live) == expected


@pytest.mark.parametrize(
    ("declared", "live", "expected"),
    [
        (policy("ecr:ListImages"), None, "Role ci can no longer use ListImages in trainer."),
        (None, policy("s3:GetObject", resource="*"), "Role ci can use s3:GetObject."),
        (None, policy("*", resource="*"), f"{EVERYTHING}; it can also use other AWS services: its actions are *."),
        (None, policy("e*:*", "ecr:*", resource="*"),
         f"{EVERYTHING}; it can also use other AWS services: its actions are e*:*."),
        (None, policy("*"), f"{EVERYTHING} in trainer."),
        (None, {"Statement": [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}]},
         f"{EVERYTHING}; it can also use other AWS services: its actions are all but iam:*."),
        (policy("ecr:ListImages"), policy("ecr:BatchDeleteImage"),
         "Role ci can delete images in trainer; role ci can no longer use ListImages in trainer."),
        (None, 7, "The live document is no policy that can be read, so what it allows is not known."),
    ],
)  # fmt: skip
def test_permissions_are_described_of_the_role(declared: Any, live: Any, expected: str) -> None:
    assert why_permissions_differ(ROLE, declared, live) == expected


def test_a_boundary_limits_the_role_or_is_missing() -> None:
    assert why_boundary_differs(None) == "No permissions boundary limits the role any longer."
    assert "arn:x limits the role" in why_boundary_differs("arn:x")
