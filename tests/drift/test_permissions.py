"""What documents allow, whatever their words."""

from typing import Any

import pytest

from union_ecr.drift.findings import Severity
from union_ecr.drift.permissions import (
    account_of,
    accounts_of,
    deleted_principals,
    not_covered_by,
    permissions_of,
    severity_of,
    statements_of,
)
from union_ecr.ecr.actions import DESTROYING_ACTIONS, REPOSITORY_ACTIONS
from union_ecr.ecr.registry import Registry

REGISTRY = Registry("123456789012", "us-east-1")
ROLE = "arn:aws:iam::111122223333:role/n"


def statement(**said: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "ecr:PutImage", **said}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"Action": "ecr:PutImage"}, {"Action": ["ECR:putimage"]}),
        ({"Action": ["ecr:PutImageTagMutability", "ecr:PutImage"]}, {"Action": ["ecr:PutImage", "ecr:PutImageT*"]}),
        ({"Principal": {"AWS": "111122223333"}}, {"Principal": {"AWS": ["arn:aws:iam::111122223333:root"]}}),
        ({"Resource": "*"}, {}),
        ({"Condition": {}}, {}),
        ({"Condition": {"Bool": {"a": True}}}, {"Condition": {"bool": {"A": ["true"]}}}),
        ({"Sid": "a"}, {"Sid": "b", "Effect": "allow"}),
        ({"Principal": {"AWS": [ROLE, "AROAX"]}}, {}),
    ],
)
def test_the_same_rights_in_other_words(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert permissions_of([statement(**one)]) == permissions_of([statement(**other)]) != set()


@pytest.mark.parametrize(
    "other",
    [
        {"Action": "ecr:PutImageTagMutability"},
        {"Principal": {"AWS": "111122223333"}},
        {"Principal": "*"},
        {"NotPrincipal": {"AWS": ROLE}},
        {"NotAction": "ecr:PutImage"},
        {"Resource": "arn:aws:ecr:us-east-1:123456789012:repository/a"},
        {"NotResource": "*"},
        {"Condition": {"Bool": {"a": "true"}}},
        {"Effect": "Deny"},
    ],
)
def test_other_rights(other: dict[str, Any]) -> None:
    assert permissions_of([statement(**other)]) != permissions_of([statement()])


ORG = "aws:PrincipalOrgID"


def test_of_several_values_each_is_a_right_of_its_own() -> None:
    both = statement(Principal="*", Condition={"StringEquals": {ORG: ["o-1", "o-2"]}})
    each = [statement(Principal="*", Condition={"StringEquals": {ORG: one}}) for one in ("o-1", "o-2")]
    assert permissions_of([both]) == permissions_of(each)
    neither = [statement(Principal="*", Condition={"StringNotEquals": {ORG: one}}) for one in (["o-1", "o-2"], "o-1")]
    assert permissions_of(neither[:1]) != permissions_of(neither[1:])


def test_a_right_under_a_stronger_condition_is_not_beyond_one_under_a_weaker() -> None:
    weak = permissions_of([statement(Principal="*", Condition={"StringEquals": {ORG: "o-1"}})])
    strong = permissions_of([statement(Principal="*", Condition={"StringEquals": {ORG: "o-1"}, "Bool": {"a": "true"}})])
    assert not_covered_by(strong, weak) == set()
    assert not_covered_by(weak, strong) == weak


@pytest.mark.parametrize(
    ("condition", "accounts"),
    [
        ({"StringLike": {"aws:SourceArn": "arn:aws:lambda:us-east-1:123456789012:function:*"}}, {"123456789012"}),
        ({"StringEquals": {"AWS:SourceAccount": "111122223333"}}, {"111122223333"}),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci-*"}}, {"111122223333"}),
        ({"StringEquals": {"aws:PrincipalAccount": "123456789012"}}, {"123456789012"}),
        ({"StringLike": {"aws:SourceArn": "arn:aws:lambda:us-east-1:*:function:x"}}, set()),
        ({"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}, set()),
        ({"StringNotEquals": {"aws:SourceAccount": "111122223333"}}, set()),
        ({}, set()),
    ],
)
def test_a_condition_may_keep_a_right_in_one_account(condition: dict[str, Any], accounts: set[str]) -> None:
    (right,) = permissions_of([statement(Principal={"Service": "lambda.amazonaws.com"}, Condition=condition)])
    assert accounts_of(right) == accounts


def test_everything_but_one_action_is_all_the_others() -> None:
    actions = {right.action for right in permissions_of([statement(NotAction=["ecr:Put*", "ecr:batchdeleteimage"])])}
    assert {*REPOSITORY_ACTIONS} - actions == {
        "ecr:BatchDeleteImage",
        *(one for one in REPOSITORY_ACTIONS if one.startswith("ecr:Put")),
    }


@pytest.mark.parametrize("action", sorted(DESTROYING_ACTIONS))
def test_whoever_may_newly_destroy_images_is_critical(action: str) -> None:
    own = permissions_of([statement(Principal={"AWS": "123456789012"}, Action=action)])
    assert severity_of(REGISTRY, own, ()) is Severity.CRITICAL
    assert severity_of(REGISTRY, (), own) is Severity.WARNING


def test_the_destroying_actions_are_actions_on_a_repository() -> None:
    assert {*REPOSITORY_ACTIONS} >= DESTROYING_ACTIONS


@pytest.mark.parametrize(
    ("holder", "account"),
    [
        ("111122223333", "111122223333"),
        (ROLE, "111122223333"),
        ("arn:aws:sts::111122223333:assumed-role/a/b", "111122223333"),
        ("arn:aws-cn:iam::111122223333:root", "111122223333"),
        ("*", None),
        ("lambda.amazonaws.com", None),
        ('everybody but {"AWS": "arn:aws:iam::111122223333:root"}', None),
    ],
)
def test_the_account_a_holder_is_in(holder: str, account: str | None) -> None:
    assert account_of(holder) == account


def test_unique_ids_are_principals_that_are_gone() -> None:
    assert deleted_principals(statement(Principal={"AWS": ["AIDAX", ROLE, "AROAX"]})) == ("AIDAX", "AROAX")


@pytest.mark.parametrize("text", ["", "1", "[]", "null", '{"Statement":[1]}', '{"Statement":"x"}'])
def test_what_is_no_policy_has_no_statements(text: str) -> None:
    assert statements_of(text) is None


def test_one_statement_needs_no_list() -> None:
    assert statements_of('{"Statement":{"Sid":"a"}}') == [{"Sid": "a"}]
