"""The pack over everything that the examples make, as the components' snapshots have it."""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.project import EXAMPLES, ROOT
from tests.policies.judging import BY_NAME, reported

CONFIGURATION: dict[str, Any] = json.loads((EXAMPLES / "policy-pack.json").read_text())
CACHE, NOTEBOOK = "trainer-cache", "notebook"


def resources() -> Iterator[dict[str, Any]]:
    """What the examples make; each resource once."""
    for snapshot in sorted((ROOT / "tests" / "components").glob("graph.*.json")):
        yield from json.loads(snapshot.read_text()).values()


def refused(configuration: dict[str, Any]) -> set[tuple[str, str]]:
    """The policies that refuse something, each with the repository it is about."""
    return {
        (policy, str(resource["inputs"].get("name") or resource["inputs"].get("repository")))
        for resource in resources()
        for policy in BY_NAME
        if reported(
            policy,
            resource["type"],
            resource["inputs"],
            configuration.get(policy),
            protect=resource.get("protect", False),
        )
    }


def test_with_their_configuration_the_examples_pass_every_policy() -> None:
    assert refused(CONFIGURATION) == set()


def test_without_it_exactly_what_the_stack_files_acknowledge_is_refused() -> None:
    anything_goes = ("ecr-immutable-tags", "ecr-scan-on-push", "ecr-no-force-delete", "ecr-protected")
    assert refused({}) == {
        *((policy, repository) for policy in anything_goes for repository in (CACHE, NOTEBOOK)),
        ("ecr-immutable-tags", "ecr-public/docker/library/python"),
        ("ecr-tagged-images-stay", CACHE),
        ("ecr-tagged-images-stay", NOTEBOOK),
        ("ecr-tagged-images-stay", "trainer"),
    }
