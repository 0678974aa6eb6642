"""`union-ecr logout`: nothing of a login stays, and AWS is not asked."""

import base64
import json
from pathlib import Path

import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.cli.login_fixtures import EUROPE, HOST
from tests.cli.recording_tool import RecordingTools
from tests.command_line import UnionEcr
from tests.stacks import HEAD, IMAGES


@pytest.mark.parametrize(
    ("tool", "command"),
    [("docker", "docker logout"), ("crane", "crane auth logout"), ("regctl", "regctl registry logout")],
)
def test_the_tool_logs_out_of_each_registry(
    tool: str, command: str, tools: RecordingTools, union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    tools.install(tool)
    (stacks_dir / "Pulumi.more.yaml").write_text(HEAD.replace("us-east-1", "eu-west-1") + IMAGES)
    ran = union_ecr("logout")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{EUROPE}: {tool} holds no login\n{HOST}: {tool} holds no login\n"
    assert tools.commands() == [f"{command} {EUROPE}", f"{command} {HOST}"]


def test_a_tool_that_fails_is_exit_code_1(docker: RecordingTools, union_ecr: UnionEcr) -> None:
    docker.fail("docker", "Error: config.json: permission denied\n")
    ran = union_ecr("logout", "--json")
    assert (ran.code, json.loads(ran.out)["registries"][0]["status"]) == (1, "failed")
    assert ran.err.startswith(f"{HOST}: docker failed: Error: config.json: permission denied; ")


def test_a_credential_helper_has_no_login_to_remove(
    docker: RecordingTools, dockers_config: Path, union_ecr: UnionEcr
) -> None:
    dockers_config.write_text('{"credsStore": "ecr-login"}')
    ran = union_ecr("logout")
    assert (ran.code, docker.calls()) == (0, [])
    assert "docker-credential-ecr-login gets tokens by itself; there is no login" in ran.out


def test_a_missing_tool_is_exit_code_2(tools: RecordingTools, union_ecr: UnionEcr) -> None:
    assert union_ecr("logout", "--tool", "podman").code == 2


def test_a_login_in_a_file_is_written_without_a_tool_and_undone(
    in_aws: EmulatedAws, tools: RecordingTools, union_ecr: UnionEcr, tmp_path: Path
) -> None:
    before = '{\n\t"auths": {\n\t\t"ghcr.io": {\n\t\t\t"auth": "eA=="\n\t\t}\n\t}\n}'
    path = tmp_path / "config.json"
    path.write_text(before)
    ran = union_ecr("login", "--write-config", path)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{HOST}: {path} holds a login until ")
    written = json.loads(path.read_text())["auths"]
    assert list(written) == ["ghcr.io", HOST]
    assert base64.b64decode(written[HOST]["auth"]).startswith(b"AWS:eyJwYXlsb2FkIjoi")
    calls = len(in_aws.calls())

    assert union_ecr("logout", "--write-config", path).out == f"{HOST}: {path} holds no login\n"
    assert (path.read_text(), len(in_aws.calls())) == (before, calls)


def test_a_file_that_login_made_is_deleted(
    in_aws: EmulatedAws, tools: RecordingTools, union_ecr: UnionEcr, tmp_path: Path
) -> None:
    path = tmp_path / "ci" / "config.json"
    assert union_ecr("login", "--write-config", path, "--json").code == 0
    assert union_ecr("logout", "--write-config", path).code == 0
    assert not path.exists()
    assert union_ecr("logout", "--write-config", path).code == 0
