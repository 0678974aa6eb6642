"""A Python program with the components as remote ones: it sends what every language sends."""

import json
import runpy
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import pulumi
import pulumi_aws
import pytest
import yaml
from pulumi import automation

import components
from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.live import live_repositories
from sandbox.project import Project
from tests.engine.languages.programs import (
    EVERYTHING,
    EXAMPLE,
    EXAMPLE_OUTPUTS,
    REGION,
    RESOURCES,
    TRUST,
    differences,
    problems,
    writes,
)
from tests.engine.languages.toolchains import EXAMPLE_PROGRAMS
from tests.engine.stack import EngineStack

REGISTRY = {"account": DEFAULT_ACCOUNT, "region": REGION}
BUILDER = f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/builder"


class Remote(pulumi.ComponentResource):
    """A component of the plugin, with the outputs of all of them."""

    repositoryName: pulumi.Output[str]  # noqa: N815 - the schema's

    def __init__(
        self, kind: str, name: str, arguments: Mapping[str, Any], opts: pulumi.ResourceOptions | None = None
    ) -> None:
        inputs = {**REGISTRY, **arguments, "repositoryName": None}
        super().__init__(f"union-ecr:index:{kind}", name, inputs, opts, remote=True)


def everything() -> None:
    """Deploy everything.yaml, with an Output of a role where its ARN may be one."""
    config = yaml.safe_load(EVERYTHING.read_text())["config"]
    builder = pulumi_aws.iam.Role("builder", name="builder", assume_role_policy=json.dumps(TRUST))
    outputs = {BUILDER: builder.arn}
    for name, image in config["union-ecr:images"].items():
        outputs[name] = Remote("PrivateRepository", name, with_outputs(image, outputs)).repositoryName
    for name, role in config["union-ecr:pushRoles"].items():
        role["repositories"] = role.pop("images")
        Remote("PushRole", name, with_outputs(role, outputs))
    registry = config["union-ecr:registry"]
    plain = {"pullTimeUpdateExclusions": registry.pop("pullTimeUpdateExclusions")}
    Remote("RegistrySettings", "registry", with_outputs(registry, outputs) | plain)


def with_outputs(value: Any, outputs: Mapping[str, pulumi.Output[str]]) -> Any:
    """The same arguments with an Output wherever its value stands."""
    if isinstance(value, dict):
        return {key: with_outputs(inner, outputs) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_outputs(inner, outputs) for inner in value]
    return outputs.get(value, value) if isinstance(value, str) else value


def stack(project: Project, program: Callable[[], object]) -> EngineStack:
    (project.folder / "Pulumi.team.yaml").write_text(f"config: {{aws:region: {REGION}}}\n")
    return EngineStack(project, "team", program=cast(Callable[[], None], program))


def test_a_remote_component_is_deployed_as_a_stack_file_would_and_a_second_up_changes_nothing(
    project: Project, aws: EmulatedAws
) -> None:
    team = stack(project, everything)
    team.up()
    assert team.changes == {"create": RESOURCES}
    assert differences(aws) == {}
    team.up()
    assert team.changes == {"same": RESOURCES}


def test_wrong_arguments_of_a_remote_component_are_a_line_each_and_create_nothing(
    project: Project, aws: EmulatedAws
) -> None:
    arguments = {
        "region": "us-eas-1",
        "untaggedDays": 5.5,
        "scanOnPushes": True,
        "lifecycleRules": [{"tagStatus": "any", "sinceImagePushed": 400.5, "action": "expires"}],
    }
    with pytest.raises(automation.CommandError) as refused:
        stack(project, partial(Remote, "PrivateRepository", "wrong", arguments)).up()
    whole_number = "must be a whole number; write digits alone, without quotes or a leading 0"
    assert problems(str(refused.value)) == {
        "region": '"us-eas-1": is not an AWS region; did you mean us-east-1?',
        "untaggedDays": f"5.5: {whole_number}",
        "scanOnPushes": "is no setting here; did you mean scanOnPush?",
        "lifecycleRules[0].sinceImagePushed": f"400.5: {whole_number}",
        "lifecycleRules[0].action": '"expires": must be one of expire, archive; did you mean expire?',
    }
    assert writes(aws) == []


def test_a_provider_that_assumes_a_role_deploys_to_the_account_of_the_role(project: Project, aws: EmulatedAws) -> None:
    other = "444455556666"

    def program() -> None:
        role = pulumi_aws.ProviderAssumeRoleArgs(role_arn=f"arn:aws:iam::{other}:role/deploy")
        opts = pulumi.ResourceOptions(providers=[pulumi_aws.Provider("other", region=REGION, assume_roles=[role])])
        Remote("PrivateRepository", "remote", {"account": other}, opts)
        components.PrivateRepository("local", {"account": other, "region": REGION}, opts)

    stack(project, program).up()
    assert set(live_repositories(aws.client("ecr", REGION, other))) == {"remote", "local"}
    assert live_repositories(aws.client("ecr", REGION)) == {}


def test_the_program_on_the_page_deploys_what_it_says(
    project: Project, aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The wheel has components/ as union_ecr.components: tests/package/test_wheel.py.
    monkeypatch.setitem(sys.modules, "union_ecr.components", components)
    example = stack(project, partial(runpy.run_path, str(EXAMPLE_PROGRAMS / "__main__.py")))
    example.up()
    assert example.values() == EXAMPLE_OUTPUTS
    assert differences(aws, EXAMPLE) == {}
