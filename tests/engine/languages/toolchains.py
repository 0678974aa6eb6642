"""Node and Go, with what the programs here need of them; what is fetched is kept below .sandbox/languages.

A test that needs Node or Go is skipped, with the reason, where that is not on PATH.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from sandbox.project import ROOT
from tests.conftest import USERS_ENVIRONMENT

PROGRAMS = Path(__file__).parent
EXAMPLE_PROGRAMS, TEMPLATE = ROOT / "examples" / "component", ROOT / "templates" / "typescript"
_GO_MAIN = "func main() {\n\tpulumi.Run(program)\n}\n"
_KEPT = ROOT / ".sandbox" / "languages"
_GENERATOR = ROOT / "sandbox" / "engine"
"""The folder with the Go module of the engine, in which the SDK generator is."""
_GO_VARIABLES = {
    "CGO_ENABLED": "0",
    "GOCACHE": str(_KEPT / "go" / "compiled"),
    "GOFLAGS": "-mod=readonly -modcacherw -buildvcs=false",
    "GOMODCACHE": str(_KEPT / "go" / "modules"),
    "GOPATH": str(_KEPT / "go" / "path"),
    "GOWORK": "off",
}


def typescript_program(folder: Path, schema: Path) -> list[str | Path]:
    """Compile the TypeScript program, with the SDK that is generated for it, in a new folder; its command line."""
    node, npm = _on_path("node", "Node.js 20 or newer"), _on_path("npm", "npm")
    shutil.copytree(PROGRAMS / "typescript", folder)
    for name, file in {"example": EXAMPLE_PROGRAMS / "index.ts", "template": TEMPLATE / "index.ts"}.items():
        (folder / f"{name}.ts").write_text(file.read_text().replace('"@union-ecr/union-ecr"', '"./sdk"'))
    _generate("nodejs", schema, folder / "sdk")
    (folder / "node_modules").symlink_to(_node_modules(npm))
    _run([node, folder / "node_modules" / "typescript" / "bin" / "tsc"], folder)
    return [node, folder / "program.js"]


def go_program(folder: Path, schema: Path) -> list[str | Path]:
    """Compile the Go program, with the SDK that is generated for it, in a new folder; its command line."""
    go = _on_path("go", "Go")
    shutil.copytree(PROGRAMS / "golang", folder)
    (folder / "example.go").write_text((EXAMPLE_PROGRAMS / "main.go").read_text().replace(_GO_MAIN, ""))
    _generate("go", schema, folder / "sdk")
    _run([go, "build", "-trimpath", "-ldflags=-s -w", "-o", "program", "."], folder, _GO_VARIABLES)
    return [folder / "program"]


def _node_modules(npm: str) -> Path:
    """The packages of package-lock.json, installed once; their install scripts are not needed and not run."""
    files = [PROGRAMS / "typescript" / name for name in ("package.json", "package-lock.json")]
    folder = _KEPT / f"npm-{_digest(*files)}"
    complete = folder / "complete"
    with _alone("npm"):
        if not complete.exists():
            folder.mkdir(exist_ok=True)
            for file in files:
                shutil.copy(file, folder)
            _run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder)
            complete.touch()
    return folder / "node_modules"


@cache
def _generator() -> Path:
    """The SDK generator: the engine's own, built from the engine's modules."""
    go = _on_path("go", "Go")
    sources = (_GENERATOR / "sdk_generator" / "main.go", _GENERATOR / "go.mod", _GENERATOR / "go.sum")
    executable = _KEPT / f"sdk_generator-{_digest(*sources)}"
    with _alone("sdk_generator"):
        if not executable.exists():
            _run([go, "build", "-trimpath", "-o", executable, "./sdk_generator"], _GENERATOR, _GO_VARIABLES)
    return executable


def _generate(language: str, schema: Path, folder: Path) -> None:
    _run([_generator(), language, schema, folder], folder.parent)


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Wait until no other process of this run fetches the same."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


def _on_path(command: str, name: str) -> str:
    found = shutil.which(command)
    if found is None:
        pytest.skip(f"no {command} on PATH: install {name}")
    return found


def _run(command: list[str | Path], folder: Path, variables: Mapping[str, str] | None = None) -> None:
    environment = {**USERS_ENVIRONMENT, **(variables or {})}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, f"{os.fspath(command[0])}: {result.stdout}{result.stderr}"
