"""Policy documents, to the letter."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.access import ACTIONS, Access, identity_policy, in_words, repository_policy

NODE_ROLE = "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"
CI, ROOT = "arn:aws:iam::555566667777:role/ci", "arn:aws:iam::666677778888:root"
TRAINER = "arn:aws:ecr:us-east-1:123456789012:repository/trainer"

principals = st.sampled_from([NODE_ROLE, CI, ROOT])
grants = st.dictionaries(st.sampled_from(Access), st.lists(principals, max_size=4))


def keys_and_values(document: object) -> Iterator[object]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from keys_and_values(value)
    elif isinstance(document, list):
        for value in document:
            yield from keys_and_values(value)
    else:
        yield document


def test_a_pull_grant_is_unions_documented_one() -> None:
    assert repository_policy({Access.PULL: [NODE_ROLE]}) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AllowPull",
                "Effect": "Allow",
                "Principal": {"AWS": NODE_ROLE},
                "Action": [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer",
                ],
            }
        ],
    }


def test_pull_push_and_describe_are_a_statement_each_in_that_order() -> None:
    asked = {Access.DESCRIBE: [ROOT], Access.PUSH: [CI], Access.PULL: [NODE_ROLE, CI]}
    assert repository_policy(asked) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AllowPull",
                "Effect": "Allow",
                "Principal": {"AWS": [NODE_ROLE, CI]},
                "Action": [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer",
                ],
            },
            {
                "Sid": "AllowPush",
                "Effect": "Allow",
                "Principal": {"AWS": CI},
                "Action": [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:CompleteLayerUpload",
                    "ecr:InitiateLayerUpload",
                    "ecr:PutImage",
                    "ecr:UploadLayerPart",
                ],
            },
            {
                "Sid": "AllowDescribe",
                "Effect": "Allow",
                "Principal": {"AWS": ROOT},
                "Action": ["ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:ListImages"],
            },
        ],
    }


@pytest.mark.parametrize("nobody", [{}, {Access.PULL: []}, {Access.PULL: set(), Access.PUSH: []}])
def test_without_anybody_there_is_no_policy(nobody: dict[Access, Any]) -> None:
    assert repository_policy(nobody) is None


def test_principals_are_sorted_and_stand_once() -> None:
    policy = repository_policy({Access.PULL: [ROOT, CI, ROOT, NODE_ROLE, CI]})
    assert policy is not None
    assert policy["Statement"][0]["Principal"] == {"AWS": [NODE_ROLE, CI, ROOT]}


@given(grants)
def test_a_repository_policy_never_names_a_resource_or_the_token(asked: dict[Access, list[str]]) -> None:
    words = set(keys_and_values(repository_policy(asked)))
    assert not words & {"Resource", "NotResource", "ecr:GetAuthorizationToken", "*", "ecr:*"}


@given(grants, st.randoms())
def test_the_order_of_the_grants_changes_no_byte(asked: dict[Access, list[str]], random: Any) -> None:
    shuffled = list(asked.items())
    random.shuffle(shuffled)
    other = {access: random.sample(holders, len(holders)) for access, holders in shuffled}
    assert json.dumps(repository_policy(asked)) == json.dumps(repository_policy(other))


@given(grants)
def test_everybody_gets_what_is_granted_and_nothing_else(asked: dict[Access, list[str]]) -> None:
    allowed = {
        (principal, action)
        for statement in (repository_policy(asked) or {"Statement": []})["Statement"]
        for principal in ([statement["Principal"]["AWS"]], statement["Principal"]["AWS"])[
            isinstance(statement["Principal"]["AWS"], list)
        ]
        for action in statement["Action"]
    }
    assert allowed == {
        (holder, action) for access, holders in asked.items() for holder in holders for action in ACTIONS[access]
    }


def test_an_identity_policy_gives_the_login_and_the_named_repositories_only() -> None:
    assert identity_policy(Access.PULL, [f"{TRAINER}-2", TRAINER]) == {
        "Version": "2012-10-17",
        "Statement": [
            {"Sid": "AllowLogin", "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
            {
                "Sid": "AllowPull",
                "Effect": "Allow",
                "Action": [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer",
                ],
                "Resource": [TRAINER, f"{TRAINER}-2"],
            },
        ],
    }


@pytest.mark.parametrize("access", Access)
def test_an_identity_policy_gives_nothing_but_the_login_on_every_resource(access: Access) -> None:
    statements = identity_policy(access, [TRAINER])["Statement"]
    everywhere = [statement["Action"] for statement in statements if "*" in statement["Resource"]]
    assert everywhere == ["ecr:GetAuthorizationToken"]
    assert statements[1]["Action"] == list(ACTIONS[access])
    assert not any("*" in action for actions in ACTIONS.values() for action in actions)


@pytest.mark.parametrize("access", Access)
def test_actions_are_sorted_and_only_push_changes_anything(access: Access) -> None:
    writing = {
        action for action in ACTIONS[access] if not action.startswith(("ecr:Batch", "ecr:Get", "ecr:D", "ecr:L"))
    }
    assert list(ACTIONS[access]) == sorted(set(ACTIONS[access]))
    assert bool(writing) == (access is Access.PUSH)


def test_a_policy_in_words_is_a_line_a_principal_and_access() -> None:
    policy = repository_policy({Access.PUSH: [CI], Access.PULL: [ROOT, NODE_ROLE]})
    assert in_words(policy) == [
        f"pull: {NODE_ROLE}",
        "pull: everyone whom account 666677778888 lets",
        f"push: {CI}",
    ]
    assert in_words(None) == []
