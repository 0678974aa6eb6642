"""`make try` as a whole, when everything it fetches is there already."""

from statistics import median

from bench.report import Table, spread, verdict
from bench.workbench import Workbench

RUNS = 5
AIM = 30.0


def measure(workbench: Workbench) -> Table:
    """Run it in the user's own environment, where its engine is."""
    environment = {name: value for name, value in workbench.users_environment.items() if not _of_make(name)}

    def run() -> float:
        workbench.progress.tick()
        return workbench.timed(["make", "try"], environment).seconds

    run()  # fetches what is missing
    seconds = [run() for _ in range(RUNS)]
    return Table(
        title="`make try`, warm",
        aim=f"under {AIM:g} s for the whole command",
        columns=("command", "median (range)", "aim"),
        rows=(("`make try`", spread(seconds), verdict(median(seconds), AIM)),),
        notes=f"{RUNS} runs; one run before is not counted.",
    )


def _of_make(name: str) -> bool:
    return name in {"MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS", "GNUMAKEFLAGS"}
