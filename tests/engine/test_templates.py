"""`pulumi new` with the templates, by the engine itself, and what their programs deploy."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sandbox.emulated_aws import EmulatedAws
from sandbox.engine import Engine
from sandbox.live import live_repositories
from sandbox.project import ROOT
from sandbox.provider.server import stand_in_provider

TEMPLATES = ROOT / "templates"
# The program runs in a process of its own, with our package as people install it: from the wheel.
_DEPLOY = """\
import runpy, sys
from pulumi import automation
import union_ecr.components
from union_ecr.components import bootstrap  # what its bootstrap/ calls

assert union_ecr.components.__file__.startswith(sys.argv[1]), union_ecr.components.__file__
workspace = automation.LocalWorkspace(
    work_dir=".",
    program=lambda: runpy.run_path("__main__.py", run_name="__main__"),
    pulumi_command=automation.PulumiCommand(root=sys.argv[2] or None),
)
automation.Stack.create("my-team", workspace).up()
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for PYTHONPATH that has the wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder / "installed"


def new_project(engine: Engine, folder: Path, template: str = "python") -> None:
    """Lay a template out in a folder, by the command in README.md."""
    (command,) = re.findall(r"^\$ (pulumi new .*?) +#", (ROOT / "README.md").read_text(), re.MULTILINE)
    command = command.replace("../registries", str(folder)).replace("/python", f"/{template}") + " --offline --yes"
    environment = {**os.environ, "PATH": f"{engine.executable.parent}{os.pathsep}{os.environ['PATH']}"}
    ran = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    # Without a language host it cannot say what comes next, after everything is written.
    assert ran.returncode == 0 or "failed to load language plugin" in ran.stderr, ran.stderr
    assert "Created project 'union-ecr'" in ran.stdout


@pytest.mark.parametrize("template", sorted(path.name for path in TEMPLATES.iterdir()))
def test_pulumi_new_lays_out_every_file_of_a_template(template: str, engine: Engine, tmp_path: Path) -> None:
    project = tmp_path / "project"
    new_project(engine, project, template)
    source = TEMPLATES / template
    files = {path.relative_to(source) for path in source.rglob("*") if path.is_file()}
    texts = {path.relative_to(project): path.read_text() for path in project.rglob("*") if path.is_file()}
    assert set(texts) == files
    assert [name for name, text in texts.items() if "${PROJECT}" in text or "${DESCRIPTION}" in text] == []


def test_the_program_of_the_python_template_deploys_its_stack_file(
    engine: Engine, installed: Path, aws: EmulatedAws, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    new_project(engine, project)
    (tmp_path / "state").mkdir()
    with stand_in_provider(aws.environment()) as port:
        variables = {
            **os.environ,
            "PATH": str(engine.executable.parent),
            "PYTHONPATH": str(installed),
            "PULUMI_BACKEND_URL": f"file://{tmp_path / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "",
            "PULUMI_DEBUG_PROVIDERS": f"aws:{port}",
        }
        command = [sys.executable, "-c", _DEPLOY, str(installed), str(engine.root or "")]
        ran = subprocess.run(command, cwd=project, env=variables, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    live = live_repositories(aws.client("ecr", "us-east-1"))
    assert list(live) == ["simple-example-image"]
    assert "unionai-acme-flyteworker-node-group" in live["simple-example-image"]["policy"]
