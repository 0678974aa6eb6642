"""`union-ecr check`: 2,000 files, how time grows with their number, and the time until a terminal shows progress."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

from bench.report import Table, alternating, spread, verdict
from bench.terminal import seconds_until_shown
from bench.workbench import UNION_ECR, Timed, Workbench

RUNS = 3
FILES = (500, 1000, 2000)
SECONDS, MEMORY, FIRST_LINE, SLOWER = 3.0, 300e6, 1.0, 4.8
COMMAND = [UNION_ECR, "check", "workflows", "--stacks-dir", "stacks"]
HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
STACK = """config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:images: {trainer: {}, tools: {}}
"""
SHARED = """ACCOUNT = "123456789012"
HOST = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"
COMMON = {"registry": HOST}
"""
# A third each: flytekit with an image from a shared module, flyte 2 with one from the environment, and no image.
HEADS = (
    "from flytekit import ImageSpec, task\nfrom shared import COMMON\n\nimage = ImageSpec(name='trainer', **COMMON)\n",
    "import os\n\nimport flyte\n\nimage = flyte.Image.from_debian_base(\n"
    f"    name='tools', registry=os.environ.get('REGISTRY', '{HOST}')\n)"
    ".with_pip_packages('numpy')\ntask = flyte.task\n",
    "import numpy as np\n\n\ndef task(**options):\n    return lambda function: function\n",
)
STEP = """

@task(retries={number})
def step{number}(count: int, kind: str = "sum") -> int:
    values = [count * {number} for _ in range(count)]
    if kind == "sum":
        return sum(values)
    return len(values)
"""


def measure(workbench: Workbench) -> Table:
    """Run all numbers of files in turns."""
    folders = {count: _workflows(workbench.folder / f"workflows-{count}", count) for count in FILES}
    runs: list[Callable[[], Timed]] = [partial(_run, workbench, folder) for folder in folders.values()]
    alternating(1, *runs)  # the first run compiles and fills the disk cache
    results = alternating(RUNS, *runs)
    first_line = median(_first_line(folders[FILES[-1]]) for _ in range(RUNS))
    seconds = [median(run.seconds for run in timed) for timed in results]
    ratio = seconds[-1] / seconds[0]
    rows = []
    for count, timed in zip(FILES, results, strict=True):
        most = max(run.peak_bytes for run in timed)
        last = count == FILES[-1]
        time_cell = f"{SECONDS:g} s: {verdict(seconds[-1], SECONDS)}" if last else ""
        memory = f"{most / 1e6:.0f} MB" + (f": {verdict(most, MEMORY)}" if last else "")
        rows.append((f"{count:,}", spread([run.seconds for run in timed]), time_cell, memory))
    return Table(
        title="A check of workflows",
        aim=f"{FILES[-1]:,} files in at most {SECONDS:g} s and {MEMORY / 1e6:.0f} MB, four times the files in at most "
        f"{SLOWER:g} times the time, the first line of progress in under {FIRST_LINE:g} s",
        columns=("files", "median (range)", "aim", "peak memory"),
        rows=rows,
        notes=f"{RUNS} runs of each, in turns, as whole processes. A third of the files each: flytekit with an image "
        "from a shared module, flyte 2 with one from the environment, no image; 15 tasks in each, 4 kB. "
        f"Four times the files take {ratio:.1f} times the time: {verdict(ratio, SLOWER)}. "
        "The first line of progress on a terminal comes "
        f"after {first_line:.2f} s: {verdict(first_line, FIRST_LINE)}.",
    )


def _workflows(folder: Path, count: int) -> Path:
    stacks = folder / "stacks"
    stacks.mkdir(parents=True)
    (stacks / "Pulumi.team.yaml").write_text(STACK)
    workflows = folder / "workflows"
    for number in range(count):
        team = workflows / f"team{number % 40}"
        team.mkdir(parents=True, exist_ok=True)
        if number < 40:
            (team / "shared.py").write_text(SHARED)
            continue
        steps = "".join(STEP.format(number=step) for step in range(15))
        (team / f"workflow{number}.py").write_text(HEADS[number % 3] + steps)
    return folder


def _run(workbench: Workbench, folder: Path) -> Timed:
    workbench.progress.tick(folder.name)
    return workbench.timed(COMMAND, cwd=folder)


def _first_line(folder: Path) -> float:
    return seconds_until_shown(COMMAND, b"reading the workflows", cwd=folder)
