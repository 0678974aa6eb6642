"""A `pulumi up` or preview in a process of its own, as the engine's language host would run the program.

`python -m bench.engine_run REQUEST`: the request is a JSON object, and so is the result, the last line printed.
"""

import json
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from pulumi import automation

from bench.flat import declare_flat, declare_wrapped
from bench.generated import STACK, image_names
from bench.own_program import declare_with_outputs, declare_with_plain_arguments
from sandbox.project import Project


class Program(StrEnum):
    """What is deployed."""

    PROJECT = "this project"
    FLAT = "flat"
    WRAPPED = "flat, each image in a bare component"
    PLAIN_ARGUMENTS = "the component, plain arguments"
    OUTPUTS = "the component, Outputs as arguments"


class Verb(StrEnum):
    """A command of the engine."""

    UP = "up"
    PREVIEW = "preview --refresh"
    REFRESH = "refresh --preview-only"


_WRITTEN_OUT = {
    Program.FLAT: declare_flat,
    Program.WRAPPED: declare_wrapped,
    Program.PLAIN_ARGUMENTS: declare_with_plain_arguments,
    Program.OUTPUTS: declare_with_outputs,
}


@dataclass(frozen=True)
class RunRequest:
    """What to deploy; the project's own program reads the stack file in the folder."""

    folder: str
    engine_root: str | None
    provider_port: int
    images: int
    program: str
    environment: dict[str, str]
    verb: str = Verb.UP


@dataclass(frozen=True)
class RunResult:
    """The time of a run, and the number of resources by their change."""

    seconds: float
    changes: dict[str, int]


def run(request: RunRequest) -> RunResult:
    """Run the verb; its time starts when the stack exists already."""
    project = Project(Path(request.folder), automation.PulumiCommand(root=request.engine_root), request.provider_port)
    written_out = _WRITTEN_OUT.get(Program(request.program))
    program = partial(written_out, image_names(request.images)) if written_out else None
    stack = project.stack(STACK, request.environment, program)
    began = time.perf_counter()
    changes = _changes(stack, Verb(request.verb))
    seconds = time.perf_counter() - began
    return RunResult(seconds, {str(getattr(kind, "value", kind)): count for kind, count in changes.items()})


def _changes(stack: automation.Stack, verb: Verb) -> Mapping[Any, int]:
    match verb:
        case Verb.UP:
            return stack.up().summary.resource_changes or {}
        case Verb.PREVIEW:
            return stack.preview(refresh=True, expect_no_changes=True).change_summary
        case Verb.REFRESH:
            return stack.preview_refresh(expect_no_changes=True).change_summary


if __name__ == "__main__":
    print(json.dumps(asdict(run(RunRequest(**json.loads(sys.argv[1]))))))
