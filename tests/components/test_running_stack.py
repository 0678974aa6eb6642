"""The running stack: its configuration comes from its file alone, and it runs in its own account alone."""

import json
from pathlib import Path

import pulumi
import pytest

from components.running_stack import STACKS, require_account, running_stack
from tests.components.recording import CALLER, engine_config, record
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

TEXT = """\
config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:organization: acme
  union-ecr:dataPlanes: {production: {account: "111122223333"}}
  union-ecr:images: {trainer: {untaggedDays: 3}}
"""
ENGINE_CONFIG = engine_config(dict(parse_stack_file("F", TEXT.encode).config))


@pytest.fixture(autouse=True)
def stack_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "stacks" / "Pulumi.team.yaml"
    path.parent.mkdir()
    path.write_text(TEXT)
    return path


def declared_with(config: dict[str, str], stack: str = "team") -> DeclaredStack:
    found: list[DeclaredStack] = []
    record(lambda: found.append(running_stack(STACKS).declared), stack=stack, config=config)
    return found[0]


def refusal(config: dict[str, str], stack: str = "team") -> list[str]:
    with pytest.raises(pulumi.RunError) as refused:
        declared_with(config, stack)
    return str(refused.value).splitlines()


def test_the_running_stack_declares_what_its_file_does() -> None:
    assert declared_with(ENGINE_CONFIG) == declare(load(parse_stack_file("F", TEXT.encode)))


def test_the_empty_defaults_of_pulumi_yaml_may_be_absent_from_the_file() -> None:
    assert declared_with(ENGINE_CONFIG | {"union-ecr:defaults": "{}"}).registry.account == "123456789012"


@pytest.mark.parametrize(
    ("key", "engine"),
    [
        ("union-ecr:account", "111122223333"),
        ("aws:region", "eu-west-1"),
        ("union-ecr:organization", "other"),
        ("union-ecr:images", '{"trainer": {"untaggedDays": 4}}'),
        ("union-ecr:dataPlanes", "{}"),
        ("union-ecr:defaults", '{"protect": false}'),
    ],
)
def test_configuration_that_differs_from_the_stack_file_is_refused(key: str, engine: str) -> None:
    (line,) = refusal(ENGINE_CONFIG | {key: engine})
    assert line.startswith("stacks/Pulumi.team.yaml:")
    assert f": {key}: " in line
    assert f"the engine was given {engine}; let the stack file alone say it" in line


def test_every_key_that_differs_is_reported() -> None:
    assert len(refusal({})) == 5


def test_each_error_in_the_stack_file_is_one_line(stack_file: Path) -> None:
    stack_file.write_text(TEXT.replace("us-east-1", "us-eas-1").replace("untaggedDays: 3", "untagedDays: 3"))
    assert refusal(ENGINE_CONFIG) == [
        'stacks/Pulumi.team.yaml:2: aws:region: "us-eas-1": is not an AWS region; did you mean us-east-1?',
        "stacks/Pulumi.team.yaml:6: union-ecr:images.trainer.untagedDays: is no setting here; "
        "did you mean untaggedDays?",
    ]


def test_a_stack_without_a_file_is_refused() -> None:
    assert refusal(ENGINE_CONFIG, stack="other") == [
        "stacks/Pulumi.other.yaml: does not exist; write it, or correct the stack's name"
    ]


def with_another(stack_file: Path, registry: str) -> list[str]:
    """What is said of the running stack, beside another stack with these settings of the registry."""
    head = TEXT.partition("  union-ecr:organization")[0]
    (stack_file.parent / "Pulumi.platform.yaml").write_text(f"{head}  union-ecr:registry: {registry}\n")
    notices: list[str] = []
    record(lambda: notices.extend(running_stack(STACKS).notices), stack="team", config=ENGINE_CONFIG)
    return notices


def test_the_running_stack_knows_what_another_stack_sets_for_its_registry(stack_file: Path) -> None:
    (unscanned,) = with_another(stack_file, "{scanning: {type: BASIC}}")
    assert unscanned.startswith("scanOnPush is true, but a push does not scan trainer: registry.scanning of stack plat")
    (doubt,) = with_another(stack_file, "{scaning: {type: BASIC}}")
    assert doubt == "stacks/Pulumi.platform.yaml is invalid and may set scanning"
    assert with_another(stack_file, "{}") == []


def test_a_public_upstream_over_an_image_is_refused_before_anything_is_deployed(stack_file: Path) -> None:
    with pytest.raises(pulumi.RunError, match=r"so quay\.io/trainer answers pulls of tags that nobody pushed here"):
        with_another(stack_file, "{pullThroughCache: {ROOT: {upstream: quay.io}}}")


def test_credentials_of_the_registrys_account_are_accepted() -> None:
    recorded = record(lambda: require_account(Registry("123456789012", "us-east-1")), caller="123456789012")
    assert recorded.calls == [CALLER]


def test_credentials_of_another_account_are_refused_and_both_accounts_are_named() -> None:
    with pytest.raises(pulumi.RunError) as refused:
        record(lambda: require_account(Registry("123456789012", "us-east-1")), caller="999900001111")
    assert str(refused.value) == (
        "these credentials belong to account 999900001111 (arn:aws:sts::999900001111:assumed-role/a/b), and this "
        "stack's registry is in 123456789012: nothing was changed; log in to 123456789012, or correct union-ecr:account"
    )


def test_the_engines_configuration_has_the_images_as_json() -> None:
    assert json.loads(ENGINE_CONFIG["union-ecr:images"]) == {"trainer": {"untaggedDays": 3}}
