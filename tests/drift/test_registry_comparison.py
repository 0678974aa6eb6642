"""Remedies of a registry's findings name the stack that may ignore them, and the files that may declare it."""

from tests.drift.live_registry import (
    OPEN_POLICY,
    REGISTRY,
    deployed,
    found_undeclared,
    stack,
    with_policy,
    with_repositories,
)
from union_ecr.drift.findings import Finding
from union_ecr.workspace.invalid_file import InvalidFile


def test_the_remedy_names_the_stack_that_may_ignore() -> None:
    team, owner = stack(), stack(images={"other": {}}, registry=REGISTRY)
    live = with_repositories(deployed(team), "other", "legacy")
    reported = list(found_undeclared({"team": team, "owner": owner}, (), live))
    (finding,) = [found for found in reported if isinstance(found, Finding)]
    assert finding.remedy.endswith("or ignore: [legacy] in union-ecr:registry of the stack owner")


def test_a_remedy_names_the_invalid_file_that_may_declare_it() -> None:
    for finding in found_undeclared(
        {"team": stack()},
        (),
        with_policy("legacy", OPEN_POLICY),
        [InvalidFile("stacks/Pulumi.b.yaml", None, None, None)],
    ):
        assert isinstance(finding, Finding)
        assert finding.remedy.endswith("  # but first fix stacks/Pulumi.b.yaml, which may declare it")
