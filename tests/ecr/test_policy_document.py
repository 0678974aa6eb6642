"""Identity policies to the letter, and the text of a document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.provider.documents import normalized_json
from union_ecr.ecr.actions import ACTIONS, Access
from union_ecr.ecr.policy_document import document_text, identity_policy, sent_length

pytestmark = pytest.mark.slow

TEXTS = st.text('&<>\u2028\u2029a\x7f\x01"é\n')
TRAINER = "arn:aws:ecr:us-east-1:123456789012:repository/trainer"


def test_an_identity_policy_allows_only_the_login_and_its_repositories() -> None:
    assert identity_policy({Access.PULL: [f"{TRAINER}-2", TRAINER, TRAINER]}) == {
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
def test_an_identity_policy_allows_only_the_login_on_every_resource(access: Access) -> None:
    statements = identity_policy({access: [TRAINER]})["Statement"]
    everywhere = [statement["Action"] for statement in statements if "*" in statement["Resource"]]
    assert everywhere == ["ecr:GetAuthorizationToken"]
    assert statements[1]["Action"] == list(ACTIONS[access])
    assert not any("*" in action for actions in ACTIONS.values() for action in actions)


def test_an_identity_policy_has_one_statement_for_each_access_with_its_repositories() -> None:
    policy = identity_policy({Access.PUSH: [TRAINER, f"{TRAINER}-cache"], Access.PULL: [f"{TRAINER}-cache"]})
    assert [(statement["Sid"], statement["Resource"]) for statement in policy["Statement"]] == [
        ("AllowLogin", "*"),
        ("AllowPull", [f"{TRAINER}-cache"]),
        ("AllowPush", [TRAINER, f"{TRAINER}-cache"]),
    ]


def test_a_document_is_written_without_spaces_and_keeps_the_order_of_its_keys() -> None:
    assert document_text({"b": [1, "é"], "a": None}) == '{"b":[1,"é"],"a":null}'


@given(st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_the_length_that_counts_is_that_of_the_text_that_the_provider_sends(document: object) -> None:
    assert sent_length({"a": document}) == len(normalized_json(document_text({"a": document})))
