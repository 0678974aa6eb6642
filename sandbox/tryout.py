"""`make try`: deploys a stack, lets someone change a repository by hand, and lets the next `up` repair it.

Uses a real Pulumi engine, an emulated AWS and no account. Exits 0 only if every step has the expected result.
"""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from pulumi import automation

from sandbox.engine import EngineUnavailable, obtain_engine
from sandbox.environment import Environment, environment
from sandbox.isolation import isolated_folder
from sandbox.live import live_repositories, stack_differences
from sandbox.project import EXAMPLES, STACKS
from union_ecr.cli.stack_files import read_stacks
from union_ecr.declared.stack import DeclaredStack
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import stack_file_name

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


class UnexpectedResult(Exception):
    """A step had another result than it should."""


@app.command(name="make try")
def main(
    stack: Annotated[
        str,
        typer.Option(metavar="NAME", help="The stack file to try, of stacks/ or examples/ (make try STACK=NAME)."),
    ] = "example",
) -> None:
    """Deploy a stack to an emulated AWS on this machine, change a repository by hand, and repair it."""
    raise typer.Exit(try_stack(stack))


def try_stack(stack: str) -> int:
    """Run every step for a stack; 0 when all had the expected result, 1 when one had not, 2 when none could run."""
    try:
        stack_files = _stack_files(stack)
        declared = read_stacks([stack], stack_files)[stack]
        if not declared.repositories:
            print(f"stack {stack} has no images, and make try needs one: choose another stack", file=sys.stderr)
            return 2
        engine = obtain_engine()
    except (InvalidStackFiles, EngineUnavailable) as error:
        print(error, file=sys.stderr)
        return 2
    try:
        with (
            isolated_folder("try") as folder,
            environment(folder / "project", engine, declared.registry.account, stack_files) as running,
        ):
            _Story(running, stack, declared).run()
    except (UnexpectedResult, automation.CommandError) as error:
        print(f"\nUnexpected result: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def _stack_files(stack: str) -> Path:
    """Return the folder of the stack file: stacks/ before examples/; without any file in stacks/, always examples/."""
    own = any(STACKS.glob(stack_file_name("*")))
    example = (EXAMPLES / stack_file_name(stack)).is_file() and not (STACKS / stack_file_name(stack)).is_file()
    return EXAMPLES if example or not own else STACKS


class _Story:
    def __init__(self, running: Environment, name: str, declared: DeclaredStack) -> None:
        self._name = name
        self._declared = declared
        self._stack = running.project.stack(name)
        registry = declared.registry
        self._ecr = running.aws.client("ecr", registry.region, registry.account)
        self._iam = running.aws.client("iam", registry.region, registry.account)

    def run(self) -> None:
        registry = self._declared.registry
        _heading(f"1. pulumi up: stack {self._name}, account {registry.account}, region {registry.region} (emulated)")
        self._create_repositories_to_adopt()
        self._stack.up(on_output=_show, suppress_outputs=True)
        self._require_live_as_declared()
        self._show_images()

        repository = self._declared.repositories[0].name
        _heading(f"2. Someone changes {repository} by hand")
        print("\n".join(f"  aws ecr {command}" for command in self._edit_by_hand(repository)))

        _heading("3. pulumi preview --refresh --expect-no-changes: a nightly job detects the change")
        if not self._preview_finds_changes():
            raise UnexpectedResult("the preview did not find the change")
        print("Detected: the preview found changes and exits with an error.")

        _heading("4. pulumi up --refresh: repairs it")
        self._stack.up(refresh=True, on_output=_show, suppress_outputs=True)
        self._require_live_as_declared()

        _heading("5. pulumi up again: nothing to do")
        changes = self._stack.up(on_output=_show, suppress_outputs=True).summary.resource_changes or {}
        if set(changes) != {"same"}:
            raise UnexpectedResult(f"this up changed something: {changes}")
        if self._preview_finds_changes():
            raise UnexpectedResult("the preview still finds changes")
        print("\nAll five steps had the expected result. To try your own stack, write stacks/Pulumi.TEAM.yaml and run")
        print("make try STACK=TEAM.")

    def _create_repositories_to_adopt(self) -> None:
        for repository in self._declared.repositories:
            if repository.adopt:
                encryption = repository.encryption.model_dump(mode="json", exclude_none=True)
                kms = {"kmsKey": encryption["key"]} if "key" in encryption else {}
                self._ecr.create_repository(
                    repositoryName=repository.name,
                    encryptionConfiguration={"encryptionType": encryption["type"], **kms},
                )
                print(f"  {repository.name} exists already, created by hand: the stack adopts it")

    def _require_live_as_declared(self) -> None:
        if found := stack_differences(self._declared, self._ecr, self._iam):
            differences = (f"{name}: declared {declared}, live {live}" for name, (declared, live) in found.items())
            raise UnexpectedResult("\n".join(differences))

    def _edit_by_hand(self, repository: str) -> Iterator[str]:
        """Change the repository without the engine, and yield each change as the equivalent command."""
        live = live_repositories(self._ecr)[repository]
        mutability = "MUTABLE" if live["tagMutability"] != "MUTABLE" else "IMMUTABLE"
        self._ecr.put_image_tag_mutability(repositoryName=repository, imageTagMutability=mutability)
        yield f"put-image-tag-mutability --repository-name {repository} --image-tag-mutability {mutability}"
        if live["policy"]:
            self._ecr.delete_repository_policy(repositoryName=repository)
            yield f"delete-repository-policy --repository-name {repository}"

    def _preview_finds_changes(self) -> bool:
        try:
            self._stack.preview(refresh=True, expect_no_changes=True, on_output=_show)
        except automation.CommandError as error:
            if "no changes were expected" not in str(error):
                raise
            return True
        return False

    def _show_images(self) -> None:
        outputs = self._stack.outputs()
        print("\nEvery image now has its repository:")
        for name, image in outputs["images"].value.items():
            print(f"  {name}\n    push to  {image['uri']}\n    write    {image['imageSpec']}")
        print(f"  log in: {outputs['login'].value}")


def _heading(text: str) -> None:
    print(f"\n\033[1m{text}\033[0m" if sys.stdout.isatty() else f"\n{text}", flush=True)


def _show(line: str) -> None:
    """Print a line of the engine's progress."""
    print(f"  {line.rstrip()}", flush=True)


if __name__ == "__main__":
    app()
