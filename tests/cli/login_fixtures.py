"""Fixtures for `login` and `logout`: two stacks, tools that record, and an empty home."""

from pathlib import Path

import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.cli.recording_tool import RecordingTools
from tests.stacks import ACCOUNT, HEAD, IMAGES

HOST = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"
EUROPE = HOST.replace("us-east-1", "eu-west-1")


@pytest.fixture
def tools(tmp_path: Path, stacks_dir: Path, monkeypatch: pytest.MonkeyPatch) -> RecordingTools:
    """Nothing else is on PATH, the home folder is empty, and there is a stack `team`."""
    made = RecordingTools(tmp_path / "bin", tmp_path / "records")
    monkeypatch.setenv("PATH", str(made.programs))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("DOCKER_CONFIG", "REGISTRY_AUTH_FILE", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + IMAGES)
    return made


@pytest.fixture
def docker(tools: RecordingTools) -> RecordingTools:
    """docker is installed."""
    tools.install("docker")
    return tools


@pytest.fixture
def dockers_config(tmp_path: Path) -> Path:
    """Where docker keeps its configuration; there is none yet."""
    folder = tmp_path / "home" / ".docker"
    folder.mkdir(parents=True)
    return folder / "config.json"


@pytest.fixture
def in_aws(aws: EmulatedAws, environment_of_aws: None, monkeypatch: pytest.MonkeyPatch) -> EmulatedAws:
    """The emulated AWS that `login` asks."""
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    return aws
