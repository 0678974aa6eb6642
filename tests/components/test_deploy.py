"""A program for stack files; a stack is validated and every document rendered once."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import components
from components import Deployment, deploy
from tests.command_line import UnionEcr
from tests.components.recording import COMPONENT, ROLE, RULE, Recorded, engine_config, record
from union_ecr.declared import push_role as role
from union_ecr.declared import registry, repository, stack
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace import declared_stacks

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

TEXT = """\
config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:organization: acme
  union-ecr:dataPlanes: {production: {account: "111122223333"}}
  union-ecr:images: {trainer: {buildCache: true}, scorer: {}, loader: {repository: ml/loader}}
  union-ecr:pushRoles: {ci: {images: [trainer], github: {repository: acme/ml, branches: [main]}}}
  union-ecr:registry:
    policy: [{accounts: ["111122223333"], access: [pull]}]
    creationTemplates: {mirrored: {appliedFor: [REPLICATION]}}
"""
RENDERERS = {
    repository: ("_repository_policy", "_lifecycle_policy"),
    role: ("trust_policy", "push_role_policy"),
    registry: ("registry_policy", "repository_policy", "lifecycle_policy"),
    stack: ("declared_repository", "declared_push_role", "declared_registry"),
    declared_stacks: ("validate", "declare"),
}


def deployed(folder: Path, text: str = TEXT) -> Recorded:
    folder.mkdir(exist_ok=True)
    (folder / "Pulumi.team.yaml").write_text(text)
    config = engine_config(dict(parse_stack_file("F", text.encode).config))
    return record(lambda: deploy(folder), caller="123456789012", config=config)


@pytest.mark.parametrize("command", ["up", "render"])
def test_a_stack_is_validated_and_every_document_rendered_once_in_one_run(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, union_ecr: UnionEcr
) -> None:
    calls: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            calls[name] += 1
            return function(*arguments, **named)

        return call

    for module, names in RENDERERS.items():
        for name in names:
            monkeypatch.setattr(module, name, counted(f"{module.__name__}.{name}", getattr(module, name)))
    if command == "up":
        deployed(tmp_path)
    else:
        (tmp_path / "Pulumi.team.yaml").write_text(TEXT)
        assert union_ecr("render", "--stacks-dir", tmp_path).code == 0

    assert calls == {
        "union_ecr.workspace.declared_stacks.validate": 1,
        "union_ecr.workspace.declared_stacks.declare": 1,
        "union_ecr.declared.stack.declared_repository": 4,
        "union_ecr.declared.repository._repository_policy": 4,
        "union_ecr.declared.repository._lifecycle_policy": 4,
        "union_ecr.declared.stack.declared_push_role": 1,
        "union_ecr.declared.push_role.trust_policy": 1,
        "union_ecr.declared.push_role.push_role_policy": 1,
        "union_ecr.declared.stack.declared_registry": 1,
        "union_ecr.declared.registry.registry_policy": 1,
        "union_ecr.declared.registry.repository_policy": 1,
        "union_ecr.declared.registry.lifecycle_policy": 1,
    }


def test_stack_files_of_another_folder_are_deployed(tmp_path: Path) -> None:
    recorded = deployed(tmp_path / "teams")
    names = sorted(component.name for component in recorded.of_type(COMPONENT))
    assert names == ["buildCache/trainer-cache", "ml/loader", "scorer", "trainer"]
    assert [made.inputs["name"] for made in recorded.of_type(ROLE)] == ["ci"]
    assert set(recorded.exports) >= {"registry", "images", "login"}


def test_it_warns_of_images_that_another_stacks_scanning_leaves_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warnings: list[str] = []
    monkeypatch.setattr("pulumi.log.warn", warnings.append)
    without_settings = TEXT.partition("  union-ecr:registry")[0]
    platform = f"{TEXT.partition('  union-ecr:organization')[0]}  union-ecr:registry: {{scanning: {{type: BASIC}}}}\n"
    (tmp_path / "Pulumi.platform.yaml").write_text(platform)
    deployed(tmp_path, without_settings)
    (warning,) = warnings
    assert "a push does not scan ml/loader, scorer, trainer: registry.scanning of stack platform decides" in warning


def test_what_a_program_needs_is_offered_by_the_package_itself() -> None:
    assert set(components.__all__) >= {"PrivateRepository", "PushRole", "RegistrySettings", "deploy"}
    assert all(getattr(components, name).__doc__ for name in components.__all__)


def test_a_program_goes_on_with_the_components_that_the_stack_file_made(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.team.yaml").write_text(TEXT)
    made: list[Any] = []

    def program() -> None:
        made.append(deploy(tmp_path))
        made[0].repositories["ml/loader"].repository_url.apply(lambda url: made.append(url))

    record(program, caller="123456789012", config=engine_config(dict(parse_stack_file("F", TEXT.encode).config)))
    deployment, url = made
    assert isinstance(deployment, Deployment)
    assert set(deployment.repositories) == {"trainer", "trainer-cache", "scorer", "ml/loader"}
    assert set(deployment.push_roles) == {"ci"}
    assert deployment.registry_settings is not None
    assert url == "url-of-ml/loader"


def test_a_program_watches_all_that_the_stack_file_declares(tmp_path: Path) -> None:
    (tmp_path / "Pulumi.team.yaml").write_text(TEXT)
    config = engine_config(dict(parse_stack_file("F", TEXT.encode).config))
    topic = "arn:aws:sns:us-east-1:123456789012:drift"

    def program() -> None:
        deploy(tmp_path).watch("drift-of-team", topic_arn=topic)

    recorded = record(program, caller="123456789012", config=config)
    patterns = {rule.name: rule.inputs["eventPattern"] for rule in recorded.of_type(RULE)}
    assert sorted(patterns) == [f"drift-of-team-{watched}" for watched in ("registry", "repositories", "roles", "tags")]
    for name in ("ml/loader", "scorer", "trainer", "trainer-cache"):
        assert f'"{name}"' in patterns["drift-of-team-repositories"]
    assert '"ci"' in patterns["drift-of-team-roles"]
    for target in recorded.of_type("aws:cloudwatch/eventTarget:EventTarget"):
        assert json.loads(target.inputs["inputTransformer"]["inputTemplate"])["stack"] == "team"
