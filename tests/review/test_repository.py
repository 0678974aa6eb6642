"""What a reviewer reads of one repository. What other stacks add to it is in tests/workspace/crossing."""

from typing import Any

from tests.registries import shared
from union_ecr.review.repository import describe_repository

ECR = "111122223333.dkr.ecr.us-east-1.amazonaws.com"


def facts(image: dict[str, Any], **settings: Any) -> list[str]:
    """The facts of an image `base/x` of the stack that also has these settings of the registry."""
    registry = shared(images={"base/x": image}, **settings)
    (repository,) = registry.repositories
    return [f"{label}: {text}" for label, text in describe_repository(repository, "team", registry)]


def imports(tag_mutability: str, **rule: str) -> list[str]:
    found = facts({"tagMutability": tag_mutability}, pullThroughCache={"base": rule})
    return [fact for fact in found if fact.startswith("imports")]


def test_a_pull_through_cache_rule_over_a_repository_says_what_is_pulled_into_it() -> None:
    takes, rule = "imports: a pull of a tag that is not here takes it from", "(pull-through cache rule base)"
    renewed = ", and renews it when it changes there"
    anyone = "; whoever pushes there decides what is pulled here"
    assert imports("MUTABLE", upstream="quay.io") == [f"{takes} quay.io/x{renewed}{anyone} {rule}"]
    role = "arn:aws:iam::123456789012:role/ecr"
    assert imports("MUTABLE", upstream=ECR, customRole=role) == [f"{takes} {ECR}/x{renewed} {rule}"]
    own = imports("IMMUTABLE", upstream=ECR, customRole=role, upstreamPrefix="released")
    assert own == [f"{takes} {ECR}/released/x {rule}"]


def test_tags_that_never_change_are_not_said_to_be_renewed() -> None:
    for mutability, renewed in (
        ("MUTABLE", "renews it when it changes there (not v*)"),
        ("IMMUTABLE", "renews v* when it changes there"),
    ):
        image = {"tagMutability": mutability, "tagMutabilityExclusions": ["v*"]}
        found = facts(image, pullThroughCache={"base": {"upstream": "123456789012.dkr.ecr.us-west-2.amazonaws.com"}})
        (imported,) = (fact for fact in found if fact.startswith("imports"))
        assert f"/x, and {renewed} (pull-through cache rule base)" in imported


def test_the_settings_of_the_registry_add_nothing_where_they_do_not_apply() -> None:
    settings: dict[str, Any] = {
        "replication": [{"destinations": [{"region": "eu-west-1"}], "prefixes": ["other/"]}],
        "pullThroughCache": {"other": {"upstream": "quay.io"}},
        "creationTemplates": {"other": {"appliedFor": ["CREATE_ON_PUSH"]}},
        "pullTimeUpdateExclusions": ["arn:aws:iam::123456789012:role/scanner"],
    }
    assert facts({}, **settings) == facts({})
