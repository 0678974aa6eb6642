"""The emulated AWS for the tests of this folder: one process for all of them, emptied before each."""

from collections.abc import Iterator

import pytest

from sandbox.emulated_aws import EmulatedAws, emulated_aws


@pytest.fixture(scope="session")
def running_aws() -> Iterator[EmulatedAws]:
    with emulated_aws() as running:
        yield running


@pytest.fixture
def aws(running_aws: EmulatedAws) -> EmulatedAws:
    running_aws.reset()
    return running_aws
