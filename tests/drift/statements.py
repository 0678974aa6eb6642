"""Policy statements for the tests, and the principals that are trusted in the registry."""

from typing import Any

from union_ecr.drift.permissions import permissions_of
from union_ecr.drift.trusted_principals import TrustedPrincipals
from union_ecr.ecr.registry import Registry

REGISTRY = Registry("123456789012", "us-east-1")
OWN, NODE = "arn:aws:iam::123456789012:role/dev", "arn:aws:iam::111122223333:role/node"
UNTRUSTED_ROLE = "arn:aws:iam::999988887777:role/x"
LAMBDA = "lambda.amazonaws.com"
PULLS = {"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": NODE}, "Action": ["ecr:BatchGetImage"]}
ORGANIZATION = PULLS | {"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}
TRAINER = "arn:aws:ecr:us-east-1:123456789012:repository/trainer"
KNOWN = TrustedPrincipals(REGISTRY, {TRAINER: frozenset(permissions_of([PULLS, ORGANIZATION]))})
OF_OWN = {"Condition": {"StringLike": {"aws:sourceArn": "arn:aws:lambda:us-east-1:123456789012:function:*"}}}


def by(*principals: str, action: str | list[str] = "ecr:BatchGetImage", **more: Any) -> dict[str, Any]:
    """A statement that allows these principals an action."""
    return {"Effect": "Allow", "Principal": {"AWS": list(principals)}, "Action": action, **more}


def of_service(**condition: Any) -> dict[str, Any]:
    """A statement that allows Lambda to pull."""
    return {"Effect": "Allow", "Principal": {"Service": LAMBDA}, "Action": "ecr:BatchGetImage", **condition}
