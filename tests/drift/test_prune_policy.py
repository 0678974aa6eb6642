"""What remains of a policy by hand without what nobody declares."""

import json
from typing import Any

from tests.drift.by_hand import KNOWN, LAMBDA, NODE, ORGANIZATION, OWN, PULLS, STRANGER, by
from union_ecr.drift.prune_policy import has_unwanted, prune


def rest(*statements: dict[str, Any]) -> Any:
    text = prune(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}), KNOWN.grants_untrusted_access)
    return text and json.loads(text)["Statement"]


def test_what_is_right_stays_as_it_is_and_what_is_not_goes() -> None:
    assert rest(PULLS, by(STRANGER)) == [PULLS]
    assert rest(PULLS) == [PULLS]
    assert rest(by(STRANGER)) is None
    assert rest(ORGANIZATION | {"Action": "ecr:DeleteRepository"}) is None


def test_everyone_on_a_known_condition_keeps_what_does_not_destroy() -> None:
    mixed = ORGANIZATION | {"Action": ["ecr:BatchGetImage", "ecr:BatchDeleteImage"]}
    assert rest(mixed) == [ORGANIZATION | {"Principal": {"AWS": ["*"]}}]


def test_of_one_statement_the_acquaintances_stay() -> None:
    kept = by(NODE, action=["ecr:BatchGetImage"], Sid="A")
    assert rest(by(NODE, STRANGER, Sid="A")) == [kept]
    assert rest(kept | {"Principal": {"AWS": [NODE, STRANGER], "Service": LAMBDA}}) == [kept]


def test_who_may_destroy_keeps_the_rest_of_the_actions() -> None:
    mixed = by(OWN, NODE, action=["ecr:PutImage", "ecr:BatchDeleteImage"], Sid="A")
    assert rest(mixed) == [
        by(OWN, action=["ecr:PutImage", "ecr:BatchDeleteImage"], Sid="A"),
        by(NODE, action=["ecr:PutImage"], Sid="A1"),
    ]
    (kept,) = rest(by(NODE, action="ecr:*"))
    assert {"ecr:BatchGetImage", "ecr:PutImage"} < {*kept["Action"]}
    assert not {"ecr:*", "ecr:BatchDeleteImage", "ecr:SetRepositoryPolicy"} & {*kept["Action"]}


def test_who_was_deleted_goes_as_well_since_ecr_would_refuse_the_name() -> None:
    assert rest(by(NODE, "AROAGONE"), by(STRANGER)) == [by(NODE)]
    denied = {"Effect": "Deny", "NotAction": "ecr:BatchGetImage"}
    assert rest(by(OWN, "AROAGONE") | denied, by(STRANGER)) == [by(OWN) | denied]
    assert rest(by("AROAGONE"), by(STRANGER)) is None


def test_what_remains_lets_no_stranger_in() -> None:
    text = json.dumps({"Statement": [by(NODE, STRANGER, "*", action="ecr:*"), by(OWN, STRANGER)]})
    left = prune(text, KNOWN.grants_untrusted_access)
    assert left is not None
    assert not has_unwanted(left, KNOWN.grants_untrusted_access)


def test_a_text_that_is_no_policy_is_unwanted_and_nothing_of_it_remains() -> None:
    assert has_unwanted("no policy", KNOWN.grants_untrusted_access)
    assert prune("no policy", KNOWN.grants_untrusted_access) is None


def test_what_remains_cannot_steer_a_terminal() -> None:
    left = prune(json.dumps({"Statement": [by(NODE, STRANGER, Sid="\x9b31m\u202e")]}), KNOWN.grants_untrusted_access)
    assert left is not None
    assert left.isascii()
