"""What holds for everything a stack declares, whatever its file says; the settings are generated."""

import dataclasses
import json
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.declared.as_json import as_json
from tests.settings.lifecycle_strategies import LifecycleSettings, lifecycle_settings
from tests.stacks import stack_settings
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import document_text

ROLES = [f"arn:aws:iam::111122223333:role/{name}" for name in ("ci", "ci-2", "team/builder", "reader")]
WILDCARD, UNIT = "arn:aws:iam::111122223333:role/ci-*", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"
FUNCTIONS = "arn:aws:lambda:us-east-1:111122223333:function:"
PROJECTS = "arn:aws:codebuild:us-east-1:111122223333:project/"


def some(*values: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True)


accesses = {"access": some("pull", "push", "describe")}
reads = some("ecr:ListTagsForResource", "ecr:StartImageScan", "ecr:DescribeImages", "ecr:GetRepositoryPolicy")
changes = some("ecr:BatchDeleteImage", "ecr:ListTagsForResource", "ecr:SetRepositoryPolicy")
grants = st.one_of(
    st.fixed_dictionaries({"principals": some(*ROLES, "444455556666"), **accesses}, optional={"actions": changes}),
    st.fixed_dictionaries({"principals": some(*ROLES, WILDCARD), "rolesBy": st.just("condition"), **accesses}),
    st.fixed_dictionaries({"organizationId": st.sampled_from(["o-a1b2c3d4e5", "o-zzzzzzzzzz"]), "actions": reads}),
    st.fixed_dictionaries({"organizationalUnits": some(UNIT, f"{UNIT}/ou-ab12-22222222"), **accesses}),
    *(
        st.fixed_dictionaries(
            {
                "service": st.just(f"{service}.amazonaws.com"),
                "sourceArns": some(f"{sources}a", f"{sources}b", f"{sources}*"),
                "access": st.just(["pull"]),
            },
            optional={"actions": reads},
        )
        for service, sources in (("lambda", FUNCTIONS), ("codebuild", PROJECTS))
    ),
)


def lifecycle_of(settings: LifecycleSettings) -> dict[str, Any]:
    return {
        "allowTaggedExpiry": True,
        "untaggedDays": settings.untagged_days,
        "keepTags": list(settings.keep_tags),
        "lifecycleRules": [*settings.tagged, *settings.others],
    }


images = st.builds(
    lambda lifecycle, more: lifecycle | more,
    lifecycle_settings().map(lifecycle_of),
    st.fixed_dictionaries(
        {},
        optional={
            "grants": st.lists(grants, max_size=3),
            "dataPlanes": some("production", "lab", "own"),
            "tagMutabilityExclusions": some("latest", "cache*", "dev-*"),
            "resourceTags": st.dictionaries(st.sampled_from(["team", "cost", "stage"]), st.just("x")),
            "buildCache": st.booleans(),
        },
    ),
)
planes = {
    "production": {"account": "111122223333", "rolesBy": "condition"},
    "lab": {"account": "444455556666", "selfManaged": {"nodeRole": "nodes", "imageBuilderRole": "builder"}},
    "own": {"account": "123456789012"},
    "roles": {"account": "777788889999", "roles": ["b", "a"]},
}
stacks = st.fixed_dictionaries(
    {"images": st.dictionaries(st.sampled_from(["trainer", "base", "tools"]), images, min_size=1)},
    optional={"defaults": st.fixed_dictionaries({"grants": st.lists(grants, max_size=2)})},
)


def shuffled(value: Any, random: Random) -> Any:
    """The same in another order, but for lifecycle rules, whose order says which decides."""
    if isinstance(value, dict):
        items = random.sample(list(value.items()), len(value))
        return {key: item if key == "lifecycleRules" else shuffled(item, random) for key, item in items}
    if isinstance(value, list):
        return [shuffled(item, random) for item in random.sample(value, len(value))]
    return value


def declared_text(stack: dict[str, Any]) -> str:
    declared = dataclasses.asdict(declare(stack_settings(dataPlanes=planes, **stack)))
    return json.dumps(declared, default=as_json)


@pytest.mark.slow
@given(stacks, st.randoms(use_true_random=False))
def test_the_order_of_keys_in_a_stack_file_changes_no_byte(stack: dict[str, Any], random: Random) -> None:
    assert declared_text(shuffled(stack, random)) == declared_text(stack)


@pytest.mark.slow
@given(stacks)
def test_every_document_is_within_the_limits_of_ecr(stack: dict[str, Any]) -> None:
    for repository in declare(stack_settings(dataPlanes=planes, **stack)).repositories:
        assert repository.policy is None or len(document_text(repository.policy)) <= 10_240
        assert repository.lifecycle is None or 100 <= len(document_text(repository.lifecycle)) <= 30_720
