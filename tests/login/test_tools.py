"""The command lines of container tools, and the files that they read."""

import pytest

from union_ecr.login.tools import TOOLS, ToolName, config_files

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
DOCKERS = "/home/me/.docker/config.json"


def test_docker_comes_first_and_every_tool_is_looked_for() -> None:
    assert list(TOOLS) == list(ToolName)
    assert next(iter(TOOLS)) == "docker"
    assert " ".join(TOOLS) == "docker podman nerdctl finch skopeo buildah crane regctl"


@pytest.mark.parametrize(
    ("name", "login", "logout"),
    [
        *((name, "login --username AWS --password-stdin", "logout") for name in list(ToolName)[:6]),
        (ToolName.CRANE, "auth login --username AWS --password-stdin", "auth logout"),
        (ToolName.REGCTL, "registry login --user AWS --pass-stdin", "registry logout"),
    ],
)
def test_a_tool_takes_the_password_from_standard_input(name: ToolName, login: str, logout: str) -> None:
    assert (" ".join(TOOLS[name].login), " ".join(TOOLS[name].logout)) == (login, logout)


@pytest.mark.parametrize("name", ["docker", "nerdctl", "crane", "regctl"])
def test_these_read_dockers_configuration(name: str) -> None:
    assert config_files(ToolName(name), {}, "/home/me") == (DOCKERS,)
    assert config_files(ToolName(name), {"DOCKER_CONFIG": "/ci"}, "/home/me") == ("/ci/config.json",)


@pytest.mark.parametrize("name", ["podman", "skopeo", "buildah"])
def test_these_read_a_file_of_their_own_before_dockers(name: str) -> None:
    tool = ToolName(name)
    assert config_files(tool, {}, "/home/me") == ("/home/me/.config/containers/auth.json", DOCKERS)
    runtime = {"XDG_RUNTIME_DIR": "/run/user/1000"}
    assert config_files(tool, runtime, "/home/me") == ("/run/user/1000/containers/auth.json", DOCKERS)
    assert config_files(tool, runtime | {"REGISTRY_AUTH_FILE": "/ci/a.json"}, "/home/me") == ("/ci/a.json", DOCKERS)


def test_finch_reads_its_own_file_before_dockers() -> None:
    assert config_files(ToolName.FINCH, {}, "/home/me") == ("/home/me/.finch/config.json", DOCKERS)
