"""The wheel in an environment of its own, beside a project with packages called model, components and scripts."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
PROJECT = Path(__file__).parents[2]
EXAMPLE = PROJECT / "examples" / "Pulumi.example.yaml"

pytestmark = pytest.mark.slow
PAGE = PROJECT / "docs" / "component.md"
PROGRAM = """\
import components
import model
import scripts
from union_ecr.components import PrivateRepository, deploy
from union_ecr.policies import POLICIES

assert POLICIES
assert [components.OWNER, model.OWNER, scripts.OWNER] == ["the project"] * 3
assert PrivateRepository.__module__ == "union_ecr.components.private_repository"
assert deploy.__module__.startswith("union_ecr.components.")


def repository(protect: bool) -> PrivateRepository:
    return PrivateRepository("trainer", {"account": "123456789012", "region": "us-east-1", "protect": protect})
"""
SUCCESS = "Success: no issues found in 1 source file\n"
# The AWS SDK is not what is checked here, and its types take half a minute.
MYPY = """\
[mypy]
strict = True
[mypy-pulumi_aws.*]
follow_imports = skip
"""


@dataclass(frozen=True)
class Environment:
    """A Python environment with the wheel, and a project that uses it."""

    wheel: Path
    sdist: Path
    bin: Path
    project: Path

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command in the project, with nothing of this repository on the path."""
        variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        return subprocess.run(command, cwd=self.project, env=variables, capture_output=True, text=True, check=False)

    def type_errors(self, program: str) -> str:
        """What mypy says of a program in the project."""
        (self.project / "program.py").write_text(program)
        mypy = (sys.executable, "-m", "mypy", "--config-file", "mypy.ini")
        return self.run(*mypy, "--python-executable", self.bin / "python", "program.py").stdout


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel is built and installed without the network: its dependencies are those of the tests."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--directory", folder)
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    fresh = folder / "environment"
    run(sys.executable, "-m", "venv", "--without-pip", fresh)
    uv = [sys.executable, "-m", "uv", "--offline", "--no-cache"]
    run(*uv, "pip", "install", "--quiet", "--no-deps", "--python", fresh / "bin" / "python", wheel)
    (site_packages,) = fresh.glob("lib/*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_paths()["purelib"])
    project = folder / "project"
    for package in ("components", "model", "scripts"):
        (project / package).mkdir(parents=True)
        (project / package / "__init__.py").write_text('OWNER = "the project"\n')
    (project / "stacks").mkdir()
    (project / "stacks" / EXAMPLE.name).write_bytes(EXAMPLE.read_bytes())
    (project / "Pulumi.yaml").write_text("name: union-ecr\nruntime: python\nstackConfigDir: stacks\n")
    (project / "mypy.ini").write_text(MYPY)
    return Environment(wheel, sdist, fresh / "bin", project)


def run(*command: str | Path) -> None:
    subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)


def test_the_wheel_holds_one_package_and_its_types(environment: Environment) -> None:
    names = zipfile.ZipFile(environment.wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"union_ecr", "union_ecr-0.1.0.dist-info"}
    assert {"union_ecr/py.typed", "union_ecr/components/__init__.py", "union_ecr/policies/__init__.py"} <= set(names)
    assert [name for name in names if name.endswith(".pyc")] == []


def test_the_sdist_holds_what_the_wheel_is_built_from_and_no_tests(environment: Environment) -> None:
    with tarfile.open(environment.sdist) as sdist:
        names = {name.split("/")[1] for name in sdist.getnames()}
    files = {".gitignore", "CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
    assert names == {"components", "policies", "union_ecr"} | files


def test_a_program_beside_packages_of_the_same_names_type_checks_and_imports(environment: Environment) -> None:
    assert environment.type_errors(PROGRAM) == SUCCESS
    imported = environment.run(environment.bin / "python", "program.py")
    assert (imported.returncode, imported.stderr) == (0, "")


def test_the_programs_of_the_page_type_check(environment: Environment) -> None:
    programs = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert [environment.type_errors(program) for program in programs] == [SUCCESS] * 2


def test_mypy_finds_an_argument_of_the_wrong_type(environment: Environment) -> None:
    errors = environment.type_errors(PROGRAM.replace("protect: bool", "protect: str"))
    assert 'TypedDict item "protect" has type "bool"' in errors


def test_the_installed_command_renders_the_projects_stacks(environment: Environment) -> None:
    rendered = environment.run(environment.bin / "union-ecr", "render", "--json")
    assert rendered.returncode == 0, rendered.stderr
    (repository,) = json.loads(rendered.stdout)["stacks"]["example"]["repositories"]
    assert repository["name"] == "simple-example-image"


def test_the_installed_command_has_the_version_of_the_wheel(environment: Environment) -> None:
    assert environment.run(environment.bin / "union-ecr", "--version").stdout == "union-ecr 0.1.0\n"
