"""What remains of a policy without its unwanted statements, principals and actions."""

import json
from typing import Any

from tests.drift.statements import KNOWN, LAMBDA, NODE, ORGANIZATION, OWN, PULLS, UNTRUSTED_ROLE, by
from union_ecr.drift.prune_policy import Pruned, prune


def remaining(policy: str) -> str | None:
    pruned = prune(policy, KNOWN.grants_untrusted_access)
    return pruned.policy if pruned else policy


def rest(*statements: dict[str, Any]) -> Any:
    text = remaining(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))
    return text and json.loads(text)["Statement"]


def test_trusted_statements_stay_unchanged_and_others_go() -> None:
    assert rest(PULLS, by(UNTRUSTED_ROLE)) == [PULLS]
    assert rest(PULLS) == [PULLS]
    assert rest(by(UNTRUSTED_ROLE)) is None
    assert rest(ORGANIZATION | {"Action": "ecr:DeleteRepository"}) is None


def test_everybody_under_a_trusted_condition_keeps_actions_that_do_not_destroy() -> None:
    mixed = ORGANIZATION | {"Action": ["ecr:BatchGetImage", "ecr:BatchDeleteImage"]}
    assert rest(mixed) == [ORGANIZATION | {"Principal": {"AWS": ["*"]}}]


def test_the_trusted_principals_of_a_statement_stay() -> None:
    kept = by(NODE, action=["ecr:BatchGetImage"], Sid="A")
    assert rest(by(NODE, UNTRUSTED_ROLE, Sid="A")) == [kept]
    assert rest(kept | {"Principal": {"AWS": [NODE, UNTRUSTED_ROLE], "Service": LAMBDA}}) == [kept]


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
    assert rest(by(NODE, "AROAGONE"), by(UNTRUSTED_ROLE)) == [by(NODE)]
    denied = {"Effect": "Deny", "NotAction": "ecr:BatchGetImage"}
    assert rest(by(OWN, "AROAGONE") | denied, by(UNTRUSTED_ROLE)) == [by(OWN) | denied]
    assert rest(by("AROAGONE"), by(UNTRUSTED_ROLE)) is None


def test_what_remains_grants_no_untrusted_access() -> None:
    left = remaining(
        json.dumps({"Statement": [by(NODE, UNTRUSTED_ROLE, "*", action="ecr:*"), by(OWN, UNTRUSTED_ROLE)]})
    )
    assert left is not None
    assert prune(left, KNOWN.grants_untrusted_access) is None


def test_nothing_remains_of_a_text_that_is_not_a_policy() -> None:
    assert prune("no policy", KNOWN.grants_untrusted_access) == Pruned(None)


def test_what_remains_has_no_control_characters() -> None:
    left = remaining(json.dumps({"Statement": [by(NODE, UNTRUSTED_ROLE, Sid="\x9b31m\u202e")]}))
    assert left is not None
    assert left.isascii()
