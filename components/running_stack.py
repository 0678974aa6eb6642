"""The stack that the engine is running: its settings, and whether the credentials are its account's."""

import importlib.metadata
import json
from pathlib import Path

import pulumi
import pulumi_aws as aws

from model.engine_view import differences
from model.images import Registry
from model.loading import load
from model.mistakes import StackFilesWrong
from model.settings import Settings
from model.stack_file import StackFile, parse_stack_file, stack_file_name

_STACKS = Path("stacks")  # Pulumi.yaml's stackConfigDir; the engine runs the program in the project's folder


def running_stack_settings() -> Settings:
    """The settings in the running stack's file, read exactly as the scripts read them.

    Raises:
        pulumi.RunError: a line for each mistake, and for each key where the engine was given something else.
    """
    file = _stack_file()
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


def registry_provider(registry: Registry) -> pulumi.ProviderResource:
    """The AWS provider of the stack, which refuses any other account than the registry's by itself.

    `require_account` protects an `up`; a refresh does not run the program at all, and with the wrong credentials it
    would find nothing and empty the state. The provider's inputs are in the state, so a refresh obeys them, too. Every
    other `aws:` setting of the stack file (profile, assumeRoles, …) is handed on as the default provider gets it.
    """
    config = pulumi.Config("aws")
    given = {
        name.removeprefix("aws:"): (config.get_secret if _is_secure(value) else config.get)(name.removeprefix("aws:"))
        for name, value in _stack_file().config.items()
        if name.startswith("aws:")
    }
    allowed = {"allowedAccountIds": json.dumps([registry.account])}
    version = pulumi.ResourceOptions(version=importlib.metadata.version("pulumi-aws"))
    return pulumi.ProviderResource("aws", "registry", {**given, **allowed}, version)


def _is_secure(value: object) -> bool:
    return isinstance(value, dict) and list(value) == ["secure"]


def _stack_file() -> StackFile:
    path = _STACKS / stack_file_name(pulumi.get_stack())
    return parse_stack_file(str(path), path.read_bytes)


def _engine_text(key: str) -> str | None:
    namespace, _, name = key.partition(":")
    return pulumi.Config(namespace).get(name)
