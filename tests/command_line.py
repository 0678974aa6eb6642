"""Fixtures: the command line run inside the test process, and the emulated AWS it asks."""

import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.aws.live import connected
from union_ecr.aws.client import Aws
from union_ecr.aws.worker_pool import THREAD
from union_ecr.cli.main import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str


UnionEcr = Callable[..., Ran]


@pytest.fixture
def union_ecr(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> UnionEcr:
    """Runs `union-ecr` with these arguments."""

    def run(*arguments: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["union-ecr", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as exit_:
            main()
        assert isinstance(exit_.value.code, int)
        return Ran(exit_.value.code, *capsys.readouterr())

    return run


@pytest.fixture
def stacks_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for stack files, in a project folder that is the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pulumi.yaml").write_text("name: union-ecr\n")
    folder = tmp_path / "stacks"
    folder.mkdir()
    return folder


@pytest.fixture
def environment_of_aws(aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment's credentials are of the emulated AWS's default account."""
    for name, value in aws.environment().items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def ecr(aws: EmulatedAws) -> Any:
    """What others do to the registry."""
    return aws.client("ecr")


@pytest.fixture
def clients(environment_of_aws: None) -> Aws:
    """What the scripts read with."""
    return connected()


@pytest.fixture
def nothing_is_left_behind() -> Iterator[None]:
    """The calls that a sweep leaves behind end before the next test counts its own."""
    before = threading.enumerate()
    yield
    for thread in threading.enumerate():
        if thread.name == THREAD and thread not in before:
            thread.join()
