"""Programs in other languages, which get the components from the plugin as theirs do."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.engine import Engine
from sandbox.project import ROOT, Project
from tests.engine.languages.toolchains import go_program, typescript_program

# What Python's language host does, which the engines that are built here come without.
_PLUGIN = f"""\
#!/bin/sh
exec {sys.executable} {ROOT / "components"} "$@"
"""


@pytest.fixture(scope="session")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin as an executable, which the engine finds when its folder is on PATH."""
    executable = tmp_path_factory.mktemp("plugin") / "pulumi-resource-union-ecr"
    executable.write_text(_PLUGIN)
    executable.chmod(0o755)
    return executable


@pytest.fixture(scope="session")
def schema(engine: Engine, plugin: Path) -> Path:
    """The schema, as the engine gets it from the plugin."""
    command: list[str | Path] = [engine.executable, "package", "get-schema", plugin]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    file = plugin.with_name("schema.json")
    file.write_text(answer)
    return file


@pytest.fixture(scope="session")
def typescript(schema: Path) -> Sequence[str | Path]:
    """The command line of the TypeScript program."""
    return typescript_program(schema.with_name("typescript"), schema)


@pytest.fixture(scope="session")
def golang(schema: Path) -> Sequence[str | Path]:
    """The command line of the Go program."""
    return go_program(schema.with_name("golang"), schema)


@pytest.fixture
def project(aws: EmulatedAws, project_in: Callable[[str], Project], engine: Engine, plugin: Path) -> Project:
    """A project whose programs find the engine, and whose engine finds the plugin; AWS is empty."""
    project = project_in(DEFAULT_ACCOUNT)
    path = os.pathsep.join([str(engine.executable.parent), str(plugin.parent), os.environ["PATH"]])
    project.variables |= {"PATH": path}
    (project.folder / "Pulumi.yaml").write_text("name: images\nruntime: python\n")
    return project
