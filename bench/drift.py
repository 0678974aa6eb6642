"""The time of drift detection: `union-ecr drift`, bare boto3, the engine and Cloud Custodian, each call 50 ms late."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from bench.deployer import WITHOUT_CHECKPOINTS, EmptyProject, deployer
from bench.engine_run import Verb
from bench.generated import REGION, STACK, tagged_stack_file
from bench.report import Table, alternating, spread, verdict
from bench.stand_in_ecr import StandInEcr, stand_in_ecr
from bench.workbench import UNION_ECR, Timed, Workbench
from sandbox.provider.server import stand_in_provider

DELAY = 0.05
IMAGES = 1000
RUNS, SLOW_RUNS = 5, 3
BARE = "bare boto3, 32 threads, compares nothing"
# What `union-ecr drift` may take of the others' time.
AIMS: Mapping[str, float] = {BARE: 1.2, Verb.PREVIEW: 1 / 5, "Cloud Custodian": 1 / 30}
_CUSTODIAN = {
    "policies": [
        {"name": rule["type"], "resource": "aws.ecr", "filters": [rule]}
        for rule in ({"type": "lifecycle-rule", "state": False}, {"type": "cross-account", "whitelist": []})
    ]
}


@dataclass(frozen=True)
class Measurement:
    """A run of drift detection: seconds, peak memory of its process if it has one, calls by name."""

    seconds: float
    peak_bytes: int | None
    calls: Mapping[str, int]


@dataclass(frozen=True)
class SimulatedAws:
    """An AWS in which everything that a folder's stack files declare lives, and the tools that look for drift in it."""

    workbench: Workbench
    aws: StandInEcr
    stacks: Path

    def drift(self) -> Measurement:
        """Measure `union-ecr drift`; it must find nothing."""
        return self.timed([UNION_ECR, "drift", "--stacks-dir", str(self.stacks)])

    def bare(self) -> Measurement:
        """Measure the same calls without any comparison."""
        return self.timed([sys.executable, "-m", "bench.bare_boto3"])

    def custodian(self) -> Measurement:
        """Measure Custodian: repositories without a lifecycle rule, and those with cross-account access."""
        folder = self.workbench.folder
        (folder / "custodian.json").write_text(json.dumps(_CUSTODIAN))
        command = [sys.executable, "-m", "c7n.cli", "run", "--region", REGION, "--cache-period", "0"]
        return self.timed([*command, "-s", str(folder / "custodian"), str(folder / "custodian.json")])

    def engine(self, project: EmptyProject, provider_port: int, verb: Verb) -> Measurement:
        """Measure the engine, from the start of the verb."""
        self.workbench.progress.tick(verb)
        self.aws.calls()
        return Measurement(project.find_no_changes(verb, provider_port).seconds, None, self.aws.calls())

    def timed(self, command: list[str]) -> Measurement:
        """Measure a command as a whole process, and count its calls."""
        self.workbench.progress.tick(" ".join(command[:3]))
        self.aws.calls()
        timed: Timed = self.workbench.timed(command, os.environ | self.aws.environment())
        return Measurement(timed.seconds, timed.peak_bytes, self.aws.calls())


@contextmanager
def simulated_aws(workbench: Workbench, stacks: Mapping[str, str]) -> Iterator[SimulatedAws]:
    """Run one while the block lasts; `stacks` has the stack files by the names of the stacks."""
    folder = Path(mkdtemp(prefix="simulated-", dir=workbench.folder))
    for name, text in stacks.items():
        (folder / f"Pulumi.{name}.yaml").write_text(text)
    with stand_in_ecr(folder, DELAY) as aws:
        yield SimulatedAws(workbench, aws, folder)


def measure(workbench: Workbench) -> Table:
    """Measure the two fast tools in turns, then the slow ones in turns."""
    with ExitStack() as stack:
        running = stack.enter_context(deployer(workbench))
        project = stack.enter_context(running.empty(IMAGES, tagged_stack_file))
        workbench.progress.tick(f"deploying {IMAGES} images")
        project.create(environment=WITHOUT_CHECKPOINTS)
        simulated = stack.enter_context(simulated_aws(workbench, {STACK: tagged_stack_file(IMAGES)}))
        port = stack.enter_context(stand_in_provider(simulated.aws.environment()))
        simulated.drift(), simulated.bare()  # compiles what is not compiled yet
        ours, bare = alternating(RUNS, simulated.drift, simulated.bare)
        slow_runs: dict[str, Callable[[], Measurement]] = {
            Verb.PREVIEW: partial(simulated.engine, project, port, Verb.PREVIEW),
            Verb.REFRESH: partial(simulated.engine, project, port, Verb.REFRESH),
            "Cloud Custodian": simulated.custodian,
        }
        slow = dict(zip(slow_runs, alternating(SLOW_RUNS, *slow_runs.values()), strict=True))
    return _table(ours, {BARE: bare, **slow})


def _table(ours: list[Measurement], others: Mapping[str, list[Measurement]]) -> Table:
    mine = _seconds(ours)
    rows = [("`union-ecr drift`", *_cells(ours), "1.00", "")]
    for name, runs in others.items():
        ratio = mine / _seconds(runs)
        aim = AIMS.get(name)
        judged = f"ours at most {aim:.3g}: {verdict(ratio, aim)}" if aim else ""
        rows.append((_named(name), *_cells(runs), f"{ratio:.3f}", judged))
    each = ", ".join(f"{count:,} {call}" for call, count in sorted(ours[0].calls.items()))
    return Table(
        title=f"Drift detection: {IMAGES:,} repositories, every call {DELAY * 1000:.0f} ms",
        aim="at most 1.2 times bare boto3, a fifth of the engine's preview, a thirtieth of Custodian; two calls a "
        "repository, pages and a constant",
        columns=("tool", "calls", "median (range)", "peak memory", "ours to theirs", "aim"),
        rows=rows,
        notes=f"{RUNS} runs of each of the first two and {SLOW_RUNS} of each of the others, in turns, as whole "
        "processes, of the engine the verb alone. About two thirds of the images are at their defaults; each has a "
        f"repository policy, a lifecycle policy and a tag. Our calls: {each}. Custodian looks for repositories "
        "without a lifecycle rule and for cross-account access, a policy each. AWS is a stand-in that answers "
        "thousands of calls a second, each after that delay; the emulated AWS of the tests would be too slow.",
    )


def _named(tool: str) -> str:
    return f"`pulumi {tool}`" if tool in set(Verb) else tool


def _cells(runs: list[Measurement]) -> tuple[str, str, str]:
    totals = {sum(run.calls.values()) for run in runs}
    calls = f"{min(totals):,}" if len(totals) == 1 else f"{min(totals):,} to {max(totals):,}"
    return calls, spread([run.seconds for run in runs]), peak(runs)


def peak(runs: list[Measurement]) -> str:
    """The most memory of all runs, where it is known."""
    known = [run.peak_bytes for run in runs if run.peak_bytes]
    return f"{max(known) / 1e6:.0f} MB" if known else ""


def _seconds(runs: list[Measurement]) -> float:
    return median(run.seconds for run in runs)
