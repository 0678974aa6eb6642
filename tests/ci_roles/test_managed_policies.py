"""Policies that IAM does not take inline become managed ones, which allow the same."""

from collections import Counter
from typing import Any

import pytest

from tests.stacks import stack_settings
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.documents import StackPolicies, stack_policies
from union_ecr.ci_roles.managed_policies import LONGEST_MANAGED_POLICY, MOST_MANAGED_POLICIES, role_policies
from union_ecr.declared.size_limits import MOST_INLINE_POLICY_CHARACTERS
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import Document, sent_length
from union_ecr.stack_file.parse import StackFile

MOST_IMAGES = {"all": 787, "unprotected": 400, "cached": 250}


def policies_of(count: int, **image: Any) -> StackPolicies:
    images = {f"team-of-mine/image-{number:03}": image for number in range(count)}
    return stack_policies("my-team", StackFile("F"), declare(stack_settings(images=images)))


def rights(documents: list[Document]) -> set[tuple[str, str, str]]:
    return {
        (action, resource, repr(statement.get("Condition")))
        for document in documents
        for statement in document["Statement"]
        for action in statement["Action"]
        for resource in statement["Resource"]
    }


def test_documents_that_fit_stay_inline_under_their_own_names() -> None:
    documents = policies_of(3).of_role(CiJob.UP)
    policies = role_policies("union-ecr-up-my-team", documents)
    assert (policies.inline, policies.managed) == (documents, {})
    assert list(documents) == ["union-ecr", "union-ecr-state"]


@pytest.mark.parametrize("image", [{}, {"protect": False}, {"buildCache": True}], ids=str)
def test_managed_policies_allow_exactly_what_the_documents_allow(image: dict[str, Any]) -> None:
    documents = policies_of(150, **image).of_role(CiJob.UP)
    assert sum(map(sent_length, documents.values())) > MOST_INLINE_POLICY_CHARACTERS
    policies = role_policies("union-ecr-up-my-team", documents)
    assert policies.inline == {}
    assert list(policies.managed)[:2] == ["union-ecr-up-my-team-1", "union-ecr-up-my-team-2"]
    assert rights(list(policies.managed.values())) == rights(list(documents.values()))


def test_every_managed_policy_has_room_for_itself_and_none_a_sid_twice() -> None:
    policies = role_policies("r", policies_of(MOST_IMAGES["all"]).of_role(CiJob.UP)).managed
    lengths = [sent_length(document) for document in policies.values()]
    assert max(lengths) <= LONGEST_MANAGED_POLICY
    assert min(lengths[:-1]) > LONGEST_MANAGED_POLICY - 400  # no room is given away
    for document in policies.values():
        assert set(Counter(statement["Sid"] for statement in document["Statement"]).values()) == {1}


@pytest.mark.parametrize(
    ("image", "most"),
    [
        ({}, MOST_IMAGES["all"]),
        ({"protect": False}, MOST_IMAGES["unprotected"]),
        ({"buildCache": True}, MOST_IMAGES["cached"]),
    ],
    ids=str,
)
def test_the_documented_number_of_images_fits_into_the_policies_of_a_role(image: dict[str, Any], most: int) -> None:
    def count(images: int) -> int:
        return len(role_policies("r", policies_of(images, **image).of_role(CiJob.UP)).managed)

    assert count(most) == MOST_MANAGED_POLICIES < count(most + 1)
