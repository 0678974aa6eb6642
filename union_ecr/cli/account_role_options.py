"""`--role-name` and `--external-id`: the role that a sweep assumes in every account."""

import re
from collections.abc import Iterator
from typing import Annotated

import typer

from union_ecr.aws.account_role import AccountRole
from union_ecr.settings.drift_role import EXTERNAL_ID, ROLE_NAME
from union_ecr.stack_file.errors import format_value, one_line

RoleNameOption = Annotated[
    str | None,
    typer.Option(
        "--role-name",
        metavar="NAME",
        help="Assume this role in every account, with the credentials of the environment; those that stack files name "
        "are not used. With its path, if it has one: ci/union-ecr-drift.",
        show_default=False,
    ),
]
ExternalIdOption = Annotated[
    str | None,
    typer.Option(
        "--external-id",
        metavar="ID",
        help="The external ID that the trust policy of the role asks for.",
        show_default=False,
    ),
]


def account_role(name: str | None, external_id: str | None) -> AccountRole | None:
    """The role of these options; None without a name.

    Raises:
        typer.BadParameter: one of them cannot be what it should be.
    """
    errors = list(role_errors(name, external_id))
    if external_id is not None and name is None:
        errors.append("--external-id is for the role of --role-name: add that, or leave it out")
    if errors:
        raise typer.BadParameter(one_line("; ".join(errors)))
    return AccountRole(name, external_id) if name else None


def role_errors(name: str | None, external_id: str | None) -> Iterator[str]:
    """Why a name or an external ID that is given cannot be one."""
    if name is not None and name.startswith("arn:"):
        own = name.partition(":role/")[2] or "union-ecr-drift"
        yield f"--role-name {format_value(name)} is an ARN: write the role's name, which is {own}"
    elif name is not None and not re.fullmatch(ROLE_NAME, name, re.ASCII):
        yield f"--role-name {format_value(name)} is no name of a role: write one such as ci/union-ecr-drift"
    if external_id is not None and not re.fullmatch(EXTERNAL_ID, external_id, re.ASCII):
        yield f"--external-id {format_value(external_id)} must have 2 to 1,224 letters, digits and _+=,.@:/-"
