"""What remains of a policy without its unwanted statements, principals and actions."""

import json
from typing import Any

from tests.drift.by_hand import KNOWN, LAMBDA, NODE, ORGANIZATION, OWN, PULLS, STRANGER, by
from union_ecr.drift.prune_policy import Pruned, prune


def remaining(policy: str) -> str | None:
    pruned = prune(policy, KNOWN.grants_untrusted_access)
    return pruned.policy if pruned else policy


def rest(*statements: dict[str, Any]) -> Any:
    text = remaining(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    return text and json.loads(text)["Statement"]


def test_trusted_statements_stay_unchanged_and_others_go() -> None:
    assert rest(PULLS, by(STRANGER)) == [PULLS]
    assert rest(PULLS) == [PULLS]
    assert rest(by(STRANGER)) is None
    assert rest(ORGANIZATION | {"Action": "ecr:DeleteRepository"}) is None


def test_everybody_under_a_trusted_condition_keeps_actions_that_do_not_destroy() -> None:
    mixed = ORGANIZATION | {"Action": ["ecr:BatchGetImage", "ecr:BatchDeleteImage"]}
    assert rest(mixed) == [ORGANIZATION | {"Principal": {"AWS": ["*"]}}]


def test_the_trusted_principals_of_a_statement_stay() -> None:
    kept = by(NODE, action=["ecr:BatchGetImage"], Sid="A")
    assert rest(by(NODE, STRANGER, Sid="A")) == [kept]
    assert rest(kept | {"Principal": {"AWS": [NODE, STRANGER], "Service": LAMBDA}}) == [kept]


def test_another_account_that_may_destroy_images_keeps_its_other_actions() -> None:
    mixed = by(OWN, NODE, action=["ecr:PutImage", "ecr:BatchDeleteImage"], Sid="A")
    assert rest(mixed) == [
        by(OWN, action=["ecr:PutImage", "ecr:BatchDeleteImage"], Sid="A"),
        by(NODE, action=["ecr:PutImage"], Sid="A1"),
    ]
    (kept,) = rest(by(NODE, action="ecr:*"))
    assert {"ecr:BatchGetImage", "ecr:PutImage"} < {*kept["Action"]}
    assert not {"ecr:*", "ecr:BatchDeleteImage", "ecr:SetRepositoryPolicy"} & {*kept["Action"]}


def test_deleted_principals_go_since_ecr_refuses_to_name_them() -> None:
    assert rest(by(NODE, "AROAGONE"), by(STRANGER)) == [by(NODE)]
    denied = {"Effect": "Deny", "NotAction": "ecr:BatchGetImage"}
    assert rest(by(OWN, "AROAGONE") | denied, by(STRANGER)) == [by(OWN) | denied]
    assert rest(by("AROAGONE"), by(STRANGER)) is None


def test_what_remains_grants_no_untrusted_access() -> None:
    left = remaining(json.dumps({"Statement": [by(NODE, STRANGER, "*", action="ecr:*"), by(OWN, STRANGER)]}))
    assert left is not None
    assert prune(left, KNOWN.grants_untrusted_access) is None


def test_nothing_remains_of_a_text_that_is_not_a_policy() -> None:
    assert prune("no policy", KNOWN.grants_untrusted_access) == Pruned(None)


def test_what_remains_has_no_control_characters() -> None:
    left = remaining(json.dumps({"Statement": [by(NODE, STRANGER, Sid="\x9b31m\u202e")]}))
    assert left is not None
    assert left.isascii()
