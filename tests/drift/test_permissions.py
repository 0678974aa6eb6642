"""What policies allow, however they are written."""

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
    ("first", "second"),
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
def test_statements_with_the_same_permissions(first: dict[str, Any], second: dict[str, Any]) -> None:
    assert permissions_of([statement(**first)]) == permissions_of([statement(**second)]) != set()


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
def test_statements_with_other_permissions(other: dict[str, Any]) -> None:
    assert permissions_of([statement(**other)]) != permissions_of([statement()])


ORG = "aws:PrincipalOrgID"


def test_each_of_several_condition_values_is_a_permission_of_its_own() -> None:
    both = statement(Principal="*", Condition={"StringEquals": {ORG: ["o-1", "o-2"]}})
    each = [statement(Principal="*", Condition={"StringEquals": {ORG: value}}) for value in ("o-1", "o-2")]
    assert permissions_of([both]) == permissions_of(each)
    neither, another = (
        statement(Principal="*", Condition={"StringNotEquals": {ORG: value}}) for value in (["o-1", "o-2"], "o-1")
    )
    assert permissions_of([neither]) != permissions_of([another])


def test_a_permission_under_a_weaker_condition_covers_one_under_a_stronger() -> None:
    weak = permissions_of([statement(Principal="*", Condition={"StringEquals": {ORG: "o-1"}})])
    strong = permissions_of([statement(Principal="*", Condition={"StringEquals": {ORG: "o-1"}, "Bool": {"a": "true"}})])
    assert not_covered_by(strong, weak) == set()
    assert not_covered_by(weak, strong) == weak


SUB, ARN = "token.example:sub", "aws:PrincipalArn"
FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function"


@pytest.mark.parametrize(
    ("weaker", "stronger", "covers"),
    [
        ({"StringLike": {SUB: "repo:a/*"}}, {"StringEquals": {SUB: "repo:a/b"}}, True),
        ({"StringLike": {SUB: "repo:a/*"}}, {"StringLike": {SUB: "repo:a/b*"}}, True),
        ({"StringLike": {SUB: "repo:a/*"}}, {"StringLike": {SUB: "repo:b/*"}}, False),
        ({"StringLike": {SUB: "repo:a/*"}}, {"StringEquals": {ARN: "repo:a/b"}}, False),
        ({"StringLike": {SUB: "repo:a/?"}}, {"StringEquals": {SUB: "repo:a/?"}}, False),
        ({"StringNotLike": {SUB: "repo:a/*"}}, {"StringNotEquals": {SUB: "repo:a/b"}}, False),
        ({"StringLikeIfExists": {SUB: "repo:a/*"}}, {"StringEquals": {SUB: "repo:a/b"}}, False),
        ({"ArnLike": {ARN: f"{FUNCTION}:*"}}, {"ArnLike": {ARN: f"{FUNCTION}:x:1"}}, True),
        ({"ArnLike": {ARN: "arn:aws:lambda:*:x"}}, {"ArnLike": {ARN: f"{FUNCTION}:x"}}, False),
        ({}, {"StringEquals": {SUB: "repo:a/b"}}, True),
    ],
)
def test_a_pattern_covers_what_it_matches(weaker: dict[str, Any], stronger: dict[str, Any], covers: bool) -> None:
    wide, narrow = (permissions_of([statement(Condition=condition)]) for condition in (weaker, stronger))
    assert not_covered_by(narrow, wide) == (set() if covers else narrow)
    assert not_covered_by(wide, narrow) == wide


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
def test_a_condition_may_limit_a_permission_to_one_account(condition: dict[str, Any], accounts: set[str]) -> None:
    (permission,) = permissions_of([statement(Principal={"Service": "lambda.amazonaws.com"}, Condition=condition)])
    assert accounts_of(permission) == accounts


def test_not_action_is_every_other_action() -> None:
    actions = {
        permission.action for permission in permissions_of([statement(NotAction=["ecr:Put*", "ecr:batchdeleteimage"])])
    }
    assert {*REPOSITORY_ACTIONS} - actions == {
        "ecr:BatchDeleteImage",
        *(action for action in REPOSITORY_ACTIONS if action.startswith("ecr:Put")),
    }


@pytest.mark.parametrize("action", sorted(DESTROYING_ACTIONS))
def test_a_new_permission_to_destroy_images_is_critical(action: str) -> None:
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


def test_unique_ids_are_deleted_principals() -> None:
    assert deleted_principals(statement(Principal={"AWS": ["AIDAX", ROLE, "AROAX"]})) == ("AIDAX", "AROAX")


@pytest.mark.parametrize("text", ["", "1", "[]", "null", '{"Statement":[1]}', '{"Statement":"x"}'])
def test_a_text_that_is_not_a_policy_has_no_statements(text: str) -> None:
    assert statements_of(text) is None


def test_a_single_statement_may_stand_without_a_list() -> None:
    assert statements_of('{"Statement":{"Sid":"a"}}') == [{"Sid": "a"}]


def test_a_condition_with_thousands_of_alternatives_is_one_permission_with_all_its_values() -> None:
    values = [f"{number:012}" for number in range(100)]
    condition = {"StringEquals": {"aws:PrincipalAccount": values, "aws:SourceAccount": values}}
    (permission,) = permissions_of([statement(Principal="*", Condition=condition)])
    assert not accounts_of(permission)
    assert all(value in str(permission.condition) for value in values)
