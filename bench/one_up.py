"""One `pulumi up` or preview in a process of its own, as the engine's language host would run the program.

`python -m bench.one_up ORDER`: the order is a JSON object, and so is the answer, the last line printed.
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
from sandbox.project import Project


class Program(StrEnum):
    """What is deployed."""

    PROJECT = "this project"
    FLAT = "flat"
    WRAPPED = "flat, each image in a bare component"


class Verb(StrEnum):
    """What the engine is asked for."""

    UP = "up"
    PREVIEW = "preview --refresh"
    REFRESH = "refresh --preview-only"


_WRITTEN_OUT = {Program.FLAT: declare_flat, Program.WRAPPED: declare_wrapped}


@dataclass(frozen=True)
class Order:
    """What to deploy where; the project's own program reads the stack file in the folder."""

    folder: str
    engine_root: str | None
    provider_port: int
    images: int
    program: str
    environment: dict[str, str]
    verb: str = Verb.UP


@dataclass(frozen=True)
class Deployed:
    """How long it took, and how many resources had which change."""

    seconds: float
    changes: dict[str, int]


def deploy(order: Order) -> Deployed:
    """Deploy, or look; the clock runs from the start of the verb, when the stack exists already."""
    project = Project(Path(order.folder), automation.PulumiCommand(root=order.engine_root), order.provider_port)
    written_out = _WRITTEN_OUT.get(Program(order.program))
    program = partial(written_out, image_names(order.images)) if written_out else None
    stack = project.stack(STACK, order.environment, program)
    began = time.perf_counter()
    changes = _changes(stack, Verb(order.verb))
    seconds = time.perf_counter() - began
    return Deployed(seconds, {str(getattr(kind, "value", kind)): count for kind, count in changes.items()})


def _changes(stack: automation.Stack, verb: Verb) -> Mapping[Any, int]:
    match verb:
        case Verb.UP:
            return stack.up().summary.resource_changes or {}
        case Verb.PREVIEW:
            return stack.preview(refresh=True, expect_no_changes=True).change_summary
        case Verb.REFRESH:
            return stack.preview_refresh(expect_no_changes=True).change_summary


if __name__ == "__main__":
    print(json.dumps(asdict(deploy(Order(**json.loads(sys.argv[1]))))))
