"""Finding a container tool and running it."""

from pathlib import Path

import pytest

from tests.cli.login_fixtures import HOST
from tests.cli.recording_tool import RecordingTools
from union_ecr.cli import container_tools
from union_ecr.cli.container_tools import ContainerTool, find_tool, missing_helper
from union_ecr.exit_codes import ExitCode
from union_ecr.login.failures import Failure
from union_ecr.login.tools import ToolName

PASSWORD = "a-password-of-more-than-sixteen-letters"


def found(name: ToolName | None = None) -> ContainerTool:
    tool = find_tool(name)
    assert isinstance(tool, ContainerTool), tool
    return tool


def missing(name: ToolName | None = None) -> str:
    failure = find_tool(name)
    assert isinstance(failure, Failure)
    assert failure.exit_code == ExitCode.INVALID
    return str(failure)


def test_the_first_tool_on_path_is_taken_unless_another_is_wanted(tools: RecordingTools) -> None:
    tools.install("skopeo", "crane", "podman")
    assert (found().name, found(ToolName.CRANE).name) == ("podman", "crane")
    tools.install("docker")
    assert found().name == "docker"


def test_a_missing_tool_is_reported_with_those_that_there_are(tools: RecordingTools) -> None:
    assert missing() == (
        "there is no container tool on PATH (docker, podman, nerdctl, finch, skopeo, buildah, crane, regctl); "
        "install one, or write the login into a file with --write-config FILE"
    )
    assert missing(ToolName.PODMAN) == (
        "there is no podman on PATH; install it, or write the login into a file with --write-config FILE"
    )
    tools.install("crane", "skopeo")
    assert missing(ToolName.PODMAN) == "there is no podman on PATH; install it, or choose skopeo or crane with --tool"


@pytest.mark.parametrize("name", list(ToolName))
def test_every_tool_gets_the_password_on_its_standard_input_only(name: ToolName, tools: RecordingTools) -> None:
    tools.install(name)
    assert found(name).log_in(HOST, PASSWORD) is None
    (call,) = tools.calls()
    assert call.stdin == PASSWORD
    assert PASSWORD not in str((call.arguments, call.environment))
    assert call.arguments[-1] == HOST


def test_a_tool_that_fails_is_reported_without_the_password(tools: RecordingTools) -> None:
    tools.install("docker")
    tools.fail("docker", "WARNING\nError: 401 for STDIN\n")
    failure = found().log_in(HOST, PASSWORD)
    assert isinstance(failure, Failure)
    assert (failure.reason, failure.exit_code) == ("docker failed: Error: 401 for [token]", ExitCode.FINDINGS)


def test_logging_out_of_no_login_is_no_failure(tools: RecordingTools) -> None:
    tools.install("podman")
    tools.fail("podman", f"Error: not logged into {HOST}\n")
    assert found().log_out(HOST) is None
    tools.fail("podman", "Error: permission denied\n")
    assert "permission denied" in str(found().log_out(HOST))


def test_a_program_that_cannot_be_run_is_reported(tools: RecordingTools) -> None:
    tools.install("docker")
    (tools.programs / "docker").write_text("#!/no/such/interpreter\n")
    assert str(found().log_in(HOST, PASSWORD)) == (
        f"docker cannot be run ({tools.programs}/docker: No such file or directory); "
        "install it anew, or choose another tool with --tool"
    )


def test_a_tool_that_never_ends_is_ended(tools: RecordingTools, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(container_tools, "_SECONDS", 0.1)
    tools.install("docker")
    (tools.programs / "docker").write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    assert str(found().log_in(HOST, PASSWORD)).startswith("docker has not answered for 0.1 seconds; ")


@pytest.mark.parametrize("content", ["{", "[]", '{"credsStore": "desktop"}', "\udcff"])
def test_a_configuration_that_names_no_helper_is_left_to_the_tool(
    content: str, docker: RecordingTools, dockers_config: Path
) -> None:
    dockers_config.write_text(content, errors="surrogateescape")
    assert found().helper(HOST) is None


def test_a_helper_is_found_in_the_configuration_of_the_tool_and_of_docker(
    tools: RecordingTools, dockers_config: Path
) -> None:
    tools.install("podman", "regctl")
    dockers_config.write_text('{"credsStore": "ecr-login"}')
    assert (found(ToolName.PODMAN).helper(HOST), found(ToolName.REGCTL).helper(HOST)) == ("ecr-login", "ecr-login")


def test_a_helper_that_is_not_installed_is_a_failure(tools: RecordingTools) -> None:
    assert str(missing_helper("ecr-login")).startswith(
        "its credential helper docker-credential-ecr-login is not on PATH"
    )
    tools.install("docker-credential-ecr-login")
    assert missing_helper("ecr-login") is None
