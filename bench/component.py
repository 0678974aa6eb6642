"""What the component costs: `pulumi up` through it against the same AWS resources written out flat."""

from collections.abc import Mapping
from functools import partial
from statistics import median

from bench.deployer import WITH_CHECKPOINTS, WITHOUT_CHECKPOINTS, Deployer, deployer
from bench.engine_run import Program, RunResult
from bench.report import Table, alternating, spread, verdict
from bench.workbench import MeasurementFailed, Workbench

IMAGES = 100
RUNS = 5
AIM = 1.15
# Each is compared with the flat program under the same checkpoints, which stands before it.
_SIDES = (
    (Program.FLAT, WITH_CHECKPOINTS),
    (Program.WRAPPED, WITH_CHECKPOINTS),
    (Program.PROJECT, WITH_CHECKPOINTS),
    (Program.FLAT, WITHOUT_CHECKPOINTS),
    (Program.PROJECT, WITHOUT_CHECKPOINTS),
)


def measure(workbench: Workbench) -> Table:
    """Deploy all of them from nothing, in turns."""
    with deployer(workbench) as running:
        _require_same_resources(running)
        results = alternating(RUNS, *(partial(_create, running, *side) for side in _SIDES))
    return Table(
        title=f"The component against a flat program: up of {IMAGES} images from nothing",
        aim=f"this project at most {AIM} times the flat program, as the engine runs by default",
        columns=("program", "checkpoints", "resources in the state", "up, median (range)", "ratio to flat", "aim"),
        rows=_rows([(*side, result) for side, result in zip(_SIDES, results, strict=True)]),
        notes=f"{RUNS} runs of each, in turns, each from an empty state and an empty AWS, the program in a process of "
        "its own. All make the same AWS resources, which is checked before. This project's stack has one more "
        "resource an image in its state, the component itself, which the flat program has not; the flat program with "
        "a bare component around each image shows what of that is the engine's own. This project also reads and "
        "validates the stack file, asks AWS for the account and exports outputs.",
    )


def _rows(sides: list[tuple[Program, Mapping[str, str], list[RunResult]]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    flat = 1.0
    for program, environment, runs in sides:
        seconds = [run.seconds for run in runs]
        if program is Program.FLAT:
            flat = median(seconds)
        ratio = median(seconds) / flat
        judged = program is Program.PROJECT and environment is WITH_CHECKPOINTS
        rows.append(
            (
                program.value,
                "skipped" if environment else "written",
                str(runs[0].changes["create"]),
                spread(seconds),
                f"{ratio:.2f}",
                verdict(ratio, AIM) if judged else "",
            )
        )
    return rows


def _create(running: Deployer, program: Program, environment: Mapping[str, str]) -> RunResult:
    running.workbench.progress.tick(program.value)
    with running.empty(IMAGES) as project:
        return project.create(program, environment)


def _require_same_resources(running: Deployer) -> None:
    """Deploy a few images with each, which also warms up the caches."""
    deployed = []
    for program in Program:
        with running.empty(3) as project:
            project.create(program)
            deployed.append(project.live())
    if any(live != deployed[0] for live in deployed) or len(deployed[0]) != 3:
        raise MeasurementFailed(f"the programs created different repositories: {deployed}")
