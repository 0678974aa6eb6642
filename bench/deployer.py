"""Deploys stacks to an emulated AWS that is emptied for each of them; each has its own Pulumi state."""

import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from json import dumps
from pathlib import Path

from bench.engine_run import Program, RunRequest, RunResult, Verb
from bench.generated import REGION, STACK, plain_stack_file
from bench.workbench import MeasurementFailed, Workbench
from sandbox.emulated_aws import EmulatedAws, emulated_aws
from sandbox.live import Record, live_repositories
from sandbox.provider.server import stand_in_provider

WITH_CHECKPOINTS: Mapping[str, str] = {}
WITHOUT_CHECKPOINTS: Mapping[str, str] = {"PULUMI_EXPERIMENTAL": "1", "PULUMI_SKIP_CHECKPOINTS": "1"}


@dataclass(frozen=True)
class Deployer:
    """Deploys stacks of a given number of images."""

    workbench: Workbench
    aws: EmulatedAws
    provider_port: int

    @contextmanager
    def empty(self, images: int, stack_file: Callable[[int], str] = plain_stack_file) -> Iterator["EmptyProject"]:
        """Empty AWS and yield a project without state, with a stack file of so many images."""
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

    deployer: Deployer
    folder: Path
    images: int

    def create(self, program: Program = Program.PROJECT, environment: Mapping[str, str] | None = None) -> RunResult:
        """The first `up`."""
        return self._run("create", program=program, environment=environment)

    def change_nothing(self, environment: Mapping[str, str]) -> RunResult:
        """The next `up`."""
        return self._run("same", environment=environment)

    def find_no_changes(self, verb: Verb, provider_port: int) -> RunResult:
        """Compare what is deployed with another AWS, in which it lives as declared."""
        return self._run("same", verb, provider_port=provider_port)

    def live(self) -> dict[str, Record]:
        """Return the live repositories."""
        return live_repositories(self.deployer.aws.client("ecr", REGION))

    def _run(
        self,
        expected: str,
        verb: Verb = Verb.UP,
        program: Program = Program.PROJECT,
        environment: Mapping[str, str] | None = None,
        provider_port: int | None = None,
    ) -> RunResult:
        workbench = self.deployer.workbench
        root = workbench.engine.root
        request = RunRequest(
            folder=str(self.folder),
            engine_root=str(root) if root else None,
            provider_port=provider_port or self.deployer.provider_port,
            images=self.images,
            program=program,
            environment=dict(environment or {}),
            verb=verb,
        )
        result = RunResult(**workbench.answer([sys.executable, "-m", "bench.engine_run", dumps(asdict(request))]))
        if set(result.changes) != {expected}:
            raise MeasurementFailed(f"{verb} that should only {expected} did {result.changes}")
        return result


@contextmanager
def deployer(workbench: Workbench) -> Iterator[Deployer]:
    """Run an emulated AWS and a provider while the block lasts."""
    with emulated_aws() as aws, stand_in_provider(aws.environment()) as port:
        yield Deployer(workbench, aws, port)
