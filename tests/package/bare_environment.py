"""An environment that has what some requirements install, and nothing else, without the network."""

import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from sandbox.project import ROOT

NOT_LOADED = {"setuptools"}
"""What pulumi-policy asks for and does not import; the environment of the tests may not have it."""


def requirements_of(folder: str) -> list[Requirement]:
    """What a folder of this project asks for."""
    lines = (ROOT / folder / "requirements.txt").read_text().splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def installed(requirements: list[Requirement]) -> dict[str, Distribution]:
    """The packages that these requirements install, with all that they bring, as far as this machine needs them."""
    found: dict[str, Distribution] = {}
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (
            name in NOT_LOADED
            or name in found
            or (requirement.marker and not requirement.marker.evaluate({"extra": ""}))
        ):
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


def bare_python(folder: Path, requirements: list[Requirement]) -> Path:
    """The interpreter of an environment with the packages of the requirements, in the versions of uv.lock."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    (site_packages,) = folder.glob("lib/*/site-packages")
    wanted = installed(requirements)
    others = [package for package in distributions() if canonicalize_name(package.name) not in wanted]
    link(files(wanted.values()), files(others), Path(sysconfig.get_path("purelib")), site_packages)
    return folder / "bin" / "python"
