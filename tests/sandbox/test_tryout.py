"""What `make try` chooses, changes and shows; the steps themselves are in tests/engine."""

from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws
from sandbox.project import EXAMPLES
from sandbox.tryout import __main__ as make_try
from sandbox.tryout import chosen_stack
from sandbox.tryout.chosen_stack import ChosenStack
from sandbox.tryout.edits_by_hand import edits, registry_edits
from sandbox.tryout.showcase import capped, describe
from union_ecr.stack_file.errors import InvalidStackFiles

HEAD = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n'
IMAGE = "  union-ecr:images: {trainer: {}}\n"
SHOWN = {
    "example": "write",
    "access": "pull: everyone in account 555566667777 whose IAM policy allows it",
    "adopt": "",
    "build-cache": "--cache-to type=registry",
    "data-science": "push: arn:aws:iam::555566667777:role/ci",
    "expiry": "Archive any image not pulled for 180 days",
    "mirror": "access: pullThrough: everyone in account 111122223333 whose IAM policy allows it",
    "push-roles": "assumed by GitHub Actions of acme/workflows (ids 123456 and 456789) on branch main",
    "registry-wide": "scanning: ENHANCED, on every push, and again when new vulnerabilities are known: prod/*",
    "replication": "are copied to eu-west-1 of account 333344445555",
}
MOST_LINES = 20


@pytest.fixture
def own_stacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(chosen_stack, "STACKS", tmp_path)
    return tmp_path


def write(folder: Path, stack: str, settings: str = IMAGE) -> None:
    (folder / f"Pulumi.{stack}.yaml").write_text(HEAD + settings)


@pytest.mark.parametrize(
    ("own", "stack", "folder"),
    [
        ((), "example", "examples"),
        (("team",), "team", "stacks"),
        (("team",), "example", "examples"),
        (("team",), "mirror", "examples"),
        (("team", "example"), "example", "stacks"),
    ],
)
def test_a_stack_file_of_the_team_comes_before_an_example(
    own: tuple[str, ...], stack: str, folder: str, own_stacks: Path
) -> None:
    for name in own:
        write(own_stacks, name, f"  union-ecr:images: {{image-of-{name}: {{}}}}\n")
    assert ChosenStack.named(stack).folder == {"stacks": own_stacks, "examples": EXAMPLES}[folder]


@pytest.mark.parametrize(("misspelt", "meant"), [("taem", "team"), ("miror", "mirror")])
def test_the_error_for_a_misspelt_name_suggests_the_closest(misspelt: str, meant: str, own_stacks: Path) -> None:
    write(own_stacks, "team")
    with pytest.raises(InvalidStackFiles, match=f"there is no such stack; did you mean {meant}"):
        ChosenStack.named(misspelt)


def test_the_error_for_the_name_of_a_file_suggests_the_name_of_its_stack(own_stacks: Path) -> None:
    write(own_stacks, "team")
    with pytest.raises(InvalidStackFiles, match="is a file, not the name of a stack; write team"):
        ChosenStack.named("stacks/Pulumi.team.yaml")


def test_the_valid_stacks_of_its_registry_come_with_it(own_stacks: Path) -> None:
    write(own_stacks, "team")
    write(own_stacks, "hub", "  union-ecr:registry: {scanning: {type: BASIC}}\n")
    write(own_stacks, "invalid", "  union-ecr:images: {trainer: {repositry: x}}\n")
    (own_stacks / "Pulumi.elsewhere.yaml").write_text(HEAD.replace("us-east-1", "eu-west-1") + IMAGE)
    assert set(ChosenStack.named("team").shared.stacks) == {"team", "hub"}


def test_a_stack_that_declares_nothing_in_aws_is_one_line_and_exit_code_2(
    own_stacks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(own_stacks, "hub", '  union-ecr:registry: {ignore: ["legacy/*"]}\n')
    assert make_try.try_stack("hub") == 2
    printed = capsys.readouterr()
    line = "stack hub declares nothing in AWS that could be changed by hand: choose another stack\n"
    assert (printed.out, printed.err) == ("", line)


@pytest.mark.parametrize(("stack", "shown"), SHOWN.items())
def test_each_example_shows_its_own_point_on_part_of_a_screen(stack: str, shown: str) -> None:
    lines = list(describe(stack, ChosenStack.named(stack).shared))
    assert any(shown.replace("write", "in Python") in line for line in lines)
    assert len(lines) <= MOST_LINES


def test_what_does_not_fit_is_counted() -> None:
    assert capped(["a", "b"], 1, "line") == ["a", "and 1 more line"]
    assert capped(["a", "b", "c"], 1, "line") == ["a", "and 2 more lines"]
    assert capped(["a", "b"], 2, "line") == ["a", "b"]


def test_an_edit_by_hand_is_a_command_of_the_aws_cli_and_of_python() -> None:
    mutability, policy = edits(ChosenStack.named("example").declared)
    assert policy.aws_command == "aws ecr delete-repository-policy --repository-name simple-example-image"
    expected = 'boto3.client("ecr").put_image_tag_mutability('
    assert mutability.python_command.startswith(f"python -c 'import boto3; {expected}")


@pytest.mark.parametrize("stack", ["registry-wide", "replication", "mirror"])
def test_every_declared_setting_of_a_registry_has_an_edit_that_aws_takes(stack: str, aws: EmulatedAws) -> None:
    declared = ChosenStack.named(stack).declared
    ecr: Any = aws.client("ecr", declared.registry.region, declared.registry.account)
    made = [edit.operation for edit in registry_edits(declared.registry_settings)]
    assert len(made) >= 3
    for edit in registry_edits(declared.registry_settings):
        if edit.operation.startswith("put"):  # what the others delete was never deployed here
            edit.make(ecr)
