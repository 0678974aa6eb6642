"""Which policies are the same to the provider; tests/judges holds this against the provider's own library."""

import json
from typing import Any

import pytest

from union_ecr.ecr.policy_equivalence import account_of_root, equivalent_policies


def _policy(**changes: Any) -> str:
    statement = {
        "Sid": "AllowPull",
        "Effect": "Allow",
        "Principal": {"AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::444455556666:role/a"]},
        "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **changes}]})


EQUAL = {
    "actions in another order": {"Action": ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"]},
    "principals in another order": {
        "Principal": {"AWS": ["arn:aws:iam::444455556666:role/a", "arn:aws:iam::111122223333:root"]}
    },
    "an account's short form": {"Principal": {"AWS": ["111122223333", "arn:aws:iam::444455556666:role/a"]}},
    "an effect in another case": {"Effect": "allow"},
}
DIFFERENT = {
    "another Sid": {"Sid": "Allow"},
    "an action in another case": {"Action": ["ecr:batchGetImage", "ecr:GetDownloadUrlForLayer"]},
    "one principal less": {"Principal": {"AWS": "arn:aws:iam::444455556666:role/a"}},
    "everyone": {"Principal": "*"},
    "a condition": {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}},
    "an empty condition": {"Condition": {}},
    "a deny": {"Effect": "Deny"},
}


@pytest.mark.parametrize("changes", EQUAL.values(), ids=EQUAL)
def test_equivalent_policies_are_equal(changes: dict[str, Any]) -> None:
    assert equivalent_policies(_policy(), _policy(**changes))


@pytest.mark.parametrize("changes", DIFFERENT.values(), ids=DIFFERENT)
def test_different_policies_are_not_equal(changes: dict[str, Any]) -> None:
    assert not equivalent_policies(_policy(), _policy(**changes))


def test_an_action_as_text_equals_a_list_of_that_action() -> None:
    assert equivalent_policies(_policy(Action="ecr:BatchGetImage"), _policy(Action=["ecr:BatchGetImage"]))


def test_policies_with_and_without_a_version_differ() -> None:
    statements = json.loads(_policy())["Statement"]
    assert not equivalent_policies(_policy(), json.dumps({"Statement": statements}))


def test_an_absent_policy_equals_only_an_empty_one_and_invalid_json_nothing() -> None:
    assert not equivalent_policies(None, _policy())
    assert not equivalent_policies("not json", "not json")
    assert equivalent_policies("", "{}")
    assert equivalent_policies(None, "")
    assert not equivalent_policies("", _policy())


def test_numbers_and_booleans_in_conditions_equal_their_texts() -> None:
    plain, quoted = (
        {"Bool": {"a": value}, "NumericEquals": {"b": number}} for value, number in ((True, 1), ("true", "1"))
    )
    assert equivalent_policies(_policy(Condition=plain), _policy(Condition=quoted))


@pytest.mark.parametrize(
    ("principal", "account"),
    [
        ("111122223333", "111122223333"),
        ("arn:aws-cn:iam::111122223333:root", "111122223333"),
        ("arn:aws:iam::111122223333:role/root", None),
        ("arn:aws:sts::111122223333:root", None),
        ("*", None),
    ],
)
def test_a_whole_account_is_named_by_its_number_or_its_root_arn(principal: str, account: str | None) -> None:
    assert account_of_root(principal) == account
