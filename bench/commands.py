"""The command line: time and memory of whole processes of the installed `union-ecr`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from bench.generated import mixed_stack_file
from bench.report import Table, alternating, spread, verdict
from bench.workbench import UNION_ECR, Timed, Workbench

RUNS = 7
IMAGES = 1000
STACKS = 50


@dataclass(frozen=True)
class Command:
    """A command line and the seconds it may take."""

    label: str
    arguments: tuple[str, ...]
    aim: float


def measure(workbench: Workbench) -> Table:
    """Run all commands in turns."""
    commands = _commands(workbench.folder)
    runs: list[Callable[[], Timed]] = [partial(_run, workbench, command) for command in commands]
    alternating(1, *runs)  # the first run compiles and fills the disk cache
    results = alternating(RUNS, *runs)
    return Table(
        title="The command line",
        aim="under 0.4 s for the help, under 1 s for every other one",
        columns=("command", "median (range)", "peak memory", "aim"),
        rows=[
            (
                command.label,
                spread([run.seconds for run in timed]),
                f"{median(run.peak_bytes for run in timed) / 1e6:.0f} MB",
                f"{command.aim:g} s: {verdict(median(run.seconds for run in timed), command.aim)}",
            )
            for command, timed in zip(commands, results, strict=True)
        ],
        notes=f"{RUNS} runs of each, in turns, as whole processes, output into a file; one run before is not counted. "
        f"About a third of the images of the {IMAGES:,}-image stack have settings of their own; the {STACKS} stacks "
        f"have {IMAGES // STACKS} images each.",
    )


def _run(workbench: Workbench, command: Command) -> Timed:
    workbench.progress.tick(command.label)
    return workbench.timed([UNION_ECR, *command.arguments], cwd=workbench.folder)


def _commands(folder: Path) -> tuple[Command, ...]:
    one, many = folder / "one", folder / "many"
    for place in (one, many):
        place.mkdir()
    (one / "Pulumi.large.yaml").write_text(mixed_stack_file(IMAGES))
    for number in range(STACKS):
        team = f"team{number:02}"
        (many / f"Pulumi.{team}.yaml").write_text(mixed_stack_file(IMAGES // STACKS, team))
    in_one, in_many = ("--stacks-dir", str(one)), ("--stacks-dir", str(many))
    return (
        Command("`union-ecr --help`", ("--help",), 0.4),
        Command(f"`render --json`, {IMAGES:,} images", ("render", "--json", *in_one), 1.0),
        Command(f"`render`, {IMAGES:,} images", ("render", *in_one), 1.0),
        Command(f"`stacks`, {STACKS} stack files", ("stacks", *in_many), 1.0),
    )
