"""Every test runs without the user's AWS and Pulumi; a process of emulated AWS is there for those that want one."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.emulated_aws import EmulatedAws, emulated_aws
from sandbox.isolation import isolate
from sandbox.project import ROOT

USERS_ENVIRONMENT = dict(os.environ)
"""The environment before it was isolated: only finding the engine uses it."""


def pytest_configure(config: pytest.Config) -> None:
    folders = ROOT / ".sandbox"
    folders.mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="tests-", dir=folders))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    isolate(home)
    os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "true"  # an Output in an f-string is an error, not a warning


@pytest.fixture(scope="session")
def running_aws() -> Iterator[EmulatedAws]:
    with emulated_aws() as running:
        yield running


@pytest.fixture
def aws(running_aws: EmulatedAws) -> EmulatedAws:
    """The emulated AWS, emptied."""
    running_aws.reset()
    return running_aws
