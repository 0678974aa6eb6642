"""What policies allow beyond others."""

from typing import Any

import pytest

from union_ecr.ci_check.policies import beyond, denials, rights


def policy(**statement: Any) -> dict[str, Any]:
    whole = {"Effect": "Allow", "Action": ["ecr:PutImage"], "Resource": ["arn:a/one"], **statement}
    return {"Statement": [{key: value for key, value in whole.items() if value is not None}]}


OWN = policy()


@pytest.mark.parametrize(
    "wide",
    [
        policy(Action="ecr:*"),
        policy(Action="*"),
        policy(Action=["ecr:PutImage", "iam:PassRole"]),
        policy(Resource="*"),
        policy(Resource=["arn:a/one", "arn:a/two"]),
        policy(Resource="arn:a/?ne"),
        policy(Action=None, NotAction="iam:*"),
        policy(Resource=None, NotResource="arn:b"),
    ],
)
def test_a_wider_policy_allows_something_beyond(wide: dict[str, Any]) -> None:
    assert beyond(rights([wide]), rights([OWN]))
    assert not beyond(rights([OWN]), rights([wide]))


@pytest.mark.parametrize(
    "same",
    [
        OWN,
        policy(Action="ecr:putimage", Resource="arn:a/one"),
        {"Statement": [*OWN["Statement"], {"Effect": "Deny", "Action": "*", "Resource": "*"}]},
    ],
)
def test_the_same_in_other_words_is_nothing_beyond(same: dict[str, Any]) -> None:
    assert beyond(rights([same]), rights([OWN])) == []


def test_a_condition_that_is_gone_is_something_beyond_and_one_more_is_not() -> None:
    bound = policy(Condition={"ArnEquals": {"iam:PermissionsBoundary": "arn:b"}})
    assert beyond(rights([OWN]), rights([bound]))
    assert beyond(rights([bound]), rights([OWN])) == []


def test_another_principal_is_something_beyond() -> None:
    one, two = (policy(Principal={"AWS": f"arn:aws:iam::{number * 12}:root"}) for number in "12")
    assert beyond(rights([two]), rights([one]))
    assert beyond(rights([policy(Principal="*")]), rights([one]))


def test_the_parts_of_a_divided_policy_allow_together_what_the_whole_does() -> None:
    whole = policy(Resource=["arn:a/one", "arn:a/two"])
    parts = [policy(Resource="arn:a/one"), policy(Resource="arn:a/two")]
    assert beyond(rights(parts), rights([whole])) == beyond(rights([whole]), rights(parts)) == []


def test_a_right_is_shown_as_an_action_on_a_resource() -> None:
    assert [str(right) for right in rights([OWN])] == ["ecr:PutImage on arn:a/one"]


def test_the_same_denial_with_its_keys_in_another_order_is_no_other() -> None:
    statement = {"Sid": "A", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}
    (denied,) = denials([{"Statement": [statement]}]).items()
    assert denied[1] == "s3:* on *"
    assert denials([{"Statement": [dict(reversed(statement.items()))]}]) == dict([denied])
