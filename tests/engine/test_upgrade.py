"""Today's code over the stacks that earlier versions deployed: docs/upgrade.md."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pulumi import automation

from sandbox.emulated_aws import EmulatedAws
from sandbox.project import Project, SecretsProvider
from sandbox.provider.server import stand_in_provider
from tests.engine.baselines import Baseline, baselines
from tests.engine.stack import EngineStack

_STACK, _PROVIDER = "pulumi:pulumi:Stack", "pulumi:providers:aws"


def test_every_example_of_the_first_version_has_a_baseline() -> None:
    assert len([baseline for baseline in baselines() if baseline.folder.name == "0.1.0"]) == 12


@pytest.mark.parametrize("baseline", list(baselines()), ids=lambda baseline: f"{baseline.folder.name}-{baseline.stack}")
def test_todays_code_changes_nothing_of_what_an_earlier_version_deployed(
    baseline: Baseline,
    running_aws: EmulatedAws,
    command: automation.PulumiCommand,
    secrets: SecretsProvider,
    tmp_path: Path,
) -> None:
    before = baseline.state()
    # No preview reads AWS; the provider only asks whose credentials it has.
    with stand_in_provider(running_aws.environment(baseline.declared().registry.account)) as port:
        project = Project(tmp_path, command, port, baseline.folder, secrets=secrets)
        stack = EngineStack(project, baseline.stack)
        stack.import_stack(before)
        events: list[automation.EngineEvent] = []
        stack.preview(on_event=events.append)
    assert list(_changes(events)) == []
    kept = _outputs(before)
    assert {name: value for name, value in _previewed_outputs(events).items() if name in kept} == kept


def _changes(events: list[automation.EngineEvent]) -> Iterator[str]:
    """What the preview would change; another version of the AWS provider is no change of ours."""
    steps = [event.resource_pre_event.metadata for event in events if event.resource_pre_event]
    assert len(steps) > 1
    for step in steps:
        of_provider = step.type == _PROVIDER and ("::default_" in step.urn or step.diffs == ["version"])
        if step.op is not automation.OpType.SAME and not of_provider:
            yield f"{step.op.value} {step.urn} {step.diffs or ''}"


def _outputs(state: automation.Deployment) -> dict[str, Any]:
    resources = (state.deployment or {})["resources"]
    return next(resource["outputs"] for resource in resources if resource["type"] == _STACK)


def _previewed_outputs(events: list[automation.EngineEvent]) -> dict[str, Any]:
    """The stack's outputs as they would be: the program registers them last."""
    ended = [event.res_outputs_event.metadata for event in events if event.res_outputs_event]
    outputs = [step.new.outputs for step in ended if step.type == _STACK and step.new]
    return dict(outputs[-1] or {})
