"""Every test runs without the user's AWS and Pulumi; a process of emulated AWS is there for those that want one."""

import functools
import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from botocore.loaders import JSONFileLoader
from hypothesis import HealthCheck, settings

from sandbox.emulated_aws import EmulatedAws, emulated_aws
from sandbox.isolation import isolated_folder

pytest_plugins = [
    "tests.judges.every_document",
    "tests.command_line",
    "tests.cli.login_fixtures",
    "tests.cli.recording",
    "tests.cli.sweep_stand_in",
]
# Generated examples: the same ones in every run, and no failure because a machine is busy.
settings.register_profile("union-ecr", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("union-ecr")
# All sessions of a process share botocore's service descriptions, which are megabytes of JSON each.
_load_description = functools.cache(functools.partial(JSONFileLoader.load_file, JSONFileLoader()))


def _shared_description(self: JSONFileLoader, file_path: str) -> Any:
    return _load_description(file_path)


JSONFileLoader.load_file = _shared_description  # type: ignore[method-assign]
USERS_ENVIRONMENT = dict(os.environ)
"""The environment before it was isolated, on a pytest-xdist worker too. Only finding the engine and
installing the SDKs of workflows use it.
"""


@pytest.hookimpl(optionalhook=True)  # pytest-xdist's
def pytest_configure_node(node: Any) -> None:
    node.workerinput["users_environment"] = USERS_ENVIRONMENT


def pytest_configure(config: pytest.Config) -> None:
    if workerinput := getattr(config, "workerinput", None):
        USERS_ENVIRONMENT.clear()  # a worker starts in the environment that its parent isolated
        USERS_ENVIRONMENT.update(workerinput["users_environment"])
    isolation = ExitStack()
    isolation.enter_context(isolated_folder("tests"))
    config.add_cleanup(isolation.close)
    os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "true"  # an Output in an f-string is an error, not a warning


def pytest_collection_finish() -> None:
    """Keep what is imported and collected by now out of the garbage collector, which would look through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(scope="session")
def running_aws() -> Iterator[EmulatedAws]:
    with emulated_aws() as running:
        yield running


@pytest.fixture
def aws(running_aws: EmulatedAws) -> EmulatedAws:
    """The emulated AWS, emptied."""
    running_aws.reset()
    return running_aws
