"""An emulated AWS and a provider that outlast the runs; each run gets them emptied, and a state of its own."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from json import dumps
from pathlib import Path

from bench.generated import REGION, STACK, plain_stack_file
from bench.one_up import Deployed, Order, Program, Verb
from bench.workbench import MeasurementFailed, Workbench
from sandbox.emulated_aws import EmulatedAws, emulated_aws
from sandbox.live import Record, live_repositories
from sandbox.provider.server import stand_in_provider

WITH_CHECKPOINTS: Mapping[str, str] = {}
WITHOUT_CHECKPOINTS: Mapping[str, str] = {"PULUMI_EXPERIMENTAL": "1", "PULUMI_SKIP_CHECKPOINTS": "1"}


@dataclass(frozen=True)
class Cloud:
    """Deploys stacks of a given number of images."""

    workbench: Workbench
    aws: EmulatedAws
    provider_port: int

    @contextmanager
    def empty(self, images: int, stack_file: Callable[[int], str] = plain_stack_file) -> Iterator["EmptyProject"]:
        """An emptied AWS and a project without state, with a stack file of so many images."""
        self.aws.reset()
        folder = self.workbench.folder / "project"
        (folder / "stacks").mkdir(parents=True)
        (folder / "stacks" / f"Pulumi.{STACK}.yaml").write_text(stack_file(images))
        try:
            yield EmptyProject(self, folder, images)
        finally:
            shutil.rmtree(folder)


@dataclass(frozen=True)
class EmptyProject:
    """A project that has not been deployed yet."""

    cloud: Cloud
    folder: Path
    images: int

    def create(self, program: Program = Program.PROJECT, environment: Mapping[str, str] | None = None) -> Deployed:
        """The first `up`."""
        return self._up("create", program, environment or {})

    def change_nothing(
        self, program: Program = Program.PROJECT, environment: Mapping[str, str] | None = None
    ) -> Deployed:
        """The next `up`."""
        return self._up("same", program, environment or {})

    def look(self, verb: Verb, provider_port: int) -> Deployed:
        """What differs from what is deployed, which shall be nothing, by a provider that asks another AWS."""
        return self._run("same", Program.PROJECT, {}, verb, provider_port)

    def live(self) -> dict[str, Record]:
        """What lives in AWS now."""
        return live_repositories(self.cloud.aws.client("ecr", REGION))

    def _up(self, expected: str, program: Program, environment: Mapping[str, str]) -> Deployed:
        return self._run(expected, program, environment, Verb.UP, self.cloud.provider_port)

    def _run(
        self, expected: str, program: Program, environment: Mapping[str, str], verb: Verb, provider_port: int
    ) -> Deployed:
        workbench = self.cloud.workbench
        root = workbench.engine.root
        order = Order(
            folder=str(self.folder),
            engine_root=str(root) if root else None,
            provider_port=provider_port,
            images=self.images,
            program=program,
            environment=dict(environment),
            verb=verb,
        )
        deployed = Deployed(**workbench.answer([sys.executable, "-m", "bench.one_up", dumps(asdict(order))]))
        if set(deployed.changes) != {expected}:
            raise MeasurementFailed(f"{verb} that should only {expected} did {deployed.changes}")
        return deployed


@contextmanager
def cloud(workbench: Workbench) -> Iterator[Cloud]:
    """Run one while the block lasts."""
    with emulated_aws() as aws, stand_in_provider(aws.environment()) as port:
        yield Cloud(workbench, aws, port)
