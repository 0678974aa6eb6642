"""How a sweep grows: ten times the repositories, and the time until the first line of progress."""

import os
from functools import partial
from statistics import median

from bench.drift import DELAY, Measurement, SimulatedAws, peak, simulated_aws
from bench.generated import tagged_stack_file
from bench.report import Table, alternating, spread, verdict
from bench.terminal import seconds_until_shown
from bench.workbench import UNION_ECR, Workbench

RUNS = 5
IMAGES = 1000
STACKS = 10
SLOWER, MEMORY, FIRST_LINE = 11.0, 250e6, 1.0


def measure(workbench: Workbench) -> Table:
    """Measure one stack of a thousand images and ten of them, in turns, all in one registry."""
    files = {team: tagged_stack_file(IMAGES, team) for team in (f"team{number:02}" for number in range(STACKS))}
    first_stack = dict([next(iter(files.items()))])
    with simulated_aws(workbench, first_stack) as small, simulated_aws(workbench, files) as large:
        small.drift()  # compiles what is not compiled yet
        one, ten = alternating(RUNS, small.drift, large.drift)
        lines = alternating(RUNS, partial(_first_line, small), partial(_first_line, large))
    ratio = median(run.seconds for run in ten) / median(run.seconds for run in one)
    return Table(
        title=f"How a sweep grows, every call {DELAY * 1000:.0f} ms",
        aim=f"ten times the repositories in at most {SLOWER:g} times the time and {MEMORY / 1e6:.0f} MB; "
        f"the first line of progress in under {FIRST_LINE:g} s",
        columns=("repositories", "stack files", "median (range)", "time", "peak memory", "first line of progress"),
        rows=[
            (f"{IMAGES:,}", "1", *_cells(one, "1.0", lines[0])),
            (f"{IMAGES * STACKS:,}", str(STACKS), *_cells(ten, f"{ratio:.1f}: {verdict(ratio, SLOWER)}", lines[1])),
        ],
        notes=f"{RUNS} runs of each, in turns, as whole processes. The most memory of all runs, and the median of "
        "the first lines, from the start of the process, on a terminal; it says that the stack files are being read.",
    )


def _cells(runs: list[Measurement], time_cell: str, lines: list[float]) -> tuple[str, str, str, str]:
    most = max(run.peak_bytes or 0 for run in runs)
    line = median(lines)
    return (
        spread([run.seconds for run in runs]),
        time_cell,
        f"{peak(runs)}: {verdict(most, MEMORY)}",
        f"{line:.2f} s: {verdict(line, FIRST_LINE)}",
    )


def _first_line(simulated: SimulatedAws) -> float:
    """The seconds until the terminal shows something of the sweep."""
    command = [UNION_ECR, "drift", "--stacks-dir", str(simulated.stacks)]
    return seconds_until_shown(command, b"reading the stack files", os.environ | simulated.aws.environment())
