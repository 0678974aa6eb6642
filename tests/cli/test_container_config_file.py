"""The file that `login --write-config` writes."""

import json
import os
import stat
from pathlib import Path

import pytest

from union_ecr.cli.container_config_file import ContainerConfigFile
from union_ecr.exit_codes import ExitCode
from union_ecr.login.failures import Failure

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
OTHERS = '{\n\t"auths": {\n\t\t"ghcr.io": {\n\t\t\t"auth": "eA=="\n\t\t}\n\t},\n\t"currentContext": "colima"\n}'


def opened(path: Path) -> ContainerConfigFile:
    found = ContainerConfigFile.open(path)
    assert isinstance(found, ContainerConfigFile), found
    return found


def refused(path: Path) -> str:
    found = ContainerConfigFile.open(path)
    assert isinstance(found, Failure)
    assert found.exit_code == ExitCode.INVALID
    return str(found)


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_file_and_its_folder_are_their_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "config.json"
    assert opened(path).log_in(HOST, "secret") is None
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert json.loads(path.read_text()) == {"auths": {HOST: {"auth": "QVdTOnNlY3JldA=="}}}
    assert names(path.parent) == ["config.json"]


def test_logging_out_deletes_the_file_that_logging_in_made(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    opened(path).log_in(HOST, "secret")
    assert opened(path).log_out(HOST) is None
    assert names(tmp_path) == []
    assert opened(path).log_out(HOST) is None


def test_everything_else_in_the_file_stays_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(OTHERS)
    path.chmod(0o644)
    file = opened(path)
    file.log_in(HOST, "secret")
    assert mode(path) == 0o600
    document = json.loads(path.read_text())
    assert document["auths"].pop(HOST)
    assert document == json.loads(OTHERS)
    file.log_out(HOST)
    assert path.read_text() == OTHERS


def test_a_login_that_cannot_be_written_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.json"
    path.write_text(OTHERS)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    failure = opened(path).log_in(HOST, "secret")
    assert str(failure) == f"{path} cannot be written (No space left on device); name another file"
    assert path.read_text() == OTHERS
    assert names(tmp_path) == ["config.json"]


def test_an_interrupt_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.json"
    path.write_text(OTHERS)

    def interrupted(_descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    file = opened(path)
    with pytest.raises(KeyboardInterrupt):
        file.log_in(HOST, "secret")
    assert (path.read_text(), names(tmp_path)) == (OTHERS, ["config.json"])


@pytest.mark.parametrize("target", ["real.json", "missing.json"])
def test_a_symbolic_link_is_refused(target: str, tmp_path: Path) -> None:
    (tmp_path / "real.json").write_text("{}")
    path = tmp_path / "config.json"
    path.symlink_to(target)
    assert refused(path) == f"{path} is a symbolic link; name the file that it leads to"
    assert (tmp_path / "real.json").read_text() == "{}"


def test_what_is_no_regular_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == f"{tmp_path / 'pipe'} is not a regular file; name another file"
    assert refused(tmp_path) == f"{tmp_path} is not a regular file; name another file"
    (tmp_path / "file").touch()
    assert (
        refused(tmp_path / "file" / "below")
        == f"{tmp_path}/file/below cannot be read (Not a directory); name another file"
    )


def test_another_users_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.json"
    path.write_text("{}")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert refused(path) == f"{path} belongs to another user; name another file"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"{", "is not valid JSON (line 1)"),
        (b"\xff", "is not UTF-8"),
        (b'{"auths": [1]}', "auths is not a JSON object"),
    ],
)
def test_what_container_tools_did_not_write_is_refused_and_stays(content: bytes, rule: str, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_bytes(content)
    assert refused(path) == f"{path} {rule}; repair it, or name another file"
    assert path.read_bytes() == content


def test_a_login_that_no_tool_would_read_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text('{"credsStore": "desktop"}')
    failure = opened(path).log_in(HOST, "secret")
    assert str(failure).startswith(f"{path} names the credential store desktop, which tools ask instead of reading")
    assert path.read_text() == '{"credsStore": "desktop"}'
