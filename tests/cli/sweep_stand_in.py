"""A stand-in for the sweep of AWS."""

import signal
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.reports.sample_reports import report
from tests.stacks import HEAD, IMAGES
from union_ecr.aws.account_role import AccountRole
from union_ecr.drift.findings import Found, Report
from union_ecr.ecr.registry import Registry
from union_ecr.workspace.shared_registry import SharedRegistry


class Sweep:
    """Answers with a report, and records its arguments."""

    def __init__(self) -> None:
        self.report: Report = report()
        self.stacks: Any = {}
        self.every: Any = {}
        self.registries: Mapping[Registry, SharedRegistry] = {}
        self.error: BaseException | None = None
        self.ctrl_c = False
        self.today = ""
        self.role: AccountRole | None = None

    def __call__(
        self,
        stacks: Any,
        every: Any,
        registries: Mapping[Registry, SharedRegistry],
        progress: Callable[[int, int], None],
        *,
        today: str,
        role: AccountRole | None,
        on_found: Callable[[Sequence[Found]], None],
    ) -> Report:
        self.today, self.role = today, role
        on_found(self.report.findings)
        self.stacks, self.every, self.registries = stacks, every, registries
        progress(1, 1)
        if self.ctrl_c:
            signal.raise_signal(signal.SIGINT)
        if self.error:
            raise self.error
        return self.report


@pytest.fixture
def sweep(monkeypatch: pytest.MonkeyPatch, stacks_dir: Path) -> Sweep:
    """Stands in for AWS; there is a stack `team`."""
    made_up = Sweep()
    monkeypatch.setattr("union_ecr.cli.drift.sweep", made_up)
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + IMAGES)
    return made_up
