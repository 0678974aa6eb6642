"""The verbs of the command line. Each is imported when it is used, so no verb waits for what the others need."""

import importlib
from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

VERBS: Mapping[str, str] = {
    "render": "Show what will exist, and who may pull, push or describe it.",
    "stacks": "List the stacks and validate them together: no repository, image name, push role or registry is "
    "claimed twice.",
    "diff": "Show what the stack files here change: what may be lost, who gains or loses access, then every "
    "other change.",
    "drift": "Compare what the stacks declare with what lives in AWS, repositories that no stack declares included.",
    "drift-role": "Print a CloudFormation template with the role that drift --role-name assumes, the same for every "
    "account.",
    "policy": "Print the IAM policy for roles of other accounts that pull or push: their own account must allow it, "
    "too.",
    "login": "Log docker or another container tool in to the registries of the stacks, for 12 hours.",
    "logout": "Remove the logins to the registries of the stacks from a container tool, or from the file of "
    "--write-config.",
    "check": "Check the images of workflows against the stacks, before `union register` builds them.",
    "ci": "What CI needs: settings of GitHub, jobs of GitLab, and whether it is all set up.",
}
"""Each verb, a module of this package, with the first sentence of its own help."""


class Verbs(TyperGroup):
    """The verbs by name: listed by their first sentences alone, and whole where the arguments name one."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=sentence) for name, sentence in VERBS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The verb that the arguments name."""
        name, command, rest = super().resolve_command(ctx, args)
        return name, imported_verb(name) if name and command else command, rest


def imported_verb(name: str) -> Any:
    """The verb of a module: its `app`, or the function of its name."""
    module_name = name.replace("-", "_")
    module = importlib.import_module(f"union_ecr.cli.{module_name}")
    app: typer.Typer | None = getattr(module, "app", None)
    if app is None:
        app = typer.Typer(add_completion=False)
        app.command(name)(getattr(module, module_name))
    command = typer.main.get_command(app)
    command.name = name
    return command
