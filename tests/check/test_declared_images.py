"""What the stacks declare, by the registry's host."""

import pytest

from tests.stacks import stack_settings
from union_ecr.check.declared_images import CacheRule, DeclaredImage, declared_images
from union_ecr.declared.stack import declare


def test_the_repositories_of_all_stacks_of_a_registry_are_together() -> None:
    stacks = {
        "a": declare(stack_settings(images={"trainer": {"repository": "ml/trainer"}})),
        "b": declare(stack_settings(images={"tools": {"buildCache": True}})),
        "c": declare(stack_settings(region="eu-west-1")),
    }
    found = declared_images(stacks)
    ours = found["123456789012.dkr.ecr.us-east-1.amazonaws.com"]
    assert {name: image.stack for name, image in ours.repositories.items()} == {
        "ml/trainer": "a",
        "tools": "b",
        "tools-cache": "b",
    }
    assert ours.stacks == ("a", "b")
    assert list(found["123456789012.dkr.ecr.eu-west-1.amazonaws.com"].repositories) == ["trainer"]


def test_a_repository_below_a_rules_prefix_is_made_by_the_first_pull() -> None:
    rules = {"quay": {"upstream": "quay.io"}, "more": {"upstream": "quay.io"}}
    images = declared_images({"a": declare(stack_settings(registry={"pullThroughCache": rules}))})
    (registry,) = images.values()
    assert registry.is_cached("quay/acme/tool")
    assert registry.is_cached("more/acme/tool")
    assert not registry.is_cached("quayside/tool")


ECR = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"


@pytest.mark.parametrize(
    ("prefix", "upstream_prefix", "host", "path", "expected"),
    [
        ("quay", None, "quay.io", "acme/tool", "quay/acme/tool"),
        ("ROOT", None, "quay.io", "acme/tool", "acme/tool"),
        ("quay", None, "ghcr.io", "acme/tool", None),
        ("base", "ROOT", ECR, "tool", "base/tool"),
        ("base", "shared", ECR, "shared/tool", "base/tool"),
        ("base", "shared", ECR, "sharedtool", None),
    ],
)
def test_a_rule_makes_a_repository_of_each_below_its_upstreams_prefix(
    prefix: str, upstream_prefix: str | None, host: str, path: str, expected: str | None
) -> None:
    rule = CacheRule(ECR if upstream_prefix else "quay.io", prefix, upstream_prefix)
    assert rule.repository_of(host, path) == expected


@pytest.mark.parametrize(
    ("mutability", "exclusions", "expected"),
    [
        ("IMMUTABLE", (), True),
        ("MUTABLE", (), False),
        ("IMMUTABLE_WITH_EXCLUSION", ("latest*",), False),
        ("IMMUTABLE_WITH_EXCLUSION", ("dev*",), True),
        ("MUTABLE_WITH_EXCLUSION", ("latest*",), True),
        ("MUTABLE_WITH_EXCLUSION", ("v*",), False),
    ],
)
def test_whether_a_tag_can_be_pushed_again(mutability: str, exclusions: tuple[str, ...], expected: bool) -> None:
    assert DeclaredImage("a", "image", mutability, exclusions).is_immutable("latest") is expected
