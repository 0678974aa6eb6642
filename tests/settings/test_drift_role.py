"""The settings of the role that a sweep assumes."""

from typing import Any

import pytest

from tests.settings.violations import violations
from union_ecr.ecr.registry import Registry
from union_ecr.settings.drift_role import DriftRoleSettings

HUB = "arn:aws:iam::123456789012:role/hub"
SINGLE_SIGN_ON = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_Platform_*"


def found(**values: Any) -> list[str]:
    return [
        str(violation) for violation in violations(DriftRoleSettings, values, Registry("123456789012", "eu-west-1"))
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"callers": [HUB, SINGLE_SIGN_ON], "externalId": "x-1", "roleName": "/ci/union-ecr-drift"},
        {"callers": ["arn:aws-cn:iam::123456789012:user/alice"]},
        {"jobs": True},
    ],
)
def test_what_iam_takes_is_right(values: dict[str, Any]) -> None:
    assert found(**values) == []


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({}, "nobody may assume it; name callers, or write jobs: true"),
        ({"callers": ["123456789012"]}, "is no role and no user; write one such as arn:aws:iam::123456789012:role/hub"),
        ({"callers": ["arn:aws:iam::*:role/hub"]}, "is no role and no user"),
        ({"callers": ["arn:aws:iam::123456789012:root"]}, "is no role and no user"),
        ({"callers": [HUB], "roleName": "a b"}, "is no name of a role; write one such as ci/union-ecr-drift"),
        ({"callers": [HUB], "externalId": "x"}, "has 2 to 1,224 letters, digits"),
    ],
)
def test_what_iam_refuses_has_a_line(values: dict[str, Any], rule: str) -> None:
    (line,) = found(**values)
    assert rule in line
