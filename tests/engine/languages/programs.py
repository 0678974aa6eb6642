"""What the programs in other languages deploy, and what came of it."""

import json
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sandbox.emulated_aws import EmulatedAws
from sandbox.live import Differences, stack_differences
from sandbox.project import Project
from tests.engine.languages.toolchains import PROGRAMS
from union_ecr.declared.stack import declare
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

EVERYTHING, EXAMPLE = PROGRAMS / "everything.yaml", PROGRAMS / "example.yaml"
REGION = "us-east-1"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}
"""The trust policy of the role that a program makes besides the components."""
OUTPUTS = {
    "url": "123456789012.dkr.ecr.us-east-1.amazonaws.com/ml/trainer",
    "ci": "arn:aws:iam::123456789012:role/ci/ci",
}
EXAMPLE_OUTPUTS = {
    "uri": "123456789012.dkr.ecr.us-east-1.amazonaws.com/ml/trainer",
    "pushRole": "arn:aws:iam::123456789012:role/github-ci",
}
RESOURCES = 29
"""How many there are, with the stack itself."""


def deployed(program: Sequence[str | Path], project: Project, *stacks: str) -> list[dict[str, Any]]:
    """Deploy these stacks of a program, one after the other: the outputs and changes of each, or its error."""
    environment = {**os.environ, **project.variables, "SECRETS_PROVIDER": project.secrets_provider or ""}
    run = subprocess.run([*program, *stacks], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return [json.loads(line) for line in run.stdout.splitlines()]


def differences(aws: EmulatedAws, file: Path = EVERYTHING) -> Differences:
    """What lives otherwise than a stack file declares."""
    declared = declare(load(parse_stack_file(file.name, file.read_bytes)))
    return stack_differences(declared, aws.client("ecr", REGION), aws.client("iam", REGION))


def problems(error: str) -> dict[str, str]:
    """What the engine says of arguments, by their names, without a word about the code of the components."""
    for noise in ("Unexpected <class", "/components/", "/union_ecr/"):
        assert noise not in error
    lines = re.findall(r"^\s*- property (\S+) .*?has a problem: (.*)$", error, re.MULTILINE)
    return dict(lines)


def writes(aws: EmulatedAws) -> list[str]:
    """The operations with which somebody changed something in AWS."""
    reads = ("BatchGet", "Describe", "Get", "List")
    return [call.operation for call in aws.calls() if not call.operation.startswith(reads)]
