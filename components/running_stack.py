"""The stack that the engine is running: what it declares, and whether the credentials are its account's."""

import importlib.metadata
import json
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_aws as aws

from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.registry import Registry
from union_ecr.review.notices import deployment_notices
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import STACK_CONFIG_DIR, StackFile, parse_stack_file, stack_file_name, stack_of
from union_ecr.workspace.config_overrides import differences
from union_ecr.workspace.declared_stacks import validate_together

STACKS = Path(STACK_CONFIG_DIR)  # the engine runs the program in the project's folder


@dataclass(frozen=True)
class RunningStack:
    """The running stack's file, what it declares, and what its own file does not show of that."""

    file: StackFile
    declared: DeclaredStack
    notices: list[str]


def running_stack(folder: Path) -> RunningStack:
    """The running stack; its file in `folder` is read exactly as the command line reads it.

    The other stack files beside it are read, too: two stacks that claim the same repository, or one registry's own
    settings, would undo each other's changes for ever, and what another stack sets for the registry holds here.

    Raises:
        pulumi.RunError: a line for each error of the stack's own file, for each thing another stack has already,
            and for each key where the engine was given something else.
    """
    stack = pulumi.get_stack()
    names = {stack, *stacks_in(folder)}
    paths = {name: folder / stack_file_name(name) for name in names}
    files = {name: parse_stack_file(str(path), path.read_bytes) for name, path in paths.items()}
    validated = validate_together(files, [stack])
    errors = validated.errors or tuple(differences(files[stack], engine_text))
    if errors:
        raise pulumi.RunError(str(InvalidStackFiles(errors)))
    declared = validated.declared[stack]
    return RunningStack(files[stack], declared, deployment_notices(stack, validated.registries[declared.registry]))


def require_account(
    registry: Registry, purpose: str = "this stack's registry is in", setting: str = "union-ecr:account"
) -> None:
    """Stop before anything is created when the credentials are of another account than the stack file says.

    `purpose` leads up to the account in the message, and `setting` is the key of the file that names it.

    Raises:
        pulumi.RunError: naming both accounts.
    """
    caller = aws.get_caller_identity()
    if caller.account_id != registry.account:
        raise pulumi.RunError(
            f"these credentials belong to account {caller.account_id} ({caller.arn}), and {purpose} "
            f"{registry.account}: nothing was changed; log in to {registry.account}, or correct {setting}"
        )


def registry_provider(file: StackFile, registry: Registry) -> pulumi.ProviderResource:
    """The AWS provider of the stack, which refuses any other account than the registry's by itself.

    `require_account` protects an `up`; a refresh does not run the program at all, and with the wrong credentials it
    would find nothing and empty the state. The provider's inputs are in the state, so a refresh obeys them, too. Every
    other `aws:` setting of the stack file (profile, assumeRoles, …) is handed on as the default provider gets it.
    """
    config = pulumi.Config("aws")
    given = {
        name.removeprefix("aws:"): (config.get_secret if _is_secure(value) else config.get)(name.removeprefix("aws:"))
        for name, value in file.config.items()
        if name.startswith("aws:")
    }
    allowed = {"allowedAccountIds": json.dumps([registry.account])}
    version = pulumi.ResourceOptions(version=importlib.metadata.version("pulumi-aws"))
    return pulumi.ProviderResource("aws", "registry", {**given, **allowed}, version)


def _is_secure(value: object) -> bool:
    return isinstance(value, dict) and list(value) == ["secure"]


def stacks_in(folder: Path) -> set[str]:
    """The stacks that have a regular file; what else may lie there is no stack's."""
    found = (stack_of(path.name) for path in folder.glob(stack_file_name("*")) if path.is_file())
    return {stack for stack in found if stack}


def engine_text(key: str) -> str | None:
    """The configuration that the engine was given for a key, as text."""
    namespace, _, name = key.partition(":")
    return pulumi.Config(namespace).get(name)
