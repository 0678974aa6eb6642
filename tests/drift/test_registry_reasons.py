"""What other settings of a registry mean."""

import json
from typing import Any

import pytest

from tests.drift.live_registry import OPEN_POLICY
from union_ecr.drift.principals import PrincipalNames
from union_ecr.drift.registry_reasons import (
    why_cache_rule_differs,
    why_cache_rule_is_undeclared,
    why_replication_differs,
    why_scanning_differs,
    why_template_differs,
    why_template_is_missing,
)
from union_ecr.ecr.registry import Registry

HERE = Registry("123456789012", "us-east-1")
QUAY, HUB = {"upstreamRegistryUrl": "quay.io"}, {"upstreamRegistryUrl": "registry-1.docker.io"}


def scanning(kind: str, **filters: list[str]) -> dict[str, Any]:
    return {"type": kind, "rules": [{"frequency": name, "filters": names} for name, names in filters.items()]}


def copies(*destinations: tuple[str, str], prefixes: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    return [{"destinations": list(destinations), "prefixes": list(prefixes)}]


def test_scanning_names_the_filters_that_come_and_go() -> None:
    declared = scanning("BASIC", SCAN_ON_PUSH=["a*", "b*"])
    assert why_scanning_differs(declared, scanning("BASIC", SCAN_ON_PUSH=["b*"], MANUAL=["c*"])) == (
        "Other images are scanned than declared: a* is no longer scanned SCAN_ON_PUSH and c* is scanned MANUAL as well."
    )
    assert why_scanning_differs(declared, scanning("ENHANCED")) == (
        "Images are scanned by ENHANCED scanning instead of BASIC."
    )


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        (copies(("eu-west-1", "999988887777")),
         "New images are copied to account 999988887777 in eu-west-1; they are no longer copied to eu-west-1 (ml/…)."),
        ([], "New images are no longer copied to eu-west-1 (ml/…)."),
        (copies(("eu-west-1", HERE.account), prefixes=("ml/", "web/")), "New images are copied to eu-west-1 (web/…)."),
    ],
)  # fmt: skip
def test_replication_names_where_images_go(live: Any, expected: str) -> None:
    declared = copies(("eu-west-1", HERE.account), prefixes=("ml/",))
    assert why_replication_differs(HERE, declared, live) == expected


def test_a_cache_rule_is_described_by_its_upstream() -> None:
    assert why_cache_rule_differs("quay", QUAY, HUB) == (
        "Images below quay come from registry-1.docker.io instead of quay.io: its owner decides what is pulled."
    )
    assert "signs in to quay.io" in why_cache_rule_differs("quay", QUAY, {**QUAY, "credentialArn": "x"})
    assert why_cache_rule_is_undeclared("ml", {**QUAY, "upstreamRepositoryPrefix": "evil"}, ["ml/trainer"]) == (
        "The owner of quay.io/evil can supply images of ml/trainer that nobody pushed."
    )
    assert "no stack declares it" in why_cache_rule_is_undeclared("quay", QUAY, [])


def test_a_template_is_described_by_what_new_repositories_get() -> None:
    declared = {"imageTagMutability": "IMMUTABLE", "customRoleArn": "a"}
    live = {"imageTagMutability": "MUTABLE", "repositoryPolicy": OPEN_POLICY}
    reason = why_template_differs(PrincipalNames(HERE, {}), "ml", declared, live)
    assert reason == (
        "In repositories that ECR creates below ml from now on: "
        "Anyone in AWS can do everything with images and the repository, deleting included; "
        "A tag that the stack protects can be overwritten, so a workflow may run another image: every tag can be; "
        "customRoleArn differs."
    )
    same = {"repositoryPolicy": json.dumps(json.loads(OPEN_POLICY), indent=1)}
    assert why_template_differs(PrincipalNames(HERE, {}), "ml", same, {**same, "resourceTags": {"a": "b"}}).endswith(
        "resourceTags differs."
    )


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ({}, "get its defaults: no other account can pull, tags can be overwritten, and nothing expires."),
        ({"ROOT": ["CREATE_ON_PUSH"]}, "get the settings of the template ROOT instead."),
        ({"ROOT": ["CREATE_ON_PUSH"], "ml": ["CREATE_ON_PUSH"]}, "get the settings of the template ml instead."),
        ({"ROOT": ["REPLICATION"]}, "get its defaults: "),
        ({"ml/team/deeper": ["CREATE_ON_PUSH"]}, "get its defaults: "),
    ],
)
def test_without_its_template_a_repository_has_what_the_next_shorter_prefix_says(
    others: dict[str, list[str]], expected: str
) -> None:
    reason = why_template_is_missing("ml/team", ["CREATE_ON_PUSH"], others)
    assert reason.startswith(f"New repositories that ECR creates below ml/team {expected}")


def test_without_a_template_for_all_names_a_repository_has_the_defaults_of_ecr() -> None:
    assert "below ROOT get its defaults" in why_template_is_missing("ROOT", ["REPLICATION"], {"ml": ["REPLICATION"]})
