"""The stack that the engine is running: its settings, and whether the credentials are its account's."""

from pathlib import Path

import pulumi
import pulumi_aws as aws

from model.engine_view import differences
from model.images import Registry
from model.loading import load
from model.mistakes import StackFilesWrong
from model.settings import Settings
from model.stack_file import parse_stack_file, stack_file_name

_STACKS = Path("stacks")  # Pulumi.yaml's stackConfigDir; the engine runs the program in the project's folder


def running_stack_settings() -> Settings:
    """The settings in the running stack's file, read exactly as the scripts read them.

    Raises:
        pulumi.RunError: a line for each mistake, and for each key where the engine was given something else.
    """
    path = _STACKS / stack_file_name(pulumi.get_stack())
    file = parse_stack_file(str(path), path.read_bytes)
    try:
        settings = load(file)
        if mistakes := tuple(differences(file, _engine_text)):
            raise StackFilesWrong(mistakes)
    except StackFilesWrong as wrong:
        raise pulumi.RunError(str(wrong)) from None
    return settings


def require_account(registry: Registry) -> None:
    """Stop before anything is created when the credentials are of another account than the stack file says.

    Raises:
        pulumi.RunError: naming both accounts.
    """
    caller = aws.get_caller_identity()
    if caller.account_id != registry.account:
        raise pulumi.RunError(
            f"these credentials belong to account {caller.account_id} ({caller.arn}), and this stack's registry is "
            f"in {registry.account}: nothing was changed; log in to {registry.account}, or mend union-ecr:account"
        )


def _engine_text(key: str) -> str | None:
    namespace, _, name = key.partition(":")
    return pulumi.Config(namespace).get(name)
