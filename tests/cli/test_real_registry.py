"""Logging real container tools in to a real registry, under ECR's host name: what `login` leaves pushes and pulls."""

import base64
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.cli.login_fixtures import HOST
from tests.cli.oci_image import blobs_of, write_image
from tests.cli.real_registry import RealRegistry, real_registry
from tests.command_line import UnionEcr
from tests.stacks import HEAD, IMAGES

PROGRAMS = ("docker-registry", "htpasswd", "openssl", "skopeo", "docker")
MISSING = [program for program in PROGRAMS if not shutil.which(program)]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (Debian: see CONTRIBUTING.md)"),
]


@pytest.fixture
def registry(
    in_aws: EmulatedAws, stacks_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RealRegistry]:
    """It takes the token that the emulated AWS gives the environment's caller."""
    (data,) = boto3.client("ecr", region_name="us-east-1").get_authorization_token()["authorizationData"]
    password = base64.b64decode(data["authorizationToken"]).decode().removeprefix("AWS:")
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + IMAGES)
    with real_registry(tmp_path / "registry", HOST, password) as running:
        for name, value in running.environment.items():
            monkeypatch.setenv(name, value)
        yield running


def skopeo(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["skopeo", *map(str, arguments)], capture_output=True, text=True)


def assert_pushes_and_pulls(folder: Path, *options: object) -> None:
    write_image(folder / "image", b"hello")
    image = f"docker://{HOST}/trainer:v1"
    for source, target in ((f"oci:{folder}/image:v1", image), (image, f"oci:{folder}/pulled:v1")):
        copied = skopeo("copy", *options, source, target)
        assert copied.returncode == 0, copied.stderr
    assert blobs_of(folder / "pulled") == blobs_of(folder / "image")


def may_pull(*options: object) -> bool:
    """Whether the tags may be listed; the only other answer is that nobody is logged in."""
    listed = skopeo("list-tags", *options, f"docker://{HOST}/trainer")
    assert listed.returncode == 0 or "unauthorized" in listed.stderr or "authentication required" in listed.stderr
    return listed.returncode == 0


def test_docker_without_a_daemon_pushes_and_pulls_until_it_logs_out(
    registry: RealRegistry, union_ecr: UnionEcr, tmp_path: Path
) -> None:
    assert not may_pull()
    ran = union_ecr("login")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{HOST}: docker is logged in until ")
    options = ("--authfile", tmp_path / "registry" / "docker" / "config.json")
    assert_pushes_and_pulls(tmp_path, *options)

    assert union_ecr("logout").code == 0
    assert not may_pull(*options)


def test_skopeo_pushes_and_pulls_until_it_logs_out(registry: RealRegistry, union_ecr: UnionEcr, tmp_path: Path) -> None:
    ran = union_ecr("login", "--tool", "skopeo")
    assert (ran.code, ran.err) == (0, "")
    assert_pushes_and_pulls(tmp_path)

    assert union_ecr("logout", "--tool", "skopeo").code == 0
    assert not may_pull()
    assert union_ecr("logout", "--tool", "skopeo").code == 0


def test_a_written_file_pushes_and_pulls_until_it_is_undone(
    registry: RealRegistry, union_ecr: UnionEcr, tmp_path: Path
) -> None:
    path = tmp_path / "config.json"
    assert union_ecr("login", "--write-config", path).code == 0
    assert_pushes_and_pulls(tmp_path, "--authfile", path)

    assert union_ecr("logout", "--write-config", path).code == 0
    assert not path.exists()


@pytest.mark.parametrize("tool", ["docker", "skopeo"])
def test_a_password_that_the_registry_refuses_is_exit_code_1(
    tool: str, registry: RealRegistry, union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    role = "  aws:assumeRoles: [{roleArn: 'arn:aws:iam::123456789012:role/somebody-else'}]\n"
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + role + IMAGES)
    ran = union_ecr("login", "--tool", tool)
    assert (ran.code, ran.out) == (1, "")
    assert f"{HOST}: {tool} failed: " in ran.err
    assert "log in again; if it stays so, a proxy may be answering for the registry" in ran.err
    assert not may_pull()


def test_a_registry_that_cannot_be_reached_is_exit_code_1(
    registry: RealRegistry, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    ran = union_ecr("login")
    assert ran.code == 1
    assert "check the network, the VPN and HTTPS_PROXY" in ran.err


def test_a_tool_that_is_not_installed_is_exit_code_2(
    registry: RealRegistry, union_ecr: UnionEcr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ran = union_ecr("login")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("there is no container tool on PATH")
