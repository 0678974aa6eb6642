"""Grants of everybody whom a test asks for, and the repository policy they make."""

from typing import Any

from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.actions import Access
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grants import Grant

VIRGINIA, CHINA = Registry("123456789012", "us-east-1"), Registry("123456789012", "cn-north-1")
NODE_ROLE = "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"
CI, ROOT = "arn:aws:iam::555566667777:role/ci", "arn:aws:iam::666677778888:root"
SSO = "arn:aws:iam::555566667777:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Builder_*"
OWN = "arn:aws:iam::123456789012:role/ci"
ORGANIZATION = "o-a1b2c3d4e5"
UNIT = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"
FUNCTIONS = "arn:aws:lambda:us-east-1:111122223333:function:*"


def policy(*asked: Grant, registry: Registry = VIRGINIA) -> list[dict[str, Any]]:
    document = repository_policy(registry, asked)
    return list(document["Statement"]) if document else []


def to(*principals: str, access: tuple[Access, ...] = (Access.PULL,), **more: Any) -> Grant:
    return Grant(principals=principals, access=access, **more)
