"""`make play`: a shell in which `pulumi`, `union-ecr` and boto3 work against an emulated AWS with a deployed stack.

Nothing in it reaches the user's AWS or Pulumi, and everything is gone when the shell ends. Without a terminal the shell
runs the commands on standard input, and its exit code is that of the last one.
"""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import typer

from sandbox.engine import Engine, obtain_engine
from sandbox.environment import Environment, environment
from sandbox.isolation import isolated_folder
from sandbox.program_server import program_server
from sandbox.project import ROOT
from sandbox.tryout.__main__ import StackOption
from sandbox.tryout.chosen_stack import ChosenStack
from sandbox.tryout.edits_by_hand import edits
from sandbox.tryout.failures import exit_code_of
from union_ecr.stack_file.parse import stack_file_name

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

_WELCOME = """
An emulated AWS is running, and stack {stack} is deployed to it. Your own AWS and Pulumi are out of reach.
This folder holds a copy of the stack file. Type, for example:

  {drift}
  {change}
  {drift:<25}  # reports it
  pulumi up --refresh        # repairs it
  pulumi up                  # after a change of stacks/{file}
  python -c 'import boto3; print(boto3.client("ecr").describe_repositories()["repositories"])'
  exit                       # stops it all and deletes this folder
"""


@app.command(name="make play")
def main(stack: StackOption = "example") -> None:
    """Open a shell with an emulated AWS, a deployed stack, pulumi, union-ecr and boto3."""
    codes: list[int] = []
    raise typer.Exit(exit_code_of(lambda: codes.append(_play(stack))) or codes[0])


def _play(stack: str) -> int:
    chosen = ChosenStack.named(stack)
    engine = obtain_engine()
    with (
        isolated_folder("play") as folder,
        environment(folder / "project", engine, chosen.declared.registry.account, chosen.folder) as running,
        program_server(running.project.program) as program_port,
    ):
        project = running.project
        project.keep(chosen.shared.stacks)
        print(f"Deploying stack {stack} to an emulated AWS", file=sys.stderr, flush=True)
        project.stack(stack).up(suppress_outputs=True)
        print(_welcome(chosen), file=sys.stderr, flush=True)
        variables = _variables(running, engine, chosen, program_port)
        return _shell(project.folder, variables)


def _variables(running: Environment, engine: Engine, chosen: ChosenStack, program_port: int) -> dict[str, str]:
    registry = chosen.declared.registry
    path = [str(engine.executable.parent), str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    return {
        **os.environ,
        **running.project.variables,
        **running.aws.environment(registry.account),
        "AWS_REGION": registry.region,
        "AWS_DEFAULT_REGION": registry.region,
        "PULUMI_DEBUG_LANGUAGES": f"python:{program_port}",
        "PATH": os.pathsep.join(path),
        "PYTHONPATH": str(ROOT),
    }


def _welcome(chosen: ChosenStack) -> str:
    option = f" --stack {shlex.quote(chosen.name)}" if len(chosen.shared.stacks) > 1 else ""
    drift = f"union-ecr drift{option}"
    change = next((edit.python_command for edit in edits(chosen.declared)), "# change something by hand")
    return _WELCOME.format(stack=chosen.name, drift=drift, change=change, file=stack_file_name(chosen.name))


def _shell(folder: Path, variables: dict[str, str]) -> int:
    """Run a shell; after a terminal's, in which the last command may well fail, the exit code is 0."""
    bash = shutil.which("bash")
    terminal = sys.stdin.isatty()
    command = [bash, "--noprofile", "--norc", *(["-i"] if terminal else [])] if bash else ["/bin/sh"]
    prompt = {"PS1": "(union-ecr play) $ "} if terminal else {}
    code = subprocess.run(command, cwd=folder, env=variables | prompt, check=False).returncode
    return 0 if terminal else code


if __name__ == "__main__":
    app()
