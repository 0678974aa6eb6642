"""The bootstrap of an account with thirty stacks, from an empty AWS, and again when nothing changed."""

import json
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from pulumi import automation

from bench.report import Table, spread, verdict
from bench.workbench import MeasurementFailed, Workbench
from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws, emulated_aws
from sandbox.environment import pulumi_command
from sandbox.project import BOOTSTRAP, Project
from sandbox.provider.server import stand_in_provider

RUNS = 3
STACKS, IMAGES = 30, 20
SECONDS = 60.0
_NAME = "acme"
_REGION = "us-east-1"


def measure(workbench: Workbench) -> Table:
    """Measure both, each run from an empty AWS and an empty state."""
    with emulated_aws() as aws, stand_in_provider(aws.environment()) as port:
        runs = [_run(workbench, aws, port, number) for number in range(RUNS)]
    created, again, roles = ([run[part] for run in runs] for part in range(3))
    return Table(
        title=f"The bootstrap of an account: {STACKS} stacks of {IMAGES} images",
        aim=f"from nothing in at most {SECONDS:g} s",
        columns=("up", "roles", "median (range)", "aim"),
        rows=[
            ("from nothing", f"{roles[0]:.0f}", spread(created), f"{SECONDS:g} s: {verdict(median(created), SECONDS)}"),
            ("nothing changed", f"{roles[0]:.0f}", spread(again), ""),
        ],
        notes=f"{RUNS} runs. Each makes the identity provider, the state's bucket, and three roles for each stack.",
    )


def _run(workbench: Workbench, aws: EmulatedAws, port: int, number: int) -> tuple[float, float, float]:
    """The seconds of the first up and of the next one, and how many roles there are then."""
    aws.reset()
    folder = workbench.folder / f"bootstrap-{number}"
    _write(folder)
    command = pulumi_command(workbench.engine)
    project = Project(folder / "bootstrap", command, port, stack_files=folder / "none", source=BOOTSTRAP)
    stack = project.stack(_NAME)
    seconds = [_timed_up(workbench, stack, expected) for expected in ("create", "same")]
    pages = aws.client("iam").get_paginator("list_roles").paginate()
    roles = sum(len(page["Roles"]) for page in pages)
    shutil.rmtree(folder)
    if roles != 3 * STACKS:
        raise MeasurementFailed(f"the bootstrap made {roles} roles for {STACKS} stacks")
    return seconds[0], seconds[1], float(roles)


def _timed_up(workbench: Workbench, stack: automation.Stack, expected: str) -> float:
    workbench.progress.tick(expected)
    began = time.perf_counter()
    changes = stack.up().summary.resource_changes or {}
    if set(changes) != {expected}:
        raise MeasurementFailed(f"the bootstrap should {expected}, and did: {changes}")
    return time.perf_counter() - began


def _write(folder: Path) -> None:
    """The files of the account and of its teams."""
    bootstrap = {
        "account": DEFAULT_ACCOUNT,
        "github": {"repository": "acme/registries", "ownerId": "123456", "repositoryId": "456789"},
        "stateBucket": {"bucket": "acme-union-ecr-state"},
    }
    files = {folder / "bootstrap" / "stacks" / f"Pulumi.{_NAME}.yaml": _config("bootstrap", bootstrap)}
    for number in range(STACKS):
        images: dict[str, object] = {f"team-{number:02}/image-{image:02}": {} for image in range(IMAGES)}
        stack = {"account": DEFAULT_ACCOUNT, "images": images}
        files[folder / "stacks" / f"Pulumi.team-{number:02}.yaml"] = _config("union-ecr", stack)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def _config(namespace: str, settings: Mapping[str, object]) -> str:
    named = {f"{namespace}:{key}": value for key, value in settings.items()}
    return json.dumps({"config": {"aws:region": _REGION, **named}})
