"""Every committed example stack deploys to exactly what it declares, and stays so."""

from collections.abc import Callable
from pathlib import Path

import pytest

from model.declared import declare
from model.loading import load
from model.stack_file import parse_stack_file
from sandbox.emulated_aws import EmulatedAws
from sandbox.live import differences, live_repositories
from sandbox.live_registry import registry_differences, role_differences
from sandbox.project import ROOT, Project

STACKS = sorted((ROOT / "stacks").glob("Pulumi.*.yaml"))


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.name.split(".")[1])
def test_a_committed_stack_lives_as_declared_and_a_second_up_changes_nothing(
    path: Path, aws: EmulatedAws, project_in: Callable[[str], Project]
) -> None:
    declared = declare(load(parse_stack_file(path.name, path.read_bytes)))
    registry = declared.registry
    ecr = aws.client("ecr", registry.region, registry.account)
    for repository in declared.repositories:
        if repository.adopt:
            ecr.create_repository(repositoryName=repository.name)
    stack = project_in(registry.account).stack(path.name.split(".")[1])
    stack.up()
    assert differences(declared.repositories, live_repositories(ecr)) == {}
    assert role_differences(declared.push_roles, aws.client("iam", registry.region, registry.account)) == {}
    assert declared.registry_wide is None or registry_differences(declared.registry_wide, ecr) == {}
    changes = stack.up(refresh=True).summary.resource_changes or {}
    assert set(changes) == {"same"}
