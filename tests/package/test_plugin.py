"""The plugin in an environment that has what its requirements install, and nothing else."""

import os
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sandbox.project import ROOT
from tests.components.plugin_process import plugin_process
from tests.components.recording import REPOSITORY

REQUIREMENTS = [
    Requirement(line)
    for line in (ROOT / "components" / "requirements.txt").read_text().splitlines()
    if not line.startswith("#")
]
MOST_PACKAGES = 12


def installed(requirements: list[Requirement]) -> dict[str, Distribution]:
    """The packages that these requirements install, with all that they bring, as far as this machine needs them."""
    found: dict[str, Distribution] = {}
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        assert not requirement.extras, requirement
        found[name] = distribution(name)
        waiting += map(Requirement, found[name].requires or ())
    return found


def files(distributions: Iterable[Distribution]) -> set[Path]:
    """The files of packages below site-packages; programs are not among them."""
    return {Path(file) for package in distributions for file in package.files or () if file.parts[0] != ".."}


def link(wanted: set[Path], others: set[Path], source: Path, folder: Path) -> None:
    """Links to these files in a folder; folders that hold nothing else are one link."""
    folder.mkdir(exist_ok=True)
    for name in {path.parts[0] for path in wanted}:
        if foreign := inside(name, others):
            link(inside(name, wanted), foreign, source / name, folder / name)
        else:
            (folder / name).symlink_to(source / name)


def inside(name: str, paths: set[Path]) -> set[Path]:
    return {Path(*path.parts[1:]) for path in paths if path.parts[0] == name}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment with the packages of the requirements, in the versions of uv.lock."""
    fresh = tmp_path_factory.mktemp("plugin") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", fresh], check=True)
    (site_packages,) = fresh.glob("lib/*/site-packages")
    wanted = installed(REQUIREMENTS)
    others = [package for package in distributions() if canonicalize_name(package.name) not in wanted]
    link(files(wanted.values()), files(others), Path(sysconfig.get_path("purelib")), site_packages)
    return fresh / "bin" / "python"


@pytest.fixture(params=["folder", "clone"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """This checkout, or what a clone of its last commit has."""
    if request.param == "folder":
        return ROOT
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone of the repository")
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", "--no-local", "--depth=1", f"file://{ROOT}", clone], check=True)
    return clone


def test_the_requirements_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert {str(requirement) for requirement in REQUIREMENTS} <= set(
        map(str, map(Requirement, project["dependencies"]))
    )


def test_the_plugin_brings_few_packages_beside_pulumi_and_pulumi_aws() -> None:
    of_pulumi = installed([Requirement("pulumi"), Requirement("pulumi-aws")])
    assert len(installed(REQUIREMENTS).keys() - of_pulumi.keys()) <= MOST_PACKAGES


@pytest.mark.slow
def test_the_plugin_runs_with_its_requirements_alone(project: Path, python: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    version = tomllib.loads((project / "pyproject.toml").read_text())["project"]["version"]
    with plugin_process(project, python, environment) as plugin:
        assert plugin.schema()["version"] == version
        arguments = {"account": "123456789012", "region": "us-east-1", "repository": "ml/trainer"}
        assert plugin.construct("PrivateRepository", arguments).only(REPOSITORY).inputs["name"] == "ml/trainer"
