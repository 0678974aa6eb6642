"""Declared documents that are longer than AWS takes."""

from typing import Any
from unittest.mock import Mock

import pytest

from tests.stacks import stack_settings
from union_ecr.declared import size_limits
from union_ecr.declared.size_limits import size_violations
from union_ecr.declared.stack import declare
from union_ecr.ecr.actions import REPOSITORY_ACTIONS
from union_ecr.ecr.policy_document import document_text
from union_ecr.stack_file.errors import format_path

AGE = {"sinceImagePushed": 30, "action": "expire"}
PULL = {"access": ["pull"]}
GITHUB = {"repository": "acme/ml", "branches": ["main"]}


def violations(**settings: Any) -> list[tuple[str, str]]:
    """The place and the rule of each, of a stack with these settings."""
    declared = declare(stack_settings(**settings))
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


def test_a_policy_that_only_its_deny_makes_too_long_has_the_remedy_to_except_fewer() -> None:
    excepted = {"exceptPrincipals": roles(120)}
    denying = {"outsideOrganization": {"organizationId": "o-a1b2c3d4e5", **excepted}}
    declared = declare(stack_settings(images={"trainer": {"deny": {"push": excepted}}}, registry={"deny": denying}))
    remedies = {format_path(found.path): found.remedy[:37] for found in size_violations(declared)}
    assert remedies == {
        "union-ecr:images.trainer": "let deny except fewer principals: rol",
        "union-ecr:registry.deny": "let deny except fewer principals: rol",
    }


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


def test_a_repository_policy_of_exactly_10240_characters_is_valid() -> None:
    def of_length(length: int) -> dict[str, Any]:
        """An image with a grant to many roles, of which one has a path that makes the policy that long."""
        arns = [f"arn:aws:iam::111122223333:role/{number:060}" for number in range(104)]
        path = "p" * (1 + length - policy_length(image([*arns, f"{arns[0][:31]}p/x"])))
        return image([*arns, f"{arns[0][:31]}{path}/x"])

    def image(principals: list[str]) -> dict[str, Any]:
        return {"grants": [{"principals": principals, **PULL}]}

    def policy_length(values: dict[str, Any]) -> int:
        policy = declare(stack_settings(images={"trainer": values})).repositories[0].policy
        return len(document_text(policy or {}))

    assert [policy_length(of_length(length)) for length in (10_240, 10_241)] == [10_240, 10_241]
    assert violations(images={"trainer": of_length(10_240)}) == []
    assert [place for place, _ in violations(images={"trainer": of_length(10_241)})] == ["union-ecr:images.trainer"]


def test_every_action_by_name_fits_into_the_policy_of_60_roles() -> None:
    """Each action by name was a statement with all of its roles."""
    principals = [f"arn:aws:iam::111122223333:role/{number:03}{'a' * 60}" for number in range(60)]
    assert violations(images={"trainer": {"grants": [{"principals": principals, "actions": REPOSITORY_ACTIONS}]}}) == []


def test_a_lifecycle_policy_of_exactly_30720_characters_is_valid() -> None:
    def image(length: int) -> dict[str, Any]:
        rule = {"tagStatus": "tagged", "tagPatternList": ["pr-*"], "description": "x" * length, **AGE}
        return {"allowTaggedExpiry": True, "lifecycleRules": [rule]}

    rest = rest_of_lifecycle()
    assert violations(images={"trainer": image(30_720 - rest)}) == []
    assert len(violations(images={"trainer": image(30_721 - rest)})) == 1


@pytest.mark.parametrize("place", ["image", "template"])
@pytest.mark.parametrize("escaped", ["&", "<", ">"])
def test_a_character_that_the_provider_escapes_counts_six_times(place: str, escaped: str) -> None:
    """AWS gets \\u0026 for &: a text of 30,720 characters with one of them was refused by ECR."""

    def found(length: int) -> list[tuple[str, str]]:
        rule = {"tagStatus": "tagged", "tagPatternList": ["pr-*"], "description": escaped + "x" * (length - 6), **AGE}
        rules = {"allowTaggedExpiry": True, "lifecycleRules": [rule]}
        template = {"creationTemplates": {"team": {"appliedFor": ["REPLICATION"], **rules}}}
        return violations(images={"trainer": rules}) if place == "image" else violations(registry=template)

    assert found(30_720 - rest_of_lifecycle()) == []
    assert [rule for _, rule in found(30_721 - rest_of_lifecycle())] == [
        "comes to a lifecycle policy of 30,721 characters, and ECR takes 30,720"
    ]


def rest_of_lifecycle() -> int:
    """The characters of a lifecycle policy with one further rule beside that rule's description."""
    rule = {"tagStatus": "tagged", "tagPatternList": ["pr-*"], "description": "x", **AGE}
    image = {"allowTaggedExpiry": True, "lifecycleRules": [rule]}
    (repository,) = declare(stack_settings(images={"trainer": image})).repositories
    return len(document_text(repository.lifecycle or {})) - 1


def test_a_trust_policy_of_exactly_2048_characters_is_valid() -> None:
    def role(branches: list[str]) -> dict[str, Any]:
        return {"ci": {"images": ["trainer"], "github": {"repository": "acme/workflows", "branches": branches}}}

    def length(branches: list[str]) -> int:
        return len(document_text(declare(stack_settings(pushRoles=role(branches))).push_roles[0].trust_policy))

    branches = [f"b{number:02}" + 30 * "x" for number in range(21)]
    filled = [*branches, "c" * (2048 - length([*branches, "c"]) + 1)]
    assert length(filled) == 2048
    assert violations(pushRoles=role(filled)) == []
    assert len(violations(pushRoles=role([*branches, filled[-1] + "c"]))) == 1


def test_build_caches_count_for_the_length_of_a_push_roles_policy() -> None:
    def stack(*, cached: bool) -> dict[str, Any]:
        images = {f"image-{number:03}": {"buildCache": cached} for number in range(100)}
        return {"images": images, "pushRoles": {"ci": {"images": sorted(images), "github": GITHUB}}}

    assert violations(**stack(cached=False)) == []
    assert [place for place, _ in violations(**stack(cached=True))] == ["union-ecr:pushRoles.ci"]


def test_the_grants_of_data_planes_count_towards_the_policy_of_a_template() -> None:
    planes = {f"plane-{number}": {"account": f"{number:012}", "roles": ["r" * 60]} for number in range(150)}
    template = {"appliedFor": ["REPLICATION"]}
    image: dict[str, Any] = {"trainer": {"dataPlanes": []}}
    assert [place for place, _ in violations(images=image, dataPlanes=planes)] == []
    ((place, rule),) = violations(images=image, dataPlanes=planes, registry={"creationTemplates": {"team": template}})
    assert place == "union-ecr:registry.creationTemplates.team"
    assert rule.endswith("and ECR takes 10,240")


def test_a_registry_policy_of_exactly_10240_characters_is_valid() -> None:
    def rules(length: int) -> list[str]:
        name = "a" * length
        accounts = [f"{number:012}" for number in range(292)]
        grant = {"accounts": accounts, "access": ["pull"], "repositories": [name[:250], f"b{name[250:]}"]}
        return [rule for _, rule in violations(registry={"policy": [grant]})]

    longest = next(length for length in range(251, 500) if rules(length))
    assert rules(longest) == ["would be a policy of 10,241 characters, and ECR takes 10,240"]
    assert rules(longest - 1) == []


def test_documents_that_repositories_share_are_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    measure = Mock(return_value=20_000)
    monkeypatch.setattr(size_limits, "sent_length", measure)
    assert [place for place, _ in violations(images={"trainer": {"grants": MANY}, "other": {"grants": MANY}})] == [
        "union-ecr:images.other",
        "union-ecr:images.trainer",
    ]
    assert measure.call_count == 3  # the policy, the policy without what it denies, the lifecycle policy
