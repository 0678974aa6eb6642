"""How `pulumi up` grows with the number of images in a stack, with checkpoints and without."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from statistics import median

from bench.deployer import WITH_CHECKPOINTS, WITHOUT_CHECKPOINTS, Deployer, deployer
from bench.report import Table, alternating
from bench.workbench import Workbench

# Images to runs: the largest takes minutes.
RUNS: Mapping[int, int] = {30: 5, 100: 5, 300: 3}


@dataclass(frozen=True)
class Growth:
    """Seconds of the first `up` and of one that changes nothing."""

    first: float
    again: float
    resources: int


def measure(workbench: Workbench) -> Table:
    """Both ways in turns, size by size."""
    rows = []
    with deployer(workbench) as running, running.empty(3) as project:
        project.create()  # compiles what is not compiled yet
    with deployer(workbench) as running:
        for images, runs in RUNS.items():
            ways = (WITH_CHECKPOINTS, WITHOUT_CHECKPOINTS)
            results = alternating(runs, *(partial(_grow, running, images, way) for way in ways))
            for grown, checkpoints in zip(results, ("written", "skipped"), strict=True):
                rows.append((str(images), str(grown[0].resources), *_cells(images, grown), checkpoints, str(runs)))
    return Table(
        title="How `pulumi up` grows with a stack",
        aim="none; it says how large a stack should be",
        columns=("images", "resources", "up", "up, an image", "up again", "up again, an image", "checkpoints", "runs"),
        rows=rows,
        notes="Medians. `up` is from nothing, `up again` changes nothing. Skipped: with `PULUMI_EXPERIMENTAL=1 "
        "PULUMI_SKIP_CHECKPOINTS=1`; both ways take turns. The emulated AWS answers within milliseconds, so this is "
        "the engine's own time; a real AWS adds its answers, of which the engine awaits many at once.",
    )


def _grow(running: Deployer, images: int, environment: Mapping[str, str]) -> Growth:
    running.workbench.progress.tick(f"{images} images, checkpoints {'skipped' if environment else 'written'}")
    with running.empty(images) as project:
        first = project.create(environment=environment)
        again = project.change_nothing(environment)
    return Growth(first.seconds, again.seconds, first.changes["create"])


def _cells(images: int, runs: list[Growth]) -> tuple[str, str, str, str]:
    first, again = median(run.first for run in runs), median(run.again for run in runs)
    return f"{first:.1f} s", f"{first / images * 1000:.0f} ms", f"{again:.1f} s", f"{again / images * 1000:.0f} ms"
