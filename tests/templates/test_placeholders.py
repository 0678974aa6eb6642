"""The address and the version of this package in the templates: both stand in known places only."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TEMPLATES = sorted(path for path in (PROJECT / "templates").iterdir() if path.is_dir())
PLACEHOLDER = "OWNER_OF_UNION_ECR"
"""No account on GitHub can have this name: those of organizations and users have no two underscores."""
VERSION = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["version"]

template = pytest.mark.parametrize("folder", TEMPLATES, ids=lambda folder: folder.name)


def texts(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_text() for path in files}


@template
def test_every_address_of_this_package_has_the_placeholder_as_its_owner(folder: Path) -> None:
    places = [
        place for text in texts(folder).values() for place in re.findall(r"(?<![@\w.-])([\w.-]+)/union-ecr\b", text)
    ]
    assert set(places) == {PLACEHOLDER}


@template
def test_the_first_line_says_to_replace_it(folder: Path) -> None:
    first = (folder / "Pulumi.yaml").read_text().splitlines()[0]
    assert first == f"# First replace {PLACEHOLDER} in every file: README.md has the command."


@template
def test_the_command_of_the_readme_replaces_it_everywhere(folder: Path, tmp_path: Path) -> None:
    project = shutil.copytree(folder, tmp_path / "project")
    (command,) = re.findall(r"\$ (grep .*?) +#", (folder / "README.md").read_text())
    subprocess.run(["bash", "-c", command], cwd=project, check=True)
    assert not [name for name, text in texts(project).items() if PLACEHOLDER in text]
    assert "acme/union-ecr" in "".join(texts(project).values())


@template
def test_every_version_is_that_of_this_package(folder: Path) -> None:
    versions = [version for text in texts(folder).values() for version in re.findall(r"[@/]v(\d+\.\d+\.\d+)\b", text)]
    assert set(versions) == {VERSION}


@template
def test_the_command_of_the_upgrade_page_changes_every_version_but_not_the_lock(folder: Path, tmp_path: Path) -> None:
    """A lock with another tag and the old commit would look up to date to uv."""
    project = shutil.copytree(folder, tmp_path / "project")
    (project / "uv.lock").write_text(f"v{VERSION}")
    page = (PROJECT / "docs" / "upgrade.md").read_text()
    (command,) = re.findall(r"\$ (git grep .*?) +#", page)
    for line in ("git init -q && git add -A", command):
        subprocess.run(["bash", "-c", line], cwd=project, check=True)
    assert [name for name, text in texts(project).items() if f"v{VERSION}" in text] == ["uv.lock"]
