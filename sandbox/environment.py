"""The whole sandbox: an engine, an emulated AWS, the stand-in provider and a key for secrets."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pulumi import automation

from sandbox.emulated_aws.process import EmulatedAws, emulated_aws
from sandbox.engine import Engine
from sandbox.project import EXAMPLES, Project
from sandbox.provider.server import stand_in_provider
from sandbox.vault import vault


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
    with emulated_aws() as aws, stand_in_provider(aws.environment(account)) as port, vault() as secrets:
        yield Environment(aws, Project(folder, pulumi_command(engine), port, stack_files, secrets=secrets))


def pulumi_command(engine: Engine) -> automation.PulumiCommand:
    """Return the engine for the Automation API."""
    return automation.PulumiCommand(root=str(engine.root) if engine.root else None)
