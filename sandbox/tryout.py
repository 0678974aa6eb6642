"""`make try`: a team's stack file becomes ECR repositories, someone edits one by hand, and the next `up` heals it.

Uses a real engine, an emulated AWS and no account. Exits 0 only if every step did what it says.
"""

import argparse
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from pulumi import automation

from sandbox.engine import EngineUnavailable, obtain_engine
from sandbox.environment import Environment, environment
from sandbox.isolation import isolated_folder
from sandbox.live import differences, live_repositories
from sandbox.live_registry import registry_differences, role_differences
from sandbox.project import EXAMPLES, STACKS
from union_ecr.cli.stack_files import read_stacks
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import stack_file_name


class UnexpectedResult(Exception):
    """A step did something else than it says."""


def main() -> int:
    """Play the story for one stack; 0 when every step held, 1 when one did not, 2 when it could not begin."""
    parser = argparse.ArgumentParser(prog="make try", description=__doc__)
    parser.add_argument(
        "--stack", default="example", help="the stack file to try, one of stacks/ or of examples/ (make try STACK=…)"
    )
    stack = parser.parse_args().stack
    try:
        folder_of_stack = _stack_files(stack)
        declared = declare(read_stacks([stack], folder_of_stack)[stack])
        if not declared.repositories:
            print(f"stack {stack} has no images, and what is shown here happens to one: try another", file=sys.stderr)
            return 2
        engine = obtain_engine()
    except (InvalidStackFiles, EngineUnavailable) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        with (
            isolated_folder("try") as folder,
            environment(folder / "project", engine, declared.registry.account, folder_of_stack) as everything,
        ):
            _Story(everything, stack, declared).play()
    except (UnexpectedResult, automation.CommandError) as error:
        print(f"\nNot as told: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def _stack_files(stack: str) -> Path:
    """Where the stack file lies; one that is nowhere is missed among the examples while there are no others."""
    others = any(STACKS.glob(stack_file_name("*")))
    example = (EXAMPLES / stack_file_name(stack)).is_file() and not (STACKS / stack_file_name(stack)).is_file()
    return EXAMPLES if example or not others else STACKS


class _Story:
    def __init__(self, everything: Environment, name: str, declared: DeclaredStack) -> None:
        self._name = name
        self._declared = declared
        self._stack = everything.project.stack(name)
        registry = declared.registry
        self._ecr = everything.aws.client("ecr", registry.region, registry.account)
        self._iam = everything.aws.client("iam", registry.region, registry.account)

    def play(self) -> None:
        registry = self._declared.registry
        _heading(f"1. pulumi up: stack {self._name}, account {registry.account}, region {registry.region} (emulated)")
        self._make_what_is_to_be_adopted()
        self._stack.up(on_output=_show, suppress_outputs=True)
        self._live_as_declared()
        self._show_images()

        victim = self._declared.repositories[0]
        _heading(f"2. Someone edits {victim.name} by hand")
        print("\n".join(f"  aws ecr {command}" for command in self._edit_by_hand(victim.name)))

        _heading("3. pulumi preview --refresh --expect-no-changes: a nightly job would notice")
        if not self._drift_is_noticed():
            raise UnexpectedResult("the preview did not notice the edit")
        print("Noticed: the preview exits with an error, since it found changes.")

        _heading("4. pulumi up --refresh: heals it")
        self._stack.up(refresh=True, on_output=_show, suppress_outputs=True)
        self._live_as_declared()

        _heading("5. pulumi up once more: nothing left to do")
        changes = self._stack.up(on_output=_show, suppress_outputs=True).summary.resource_changes or {}
        if set(changes) != {"same"}:
            raise UnexpectedResult(f"the second up changed something: {changes}")
        if self._drift_is_noticed():
            raise UnexpectedResult("the preview still sees changes")
        print("\nAll five steps did what they say. Your own: write stacks/Pulumi.TEAM.yaml, make try STACK=TEAM.")

    def _make_what_is_to_be_adopted(self) -> None:
        for repository in self._declared.repositories:
            if repository.adopt:
                encryption = repository.encryption.model_dump(mode="json", exclude_none=True)
                kms = {"kmsKey": encryption["key"]} if "key" in encryption else {}
                self._ecr.create_repository(
                    repositoryName=repository.name,
                    encryptionConfiguration={"encryptionType": encryption["type"], **kms},
                )
                print(f"  {repository.name} exists already, made by hand: the stack adopts it")

    def _live_as_declared(self) -> None:
        found = differences(self._declared.repositories, live_repositories(self._ecr))
        found |= role_differences(self._declared.push_roles, self._iam)
        if self._declared.registry_wide:
            found |= registry_differences(self._declared.registry_wide, self._ecr)
        if found:
            raise UnexpectedResult(
                "\n".join(f"{name}: declared {one}, lives {other}" for name, (one, other) in found.items())
            )

    def _edit_by_hand(self, repository: str) -> Iterator[str]:
        """Edit behind the engine's back, and give each edit as the command that does the same."""
        mutability = live_repositories(self._ecr)[repository]["tagMutability"]
        other = "MUTABLE" if mutability != "MUTABLE" else "IMMUTABLE"
        self._ecr.put_image_tag_mutability(repositoryName=repository, imageTagMutability=other)
        yield f"put-image-tag-mutability --repository-name {repository} --image-tag-mutability {other}"
        if live_repositories(self._ecr)[repository]["policy"]:
            self._ecr.delete_repository_policy(repositoryName=repository)
            yield f"delete-repository-policy --repository-name {repository}"

    def _drift_is_noticed(self) -> bool:
        try:
            self._stack.preview(refresh=True, expect_no_changes=True, on_output=_show)
        except automation.CommandError as error:
            if "no changes were expected" not in str(error):
                raise
            return True
        return False

    def _show_images(self) -> None:
        outputs = self._stack.outputs()
        print("\nEvery image has its repository now:")
        for name, image in outputs["images"].value.items():
            print(f"  {name}\n    push to  {image['uri']}\n    write    {image['imageSpec']}")
        print(f"  log in: {outputs['login'].value}")


def _heading(text: str) -> None:
    print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n{text}", flush=True)


def _show(line: str) -> None:
    """A line of the engine's own progress."""
    print(f"  {line.rstrip()}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
