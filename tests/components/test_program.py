"""The program, run as the engine runs it, with an engine that writes down what it is asked for."""

import ast
import runpy
import shutil
from pathlib import Path

import pulumi
import pytest
import yaml

from tests.components.recording import (
    CALLER,
    COMPONENT,
    REPOSITORY,
    Recorded,
    engine_config,
    record,
    run_to_the_end,
    start,
)
from tests.components.snapshots import FOLDER, assert_snapshot
from union_ecr.declared.outputs import outputs
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.stack_file.parse import CONFIG_KEYS, parse_stack_file
from union_ecr.workspace.load import load

pytestmark = [
    pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning"),
    pytest.mark.slow,
]

PROJECT = Path(__file__).parents[2]
PROGRAM = PROJECT / "__main__.py"
STACKS = sorted(path.name.split(".")[1] for path in (PROJECT / "examples").glob("Pulumi.*.yaml"))


@pytest.fixture(autouse=True)
def _in_a_copy_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(PROJECT / "examples", tmp_path / "stacks")
    monkeypatch.chdir(tmp_path)


def declared(stack: str) -> DeclaredStack:
    return declare(load(parse_stack_file(stack, Path(f"stacks/Pulumi.{stack}.yaml").read_bytes)))


def run(stack: str, caller: str | None = None, **changed: str) -> Recorded:
    """Run the program for a stack, with the credentials of its own account unless another one is named."""
    file = parse_stack_file(stack, Path(f"stacks/Pulumi.{stack}.yaml").read_bytes)
    config = engine_config(dict(file.config)) | {f"union-ecr:{key}": value for key, value in changed.items()}
    own = str(file.config["union-ecr:account"])
    return record(lambda: runpy.run_path(str(PROGRAM)), stack=stack, caller=caller or own, config=config)


@pytest.mark.parametrize("stack", STACKS)
def test_a_stack_registers_the_resources_of_its_snapshot(stack: str) -> None:
    graph = {
        resource.urn: {"type": resource.type, "parent": resource.parent, **resource.options, "inputs": resource.inputs}
        for resource in run(stack).resources
    }
    assert_snapshot(f"graph.{stack}.json", graph)


def test_every_snapshot_belongs_to_an_example_stack() -> None:
    assert sorted(path.name.split(".")[1] for path in FOLDER.glob("graph.*.json")) == STACKS


@pytest.mark.parametrize("stack", STACKS)
def test_every_repository_is_a_component_with_its_name(stack: str) -> None:
    recorded = run(stack)
    expected = sorted(repository.name for repository in declared(stack).repositories)
    assert sorted(resource.inputs["name"] for resource in recorded.of_type(REPOSITORY)) == expected
    logical = sorted(
        f"buildCache/{repository.name}" if repository.cache_of else repository.name
        for repository in declared(stack).repositories
    )
    assert sorted(resource.name for resource in recorded.of_type(COMPONENT)) == logical


def test_the_name_of_a_push_role_keeps_its_upper_and_lower_case() -> None:
    file = Path("stacks/Pulumi.push-roles.yaml")
    keys = yaml.safe_load(file.read_text())["config"]["union-ecr:pushRoles"]
    for key in keys:
        file.write_text(file.read_text().replace(f"    {key}:", f"    {key.title()}:"))
    names = sorted(resource.inputs["name"] for resource in run("push-roles").of_type("aws:iam/role:Role"))
    assert names == sorted(role.name for role in declared("push-roles").push_roles)
    assert any(name != name.lower() for name in names)


@pytest.mark.parametrize("stack", STACKS)
def test_the_program_exports_the_declared_outputs(stack: str) -> None:
    assert run(stack).exports == outputs(declared(stack))


def test_the_example_exports_the_image_spec_of_the_guide() -> None:
    assert run("example").exports["images"] == {
        "simple-example-image": {
            "uri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/simple-example-image",
            "registry": "123456789012.dkr.ecr.us-east-1.amazonaws.com",
            "name": "simple-example-image",
            "imageSpec": "ImageSpec(registry='123456789012.dkr.ecr.us-east-1.amazonaws.com', "
            "name='simple-example-image')",
        }
    }


def _failing(stack: str, caller: str, config: dict[str, str]) -> tuple[Recorded, str]:
    recorded = Recorded()
    start(recorded, stack, caller, config)

    def program() -> None:
        with pytest.raises(pulumi.RunError) as refused:
            runpy.run_path(str(PROGRAM))
        reasons.append(str(refused.value))

    reasons: list[str] = []
    run_to_the_end(program)
    return recorded, reasons[0]


def _engine_config(stack: str) -> dict[str, str]:
    file = parse_stack_file(stack, Path(f"stacks/Pulumi.{stack}.yaml").read_bytes)
    return engine_config(dict(file.config))


def test_credentials_of_another_account_stop_the_program_before_any_resource() -> None:
    recorded, reason = _failing("example", "999900001111", _engine_config("example"))
    assert "these credentials belong to account 999900001111" in reason
    assert recorded.calls == [CALLER]
    assert [resource.type for resource in recorded.resources] == ["pulumi:pulumi:Stack"]


def test_configuration_that_is_not_in_the_stack_file_stops_the_program_before_any_call() -> None:
    config = _engine_config("example") | {"union-ecr:defaults": '{"protect": false}'}
    recorded, reason = _failing("example", "123456789012", config)
    assert "union-ecr:defaults" in reason
    assert recorded.calls == []
    assert [resource.type for resource in recorded.resources] == ["pulumi:pulumi:Stack"]


def test_an_invalid_stack_file_stops_the_program_before_any_call() -> None:
    path = Path("stacks/Pulumi.example.yaml")
    config = _engine_config("example")
    path.write_text(path.read_text().replace("us-east-1", "us-eas-1"))
    recorded, reason = _failing("example", "123456789012", config)
    assert reason == (
        'stacks/Pulumi.example.yaml:4: aws:region: "us-eas-1": is not an AWS region; did you mean us-east-1?'
    )
    assert recorded.calls == []


def test_the_program_is_an_import_and_a_call_of_deploy() -> None:
    _, *statements = ast.parse(PROGRAM.read_text()).body
    assert [ast.unparse(statement) for statement in statements] == ["from components import deploy", "deploy()"]


def test_pulumi_yaml_declares_every_key_of_a_stack_file_and_no_other() -> None:
    project = yaml.safe_load((PROJECT / "Pulumi.yaml").read_text())
    assert project["stackConfigDir"] == "stacks"
    assert sorted(project["config"]) == sorted(CONFIG_KEYS)
    required = {key for key, entry in project["config"].items() if "default" not in entry}
    assert required == {"union-ecr:account"}  # that an image is missing, our own loader says
    assert all(entry.get("description") for entry in project["config"].values())
