"""Whole `make` commands, when everything they fetch is there already."""

from collections.abc import Sequence
from statistics import median

from bench.report import Table, spread, verdict
from bench.workbench import Workbench

TRY_RUNS, TRY_AIM = 5, 30.0
TEST_RUNS = 3
TEST_AIMS = {"make quick": 60.0, "make test": 360.0}
_VARIABLES_OF_MAKE = {"MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "GNUMAKEFLAGS"}


def measure_try(workbench: Workbench) -> Table:
    """Measure `make try`."""
    _run(workbench, "make try")  # fetches what is missing
    seconds = [_run(workbench, "make try") for _ in range(TRY_RUNS)]
    return Table(
        title="`make try`, warm",
        aim=f"under {TRY_AIM:g} s for the whole command",
        columns=("command", "median (range)", "aim"),
        rows=(_row("make try", seconds, TRY_AIM),),
        notes=f"{TRY_RUNS} runs; one run before is not counted.",
    )


def measure_tests(workbench: Workbench) -> Table:
    """Measure `make quick` and `make test`; a failing test fails the measurement."""
    _run(workbench, "make quick")  # fetches what is missing
    return Table(
        title="The tests",
        aim="`make quick` within 60 s and `make test` within 6 minutes on two idle cores, with the engine there",
        columns=("command", "wall time, median (range)", "aim"),
        rows=[
            _row(command, [_run(workbench, command) for _ in range(TEST_RUNS)], aim)
            for command, aim in TEST_AIMS.items()
        ],
        notes=f"{TEST_RUNS} runs of each; one run of `make quick` before is not counted.",
    )


def _row(command: str, seconds: Sequence[float], aim: float) -> tuple[str, str, str]:
    return f"`{command}`", spread(seconds), f"{aim:g} s: {verdict(median(seconds), aim)}"


def _run(workbench: Workbench, command: str) -> float:
    """Run a command in the user's own environment, where its engine is; return its seconds."""
    workbench.progress.tick(command)
    users = workbench.users_environment
    environment = {name: value for name, value in users.items() if name not in _VARIABLES_OF_MAKE}
    return workbench.timed(command.split(), environment).seconds
