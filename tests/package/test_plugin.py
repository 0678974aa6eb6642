"""The plugin in an environment that has what its requirements install, and nothing else."""

import io
import os
import subprocess
import tarfile
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from sandbox.project import ROOT
from tests.components.plugin_process import plugin_process
from tests.components.recording import REPOSITORY
from tests.package.bare_environment import bare_python, installed, requirements_of

REQUIREMENTS = requirements_of("components")
MOST_PACKAGES = 12


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_python(tmp_path_factory.mktemp("plugin") / "environment", REQUIREMENTS)


@pytest.fixture(params=["folder", "clone"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """This checkout, or what a clone of its last commit has."""
    if request.param == "folder":
        return ROOT
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone of the repository")
    clone = tmp_path / "clone"
    # In a container the checkout may be another user's, and the user's own git settings are out of reach here.
    archive = ["git", "-c", "safe.directory=*", "archive", "--format=tar", "HEAD"]
    content = subprocess.run(archive, cwd=ROOT, capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(content)) as files_of_commit:
        files_of_commit.extractall(clone, filter="data")
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
