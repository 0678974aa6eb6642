"""What the programs are compiled with."""

import json
import re
from pathlib import Path

import pytest

from sandbox.engine.engine import VERSION
from tests.engine.languages.toolchains import PROGRAMS, go_program, typescript_program


def test_the_sdks_are_of_the_engines_version() -> None:
    packages = json.loads((PROGRAMS / "typescript" / "package-lock.json").read_text())["packages"]
    assert packages["node_modules/@pulumi/pulumi"]["version"] == VERSION
    modules = (PROGRAMS / "golang" / "go.mod").read_text()
    assert re.findall(r"github\.com/pulumi/pulumi/sdk/v3 (v\S+)", modules) == [f"v{VERSION}"]


def test_package_lock_names_no_registry() -> None:
    packages = json.loads((PROGRAMS / "typescript" / "package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_without_node_or_go_a_test_is_skipped_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match=r"no node on PATH: install Node\.js 20 or newer"):
        typescript_program(tmp_path / "typescript", tmp_path)
    with pytest.raises(pytest.skip.Exception, match="no go on PATH: install Go"):
        go_program(tmp_path / "golang", tmp_path)
