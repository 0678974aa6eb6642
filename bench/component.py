"""What the component costs: `pulumi up` through it against the same AWS resources in a bare component."""

from collections.abc import Mapping
from functools import partial
from statistics import median

from bench.deployer import WITH_CHECKPOINTS, WITHOUT_CHECKPOINTS, Deployer, deployer
from bench.engine_run import Program, RunResult
from bench.report import Table, alternating, spread, verdict
from bench.workbench import MeasurementFailed, Workbench

IMAGES = 100
RUNS = 5
AIM = 1.05
# Each is compared with the bare component under the same checkpoints, which stands before it.
_SIDES = (
    (Program.WRAPPED, WITH_CHECKPOINTS),
    (Program.PROJECT, WITH_CHECKPOINTS),
    (Program.PLAIN_ARGUMENTS, WITH_CHECKPOINTS),
    (Program.OUTPUTS, WITH_CHECKPOINTS),
    (Program.FLAT, WITH_CHECKPOINTS),
    (Program.WRAPPED, WITHOUT_CHECKPOINTS),
    (Program.PROJECT, WITHOUT_CHECKPOINTS),
)


def measure(workbench: Workbench) -> Table:
    """Deploy all of them from nothing, in turns."""
    with deployer(workbench) as running:
        _require_same_resources(running)
        results = alternating(RUNS, *(partial(_create, running, *side) for side in _SIDES))
    return Table(
        title=f"The component against a bare one: up of {IMAGES} images from nothing",
        aim=f"this project at most {AIM} times a bare component, as the engine runs by default",
        columns=("program", "checkpoints", "resources in the state", "up, median (range)", "ratio to bare", "aim"),
        rows=_rows([(*side, result) for side, result in zip(_SIDES, results, strict=True)]),
        notes=f"{RUNS} runs of each, in turns, each from an empty state and an empty AWS, the program in a process of "
        "its own. All make the same AWS resources, which is checked before. A component is one more resource an image "
        "in the state, which a flat program without components does not have. This project also reads and validates "
        "the stack file and exports outputs; the component in a program of one's own asks AWS for the account once "
        "for each image.",
    )


def _rows(sides: list[tuple[Program, Mapping[str, str], list[RunResult]]]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    bare = 1.0
    for program, environment, runs in sides:
        seconds = [run.seconds for run in runs]
        if program is Program.WRAPPED:
            bare = median(seconds)
        ratio = median(seconds) / bare
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
