"""The token of a login is in the tool's standard input, or in the file that was asked for, and nowhere else."""

import base64
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.cli.recording_tool import RecordingTools
from tests.command_line import Ran, UnionEcr
from union_ecr.login.tools import ToolName

pytestmark = pytest.mark.slow

SHORTEST_PART = 16


@pytest.fixture
def secrets(in_aws: EmulatedAws) -> list[str]:
    """The payload of every token that this caller gets, as it stands in the password and in the password's base64."""
    (data,) = boto3.client("ecr", region_name="us-east-1").get_authorization_token()["authorizationData"]
    auth = data["authorizationToken"]
    password = base64.b64decode(auth).decode().removeprefix("AWS:")
    return [password[40:1500], auth[60:2000]]


def shows(text: str, secrets: list[str]) -> bool:
    """Whether a text holds any part of a secret that is long enough to be no accident."""
    parts = (secret[at : at + SHORTEST_PART] for secret in secrets for at in range(len(secret) - SHORTEST_PART + 1))
    return any(part in text for part in parts)


def written(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path, path.read_text(errors="replace")


def assert_hidden(ran: Ran, tools: RecordingTools, folder: Path, secrets: list[str], *allowed: Path) -> None:
    assert not shows(ran.out + ran.err, secrets)
    for call in tools.calls():
        assert not shows(str((call.arguments, call.environment)), secrets)
    recorded = folder / "records" / "calls"  # holds the standard input of the tools as well
    showing = [path for path, text in written(folder) if shows(text, secrets)]
    assert set(showing) <= {recorded, *allowed}


@pytest.mark.parametrize("tool", list(ToolName))
def test_it_is_in_the_standard_input_of_the_tool_alone(
    tool: ToolName, tools: RecordingTools, secrets: list[str], union_ecr: UnionEcr, tmp_path: Path
) -> None:
    tools.install(tool)
    ran = union_ecr("login", "--tool", tool, *(["--json"] if tool == "podman" else []))
    assert ran.code == 0
    assert shows(tools.calls()[0].stdin, secrets)
    assert_hidden(ran, tools, tmp_path, secrets)


@pytest.mark.parametrize(
    ("said", "arguments"),
    [("STDIN", []), ("Error: bad password STDIN\n", ["--json"]), ("STDIN\nexit status 1\n", []), ('msg="STDIN"', [])],
)
def test_a_tool_that_prints_it_and_fails_is_reported_without_it(
    said: str, arguments: list[str], docker: RecordingTools, secrets: list[str], union_ecr: UnionEcr, tmp_path: Path
) -> None:
    docker.fail("docker", said)
    ran = union_ecr("login", *arguments)
    assert (ran.code, "[token]" in ran.err) == (1, True)
    assert_hidden(ran, docker, tmp_path, secrets)


def test_it_is_in_the_file_that_was_asked_for_alone(
    tools: RecordingTools, secrets: list[str], union_ecr: UnionEcr, tmp_path: Path
) -> None:
    path = tmp_path / "ci" / "config.json"
    ran = union_ecr("login", "--write-config", path)
    assert (ran.code, shows(path.read_text(), secrets)) == (0, True)
    assert_hidden(ran, tools, tmp_path, secrets, path)


def test_a_defect_while_it_is_known_does_not_print_it(
    docker: RecordingTools, secrets: list[str], union_ecr: UnionEcr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defect(_tool: object, _host: str, _password: str) -> None:
        raise ValueError("a defect")

    monkeypatch.setattr("union_ecr.cli.container_tools.ContainerTool.log_in", defect)
    ran = union_ecr("login")
    assert (ran.code, "ValueError: a defect" in ran.err) == (3, True)
    assert_hidden(ran, docker, tmp_path, secrets)
