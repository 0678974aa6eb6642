"""What only one of several stacks can have."""

from typing import Any

import pytest

from tests.stacks import stack_file, stack_settings
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.claims import conflicts

ROLE = {"images": ["trainer"], "github": {"repository": "acme/workflows", "branches": ["main"]}}
SCANNING = {"scanning": {"type": "BASIC"}}


def reported(*stacks: dict[str, Any]) -> list[tuple[str, str]]:
    """The key and the rule of each conflict between stacks named one, two, …"""
    names = ("one", "two", "three")
    both: dict[str, tuple[StackFile, Settings]] = {
        name: (stack_file(**settings), stack_settings(**settings))
        for name, settings in zip(names, stacks, strict=False)
    }
    return [(error.key, error.rule) for error in conflicts(both)]


def test_a_repository_in_two_stacks_of_a_registry_is_reported_in_the_later_stack() -> None:
    first, second = stack_file(), stack_file(images={"other": {"repository": "trainer"}})
    both = {
        "one": (first, stack_settings()),
        "two": (second, stack_settings(images={"other": {"repository": "trainer"}})),
    }
    (error,) = conflicts(both)
    assert (error.key, error.given) == ("union-ecr:images.other.repository", '"trainer"')
    assert error.rule == "is the repository of trainer in stack one, too, in the same registry"


def test_a_repository_in_three_stacks_is_two_errors() -> None:
    stacks = {name: (stack_file(), stack_settings()) for name in ("one", "two", "three")}
    assert [error.rule.partition(", too")[0] for error in conflicts(stacks)] == [
        "is the repository of trainer in stack one"
    ] * 2


@pytest.mark.parametrize("elsewhere", [{"account": "111122223333"}, {"region": "eu-west-1"}], ids=["account", "region"])
def test_two_registries_share_nothing(elsewhere: dict[str, str]) -> None:
    stacks = {
        "one": (stack_file(), stack_settings()),
        "two": (stack_file(**elsewhere), stack_settings(**elsewhere)),
    }
    assert conflicts(stacks) == ()


def test_a_build_cache_claims_its_repository() -> None:
    cached = {"images": {"trainer": {"buildCache": True}}}
    by_hand = {"images": {"other": {"repository": "trainer-cache"}}}
    in_same_registry = "in stack one, too, in the same registry"
    assert reported(cached, by_hand) == [
        ("union-ecr:images.other.repository", f"is the build cache of trainer {in_same_registry}")
    ]
    assert reported(by_hand, cached) == [
        ("union-ecr:images.trainer.buildCache", f"is the repository of other {in_same_registry}")
    ]


def test_an_image_of_two_stacks_is_reported_once_with_its_build_cache() -> None:
    cached = {"images": {"trainer": {"buildCache": True}}}
    assert [key for key, _ in reported(cached, cached)] == ["union-ecr:images.trainer.repository"]


def test_only_one_stack_of_a_registry_has_the_settings_of_the_registry() -> None:
    images: dict[str, Any] = {"images": {"other": {}}}
    rule = "stands in stack one, too, for the same account and region"
    assert reported({"registry": SCANNING}, {"registry": SCANNING, **images}) == [("union-ecr:registry", rule)]
    assert reported({"registry": SCANNING}, images) == []
    assert reported({"registry": SCANNING}, {"registry": SCANNING, "region": "eu-west-1", **images}) == []


@pytest.mark.parametrize(
    ("role", "key"),
    [
        ({"ci": ROLE}, "union-ecr:pushRoles.ci"),
        ({"CI": ROLE}, "union-ecr:pushRoles.CI"),
        ({"other": ROLE | {"name": "ci"}}, "union-ecr:pushRoles.other.name"),
    ],
)
def test_the_name_of_a_push_role_is_unique_in_an_account_across_regions(role: dict[str, Any], key: str) -> None:
    first = {"pushRoles": {"ci": ROLE}}
    rule = "is the name of a push role of stack one, too, in the same account"
    assert reported(first, {"pushRoles": role, "region": "eu-west-1"}) == [(key, rule)]
    assert reported(first, {"pushRoles": role, "account": "111122223333"}) == []
