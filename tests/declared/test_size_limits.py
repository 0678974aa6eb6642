"""Declared documents that are longer than AWS takes."""

from typing import Any

import pytest

from tests.stacks import stack_file
from union_ecr.declared.size_limits import size_violations
from union_ecr.declared.stack import declare
from union_ecr.stack_file.errors import format_path
from union_ecr.workspace.load import validate

AGE = {"sinceImagePushed": 30, "action": "expire"}
PULL = {"access": ["pull"]}


def violations(**settings: Any) -> list[tuple[str, str]]:
    """The place and the rule of each, of a stack with these settings."""
    declared = declare(validate(stack_file(**settings))[0])
    return [(format_path(violation.path), violation.rule) for violation in size_violations(declared)]


def roles(count: int) -> list[str]:
    return [f"arn:aws:iam::111122223333:role/{number:050}" for number in range(count)]


MANY = [{"principals": roles(120), **PULL}]


def test_documents_of_usual_size_break_no_limit() -> None:
    assert violations(images={"trainer": {"buildCache": True, "grants": [{"principals": roles(9), **PULL}]}}) == []


def test_a_repository_policy_has_at_most_10240_characters() -> None:
    ((place, rule),) = violations(images={"trainer": {"grants": MANY}})
    assert place == "union-ecr:images.trainer"
    assert rule.startswith("its repository policy would have 1")
    assert rule.endswith("and ECR takes 10,240")


def test_a_build_cache_is_reported_at_build_cache() -> None:
    push = [{"principals": roles(100), "access": ["push"]}]
    places = [place for place, _ in violations(images={"trainer": {"buildCache": True, "grants": push}})]
    assert places == ["union-ecr:images.trainer.buildCache"]


def test_a_lifecycle_policy_has_at_most_50_rules() -> None:
    rule = {"tagStatus": "tagged", "tagPatternList": ["pr-*"], **AGE}
    image = {
        "allowTaggedExpiry": True,
        "lifecycleRules": [rule],
        "keepTags": [f"keep-{number}" for number in range(49)],
    }
    ((place, text),) = violations(images={"trainer": image})
    assert place == "union-ecr:images.trainer.lifecycleRules"
    assert text == "comes to 51 rules with those of keepTags and untaggedDays, and ECR takes 50"


def test_a_lifecycle_policy_has_at_most_30720_characters() -> None:
    rule = {"tagStatus": "tagged", "tagPatternList": ["pr-*"], "description": "x" * 31_000, **AGE}
    ((place, text),) = violations(images={"trainer": {"allowTaggedExpiry": True, "lifecycleRules": [rule]}})
    assert place == "union-ecr:images.trainer.lifecycleRules"
    assert text.endswith("and ECR takes 30,720")


@pytest.mark.parametrize(
    ("registry", "place"),
    [
        ({"policy": [{"accounts": [f"{number:012}"], **PULL} for number in range(400)]}, "policy"),
        (
            {
                "creationTemplates": {
                    "team": {"appliedFor": ["REPLICATION"], "grants": [{"principals": roles(120), **PULL}]}
                }
            },
            "creationTemplates.team",
        ),
    ],
    ids=["the registry policy", "a template's policy"],
)
def test_documents_of_the_registry_have_at_most_10240_characters(registry: dict[str, Any], place: str) -> None:
    ((found, rule),) = violations(registry=registry)
    assert found == f"union-ecr:registry.{place}"
    assert rule.endswith("and ECR takes 10,240")


def test_a_trust_policy_has_at_most_2048_characters() -> None:
    github = {"repository": "acme/ml", "branches": [f"release/{number:040}" for number in range(40)]}
    ((place, rule),) = violations(pushRoles={"ci": {"images": ["trainer"], "github": github}})
    assert place == "union-ecr:pushRoles.ci"
    assert rule.startswith("its trust policy would have ")
    assert rule.endswith("and IAM takes 2,048")


def test_a_push_roles_policy_has_at_most_10240_characters() -> None:
    images: dict[str, Any] = {f"image-{number:040}": {} for number in range(120)}
    github = {"repository": "acme/ml", "branches": ["main"]}
    ((place, rule),) = violations(images=images, pushRoles={"ci": {"images": sorted(images), "github": github}})
    assert place == "union-ecr:pushRoles.ci"
    assert rule.endswith("and IAM takes 10,240 of a role")
