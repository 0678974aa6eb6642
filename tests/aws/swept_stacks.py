"""Sweeps of stacks that were made in memory."""

from collections.abc import Mapping, Sequence
from typing import Any

from union_ecr.aws.registry_sweep import Stack
from union_ecr.aws.sweep import sweep
from union_ecr.aws.worker_pool import Progress
from union_ecr.drift.findings import Report
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.declared_stacks import shared_registries


def quiet(_done: int, _total: int) -> None:
    """Show no progress."""


def sweep_all(
    stacks: Mapping[str, Stack], progress: Progress = quiet, invalid: Sequence[StackFile] = (), **options: Any
) -> Report:
    """A sweep of all these stacks, which share their registries with the invalid files."""
    files = {name: stack.file for name, stack in stacks.items()} | {file.name: file for file in invalid}
    registries = shared_registries(files, {name: stack.declared for name, stack in stacks.items()})
    return sweep(stacks, stacks, registries, progress, today="2026-11-28", **options)
