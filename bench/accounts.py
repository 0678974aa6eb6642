"""A sweep of a hundred accounts, each by a role of its own: `union-ecr drift --role-name` and bare boto3."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from bench.drift import DELAY, Measurement, SimulatedAws, peak, simulated_aws
from bench.generated import account_stack_file
from bench.report import Table, alternating, spread, verdict
from bench.terminal import seconds_until_shown
from bench.workbench import UNION_ECR, Workbench

RUNS = 3
ACCOUNTS, IMAGES = 100, 100
ROLE = "union-ecr-drift"
SLOWER, MEMORY, FIRST_FINDING = 1.2, 250e6, 2.0
_FIRST_ACCOUNT = 200000000000


def measure(workbench: Workbench) -> Table:
    """Measure both in turns, and the time until the first finding is on the terminal."""
    accounts = {f"team{number:03}": str(_FIRST_ACCOUNT + number) for number in range(ACCOUNTS)}
    deployed = {team: account_stack_file(IMAGES, team, account) for team, account in accounts.items()}
    stacks = _drifted_stacks(workbench, accounts)
    drift = [UNION_ECR, "drift", "--stacks-dir", str(stacks), "--role-name", ROLE, "--fail-on", "critical"]
    bare = [sys.executable, "-m", "bench.bare_boto3_accounts", ROLE, *accounts.values()]
    with simulated_aws(workbench, deployed) as simulated:
        simulated.timed(drift)  # compiles what is not compiled yet
        ours, theirs = alternating(RUNS, lambda: simulated.timed(drift), lambda: simulated.timed(bare))
        firsts = [_first_finding(simulated, drift) for _ in range(RUNS)]
    return _table(ours, theirs, firsts)


def _drifted_stacks(workbench: Workbench, accounts: Mapping[str, str]) -> Path:
    """Stack files that differ from what lives, so that every account has findings."""
    folder = Path(mkdtemp(prefix="drifted-", dir=workbench.folder))
    for team, account in accounts.items():
        (folder / f"Pulumi.{team}.yaml").write_text(account_stack_file(IMAGES, team, account, drifted=True))
    return folder


def _first_finding(simulated: SimulatedAws, command: list[str]) -> float:
    simulated.workbench.progress.tick("first finding")
    return seconds_until_shown(command, b"scanOnPush", os.environ | simulated.aws.environment())


def _table(ours: list[Measurement], theirs: list[Measurement], firsts: list[float]) -> Table:
    ratio = median(run.seconds for run in ours) / median(run.seconds for run in theirs)
    most, first = max(run.peak_bytes or 0 for run in ours), median(firsts)
    each = ", ".join(f"{count:,} {call}" for call, count in sorted(ours[0].calls.items()))
    return Table(
        title=f"A sweep of {ACCOUNTS} accounts with {IMAGES} repositories each, every call {DELAY * 1000:.0f} ms",
        aim=f"at most {SLOWER:g} times bare boto3 with as many calls at a time, {MEMORY / 1e6:.0f} MB, and the first "
        f"finding on a terminal within {FIRST_FINDING:g} s",
        columns=("tool", "calls", "median (range)", "ours to theirs", "peak memory", "first finding"),
        rows=[
            (
                f"`union-ecr drift --role-name {ROLE}`",
                f"{sum(ours[0].calls.values()):,}",
                spread([run.seconds for run in ours]),
                f"{ratio:.3f}: {verdict(ratio, SLOWER)}",
                f"{peak(ours)}: {verdict(most, MEMORY)}",
                f"{first:.2f} s: {verdict(first, FIRST_FINDING)}",
            ),
            (
                "bare boto3, 32 threads, compares nothing",
                f"{sum(theirs[0].calls.values()):,}",
                spread([run.seconds for run in theirs]),
                "1",
                peak(theirs),
                "",
            ),
        ],
        notes=f"{RUNS} runs of each, in turns, as whole processes, from the reading of {ACCOUNTS} stack files to the "
        f"report. Our calls: {each}. Every account has one finding. The first finding is timed from the start of the "
        "process until it is on the terminal.",
    )
