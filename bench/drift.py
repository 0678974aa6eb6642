"""What a look for drift costs: `union-ecr drift`, bare boto3, the engine and Cloud Custodian, every call 50 ms late."""

import json
import os
import sys
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from bench.cloud import WITHOUT_CHECKPOINTS, EmptyProject, cloud
from bench.generated import REGION, STACK, tagged_stack_file
from bench.one_up import Verb
from bench.report import Table, alternating, spread, verdict
from bench.stand_in_ecr import StandIn, stand_in_ecr
from bench.workbench import Timed, Workbench
from sandbox.provider.server import stand_in_provider

DELAY = 0.05
IMAGES = 1000
RUNS, SLOW_RUNS = 5, 3
BARE = "bare boto3, 32 threads, compares nothing"
# What `union-ecr drift` may take of the others' time.
AIMS: Mapping[str, float] = {BARE: 1.2, Verb.PREVIEW: 1 / 5, "Cloud Custodian": 1 / 30}
_CUSTODIAN = {
    "policies": [
        {"name": one["type"], "resource": "aws.ecr", "filters": [one]}
        for one in ({"type": "lifecycle-rule", "state": False}, {"type": "cross-account", "whitelist": []})
    ]
}


@dataclass(frozen=True)
class Look:
    """One look at a registry: its seconds, its peak memory where it was a process of its own, its calls by name."""

    seconds: float
    peak_bytes: int | None
    calls: Mapping[str, int]


@dataclass(frozen=True)
class SimulatedAws:
    """An AWS in which everything that a folder's stack files declare lives, and those who look at it."""

    workbench: Workbench
    aws: StandIn
    stacks: Path

    def drift(self) -> Look:
        """Ours; it finds nothing, or this fails."""
        script = Path(sysconfig.get_path("scripts"), "union-ecr")
        return self._timed([str(script), "drift", "--stacks-dir", str(self.stacks)])

    def bare(self) -> Look:
        """The same answers and nothing else."""
        return self._timed([sys.executable, "-m", "bench.bare_boto3"])

    def custodian(self) -> Look:
        """Which repositories lack a lifecycle rule, which let other accounts in."""
        folder = self.workbench.folder
        (folder / "custodian.json").write_text(json.dumps(_CUSTODIAN))
        command = [sys.executable, "-m", "c7n.cli", "run", "--region", REGION, "--cache-period", "0"]
        return self._timed([*command, "-s", str(folder / "custodian"), str(folder / "custodian.json")])

    def engine(self, project: EmptyProject, provider_port: int, verb: Verb) -> Look:
        """The engine's own; the clock runs from the start of the verb."""
        self.workbench.progress.tick(verb)
        self.aws.calls()
        return Look(project.look(verb, provider_port).seconds, None, self.aws.calls())

    def _timed(self, command: list[str]) -> Look:
        self.workbench.progress.tick(" ".join(command[:3]))
        self.aws.calls()
        timed: Timed = self.workbench.timed(command, os.environ | self.aws.environment())
        return Look(timed.seconds, timed.peak_bytes, self.aws.calls())


@contextmanager
def simulated_aws(workbench: Workbench, stacks: Mapping[str, str]) -> Iterator[SimulatedAws]:
    """Run one while the block lasts; `stacks` are stack files by the names of the stacks."""
    folder = Path(mkdtemp(prefix="sky-", dir=workbench.folder))
    for name, text in stacks.items():
        (folder / f"Pulumi.{name}.yaml").write_text(text)
    with stand_in_ecr(folder, DELAY) as aws:
        yield SimulatedAws(workbench, aws, folder)


def measure(workbench: Workbench) -> Table:
    """The fast ones in turns, then the slow ones in turns with ours once more."""
    with ExitStack() as stack:
        running = stack.enter_context(cloud(workbench))
        project = stack.enter_context(running.empty(IMAGES, tagged_stack_file))
        workbench.progress.tick(f"deploying {IMAGES} images")
        project.create(environment=WITHOUT_CHECKPOINTS)
        above = stack.enter_context(simulated_aws(workbench, {STACK: tagged_stack_file(IMAGES)}))
        port = stack.enter_context(stand_in_provider(above.aws.environment()))
        above.drift(), above.bare()  # compiles what is not compiled yet
        ours, bare = alternating(RUNS, above.drift, above.bare)
        looks: dict[str, Callable[[], Look]] = {
            Verb.PREVIEW: partial(above.engine, project, port, Verb.PREVIEW),
            Verb.REFRESH: partial(above.engine, project, port, Verb.REFRESH),
            "Cloud Custodian": above.custodian,
        }
        slow = dict(zip(looks, alternating(SLOW_RUNS, *looks.values()), strict=True))
    return _table(ours, {BARE: bare, **slow})


def _table(ours: list[Look], others: Mapping[str, list[Look]]) -> Table:
    mine = _seconds(ours)
    rows = [("`union-ecr drift`", *_cells(ours), "1.00", "")]
    for name, looks in others.items():
        ratio = mine / _seconds(looks)
        aim = AIMS.get(name)
        judged = f"ours at most {aim:.3g}: {verdict(ratio, aim)}" if aim else ""
        rows.append((_named(name), *_cells(looks), f"{ratio:.3f}", judged))
    each = ", ".join(f"{count:,} {call}" for call, count in sorted(ours[0].calls.items()))
    return Table(
        title=f"A look for drift: {IMAGES:,} repositories, every call {DELAY * 1000:.0f} ms",
        aim="at most 1.2 times bare boto3, a fifth of the engine's preview, a thirtieth of Custodian; two calls a "
        "repository, pages and a constant",
        columns=("who looks", "calls", "median (range)", "peak memory", "ours to theirs", "aim"),
        rows=rows,
        notes=f"{RUNS} runs of each of the first two and {SLOW_RUNS} of each of the others, in turns, as whole "
        "processes, of the engine the verb alone. About two thirds of the images are at their defaults; each has a "
        f"repository policy, a lifecycle policy and a tag. Our calls: {each}. Custodian looks for repositories "
        "without a lifecycle rule and for cross-account access, a policy each. AWS is a stand-in that answers "
        "thousands of calls a second, each late by so much: the emulated AWS of the tests would be what is measured.",
    )


def _named(look: str) -> str:
    return f"`pulumi {look}`" if look in set(Verb) else look


def _cells(looks: list[Look]) -> tuple[str, str, str]:
    calls = {sum(look.calls.values()) for look in looks}
    told = f"{min(calls):,}" if len(calls) == 1 else f"{min(calls):,} to {max(calls):,}"
    return told, spread([look.seconds for look in looks]), peak(looks)


def peak(looks: list[Look]) -> str:
    """The most memory of all runs, where it is known."""
    known = [look.peak_bytes for look in looks if look.peak_bytes]
    return f"{max(known) / 1e6:.0f} MB" if known else ""


def _seconds(looks: list[Look]) -> float:
    return median(look.seconds for look in looks)
