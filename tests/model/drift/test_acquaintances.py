"""Who is meant to reach a registry, and what a policy by hand gives beyond that."""

from typing import Any

import pytest

from tests.model.drift.by_hand import KNOWN, NODE, OF_OWN, ORGANIZATION, OWN, STRANGER, by, of_service


@pytest.mark.parametrize(
    ("statement", "strangers", "changes"),
    [
        (by(NODE), False, False),
        (by("arn:aws:iam::111122223333:role/other"), False, False),
        (by("111122223333"), False, False),
        (by(NODE, action="ecr:PutImage"), False, True),
        (by(NODE, action="ecr:CreateRepository"), False, False),
        (by(NODE, action="ecr:ReplicateImage"), False, False),
        (by(NODE, action="ecr:DeleteRepository"), True, True),
        (by(OWN, action="ecr:PutImage"), False, False),
        (by(OWN, action="ecr:BatchDeleteImage"), False, True),
        (by(OWN, action="ecr:*"), False, True),
        (by(STRANGER), True, True),
        (by(STRANGER, action="ecr:ReplicateImage"), True, True),
        (by("*"), True, True),
        (ORGANIZATION, False, False),
        (ORGANIZATION | {"Action": "ecr:PutImage"}, False, True),
        (ORGANIZATION | {"Action": "ecr:DeleteRepository"}, True, True),
        (ORGANIZATION | {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-2"}}}, True, True),
        (of_service(), True, True),
        (of_service(**OF_OWN), False, False),
        (by(OWN, Effect="Deny"), False, True),
        (by("AROAGONE"), False, False),
    ],
)
def test_a_statement_by_hand_lets_strangers_in_or_changes_what_is_declared(
    statement: dict[str, Any], strangers: bool, changes: bool
) -> None:
    assert (KNOWN.lets_strangers_in(statement), KNOWN.changes_declared(statement)) == (strangers, changes)
