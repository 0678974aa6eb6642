"""Who is trusted in a registry, and what an undeclared policy grants beyond that."""

from typing import Any

import pytest

from tests.drift.statements import (
    KNOWN,
    NODE,
    OF_OWN,
    ORGANIZATION,
    OWN,
    PULLS,
    REGISTRY,
    TRAINER,
    UNTRUSTED_ROLE,
    by,
    of_service,
)
from union_ecr.drift.permissions import permissions_of
from union_ecr.drift.trusted_principals import TrustedPrincipals


@pytest.mark.parametrize(
    ("statement", "untrusted", "changes"),
    [
        (by(NODE), False, False),
        (by("arn:aws:iam::111122223333:role/other"), False, False),
        (by("111122223333"), False, False),
        (by(NODE, action="ecr:PutImage"), False, True),
        (by(NODE, action="ecr:CreateRepository"), False, True),
        (by(NODE, action="ecr:ReplicateImage"), False, True),
        (by(NODE, action="ecr:GetAuthorizationToken"), False, False),
        (by(NODE, action="ecr:UpdatePullThroughCacheRule"), False, True),
        (by(OWN, action="ecr:PutRegistryPolicy"), False, True),
        (by(OWN, action="ecr:CreateRepository"), False, False),
        (by(NODE, action="ecr:DeleteRepository"), True, True),
        (by(OWN, action="ecr:PutImage"), False, False),
        (by(OWN, action="ecr:BatchDeleteImage"), False, True),
        (by(OWN, action="ecr:*"), False, True),
        (by(UNTRUSTED_ROLE), True, True),
        (by(UNTRUSTED_ROLE, action="ecr:ReplicateImage"), True, True),
        (by("*"), True, True),
        (ORGANIZATION, False, False),
        (ORGANIZATION | {"Action": "ecr:PutImage"}, False, True),
        (ORGANIZATION | {"Action": "ecr:DeleteRepository"}, True, True),
        (ORGANIZATION | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-2"}}}, True, True),
        (of_service(), True, True),
        (of_service(**OF_OWN), False, False),
        (ORGANIZATION | {"Condition": {"StringLike": {"aws:PrincipalOrgID": "o-1"}}}, False, False),
        (by(OWN, Effect="Deny"), False, True),
        (by("*", Effect="Deny", action="ecr:DeleteRepository"), False, False),
        ({"Effect": "Deny", "Principal": "*", "NotAction": "ecr:DeleteRepository"}, False, True),
        (by("AROAGONE"), False, False),
    ],
)
def test_an_undeclared_statement_may_grant_untrusted_access_or_change_what_is_declared(
    statement: dict[str, Any], untrusted: bool, changes: bool
) -> None:
    assert (KNOWN.grants_untrusted_access(statement), KNOWN.changes_declared(statement)) == (untrusted, changes)


@pytest.mark.parametrize(
    "statement",
    [
        by(NODE, action="ecr:PutImage"),
        by(OWN, action="ecr:BatchDeleteImage"),
        {"Effect": "Deny", "Principal": "*", "Action": "ecr:*"},
    ],
)
@pytest.mark.parametrize(
    ("resources", "changes"),
    [
        ({"Resource": "*"}, True),
        ({"Resource": ["arn:aws:ecr:us-east-1:123456789012:repository/tr*"]}, True),
        ({"Resource": "arn:aws:ecr:us-east-1:123456789012:repository/traine?"}, True),
        ({"NotResource": "arn:aws:ecr:us-east-1:123456789012:repository/scratch/*"}, True),
        ({"Resource": "arn:aws:ecr:us-east-1:123456789012:repository/scratch/*"}, False),
    ],
)
def test_a_registry_policy_changes_what_is_declared_only_where_its_resources_reach_it(
    statement: dict[str, Any], resources: dict[str, Any], changes: bool
) -> None:
    assert KNOWN.changes_declared(statement | resources) is changes


def test_a_permission_for_one_repository_is_new_to_another() -> None:
    other = TRAINER.replace("trainer", "secret")
    known = TrustedPrincipals(REGISTRY, {TRAINER: frozenset(permissions_of([PULLS])), other: frozenset()})
    assert known.changes_declared(by(NODE) | {"Resource": "*"})
    assert not known.changes_declared(by(NODE) | {"Resource": TRAINER})


def test_a_template_makes_an_account_trusted_and_its_permissions_are_new_to_repositories() -> None:
    known = TrustedPrincipals(REGISTRY, {TRAINER: frozenset()}, frozenset(permissions_of([PULLS])))
    assert not known.grants_untrusted_access(by(NODE))
    assert known.changes_declared(by(NODE))


def test_a_condition_of_too_many_values_limits_to_no_account() -> None:
    """Too many alternatives are not compared one by one."""
    arns = ["arn:aws:iam::123456789012:role/own", *(f"arn:aws:iam::999988887777:role/{number}" for number in range(30))]
    tags = [f"t{number}" for number in range(30)]
    condition = {"ArnLike": {"aws:PrincipalArn": arns}, "StringEquals": {"aws:PrincipalTag/t": tags}}
    assert KNOWN.grants_untrusted_access(by("*", Condition=condition))
