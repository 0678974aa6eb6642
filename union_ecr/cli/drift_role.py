"""`union-ecr drift-role`: the role that `drift --role-name` assumes in every account, as a CloudFormation template."""

import json
import re
from typing import Annotated, NoReturn

import typer

from union_ecr.ci_roles.drift_role import DriftRole, drift_role_template
from union_ecr.cli.account_role_options import role_errors
from union_ecr.cli.stack_files import StackOption, StacksDirOption, read_stacks
from union_ecr.declared.size_limits import MOST_INLINE_POLICY_CHARACTERS
from union_ecr.ecr.policy_document import sent_length
from union_ecr.exit_codes import ExitCode
from union_ecr.settings.drift_role import CALLER
from union_ecr.stack_file.errors import format_value, one_line

CallerOption = Annotated[
    list[str] | None,
    typer.Option(
        "--caller",
        metavar="ARN",
        help="Required: the role or user that runs union-ecr drift, as arn:aws:iam::123456789012:role/hub; repeatable. "
        "Its name may have wildcards.",
        show_default=False,
    ),
]


def drift_role(
    caller: CallerOption = None,
    role_name: Annotated[str, typer.Option("--role-name", metavar="NAME", help="Its name, with its path.")] = (
        "union-ecr-drift"
    ),
    external_id: Annotated[
        str | None,
        typer.Option("--external-id", metavar="ID", help="An external ID that callers must send.", show_default=False),
    ] = None,
    stack: StackOption = None,
    stacks_dir: StacksDirOption = None,
) -> None:
    """Print a CloudFormation template with the role that drift --role-name assumes, the same for every account.

    The role reads what the stacks declare and every repository of their regions. It writes nothing.
    """
    callers = caller or []
    errors = [f"--caller {format_value(arn)} is no role and no user" for arn in callers if not _is_caller(arn)]
    errors += role_errors(role_name, external_id)
    if not callers:
        errors.append("--caller is missing: give the ARN of the role that runs union-ecr drift")
    if errors:
        raise typer.BadParameter(one_line("; ".join(errors)))
    declared = read_stacks(stack, stacks_dir).values()
    partitions = sorted({stack.registry.partition for stack in declared} | {arn.split(":")[1] for arn in callers})
    if len(partitions) > 1:
        problem = f"the stacks and callers are of {len(partitions)} partitions, {' and '.join(partitions)}"
        _fail(f"{problem}: choose those of one with --stack and --caller")
    template = drift_role_template(DriftRole(role_name, callers, external_id), declared)
    length = sent_length(template["Resources"]["Role"]["Properties"]["Policies"][0]["PolicyDocument"])
    if length > MOST_INLINE_POLICY_CHARACTERS:
        problem = f"the role's policy has {length:,} characters, and IAM takes {MOST_INLINE_POLICY_CHARACTERS:,}"
        _fail(f"{problem}: print one for fewer accounts with --stack")
    typer.echo(json.dumps(template, indent=2))


def _fail(problem: str) -> NoReturn:
    typer.echo(problem, err=True)
    raise typer.Exit(ExitCode.INVALID)


def _is_caller(arn: str) -> bool:
    return re.fullmatch(CALLER, arn, re.ASCII) is not None
