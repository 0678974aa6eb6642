"""`union-ecr drift` and Ctrl-C. The sweep is a stand-in."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.reports.sample_reports import finding, report
from tests.cli.sweep_stand_in import Sweep
from tests.command_line import UnionEcr
from tests.stacks import HEAD, IMAGES
from union_ecr.drift.findings import INTERRUPTED, Unknown

PROJECT = Path(__file__).parents[2]


class TestCtrlC:
    @pytest.fixture(autouse=True)
    def _is_heeded(self) -> Iterator[None]:
        """A shell's background job ignores Ctrl-C, and so may whatever runs these tests."""
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        yield
        signal.signal(signal.SIGINT, before)

    def test_before_anything_is_known_is_incomplete_and_not_clean(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        sweep.ctrl_c = True
        ran = union_ecr("drift")
        assert ran.code == 3
        assert ran.out.endswith("INCOMPLETE: interrupted; 1 read failed\n  everything: interrupted (stack team)\n")

    def test_keeps_what_is_known_and_marks_it_incomplete(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        sweep.report = report(finding(), unknown=(Unknown("the rest", INTERRUPTED),))
        ran = union_ecr("drift")
        assert ran.code == 3
        assert "scanOnPush" in ran.out
        assert "INCOMPLETE: interrupted" in ran.out

    @pytest.mark.parametrize("error", [None, KeyboardInterrupt(), ValueError()], ids=["none", "Ctrl-C", "a defect"])
    def test_has_its_former_handler_after_the_sweep(
        self, error: BaseException | None, sweep: Sweep, union_ecr: UnionEcr
    ) -> None:
        sweep.error = error
        union_ecr("drift")
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_stays_ignored_where_it_was_ignored(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sweep.ctrl_c = True
        assert union_ecr("drift").code == 0

    def test_a_second_one_ends_the_process_at_once(self, stacks_dir: Path) -> None:
        (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + IMAGES)
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        ran = subprocess.run([sys.executable, "-c", INTERRUPTED_TWICE, "drift"], capture_output=True, env=environment)
        assert (ran.returncode, ran.stdout, ran.stderr) == (-signal.SIGINT, b"", b"interrupted\n")


INTERRUPTED_TWICE = """
import signal, sys
def sweep(*_arguments, **_options):
    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr, flush=True)
        signal.raise_signal(signal.SIGINT)
signal.signal(signal.SIGINT, signal.default_int_handler)
import union_ecr.cli.drift
union_ecr.cli.drift.sweep = sweep
from union_ecr.cli.main import main
main()
"""
