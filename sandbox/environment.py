"""The whole sandbox: an engine, an emulated AWS and the stand-in provider."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pulumi import automation

from sandbox.emulated_aws.process import EmulatedAws, emulated_aws
from sandbox.engine import Engine
from sandbox.project import EXAMPLES, Project
from sandbox.provider.server import stand_in_provider


@dataclass(frozen=True)
class Environment:
    """A project on a real engine against an emulated AWS."""

    aws: EmulatedAws
    project: Project


@contextmanager
def environment(folder: Path, engine: Engine, account: str, stack_files: Path = EXAMPLES) -> Iterator[Environment]:
    """Run the sandbox while the block lasts; the provider has the credentials of `account`.

    The process must be isolated already (`sandbox.isolation`). Everything is written to `folder`.
    """
    with emulated_aws() as aws, stand_in_provider(aws.environment(account)) as port:
        yield Environment(aws, Project(folder, pulumi_command(engine), port, stack_files))


def pulumi_command(engine: Engine) -> automation.PulumiCommand:
    """Return the engine for the Automation API."""
    return automation.PulumiCommand(root=str(engine.root) if engine.root else None)
