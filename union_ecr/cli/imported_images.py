"""`check --import`: the images that the workflows' own Python makes, recorded by `image_recorder`."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from union_ecr.check.image_use import ImageUse, Problem, Purpose, split_reference
from union_ecr.cli import image_recorder

SECONDS_A_MODULE = 60.0


class CannotImport(Exception):
    """No module can be imported at all: there is no interpreter, or no SDK; the message says what to do."""


@dataclass
class Imported:
    """The images; what cannot be imported or registered, with one line each; the files that are not imported."""

    uses: list[ImageUse] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    not_imported: set[str] = field(default_factory=set)


def imported_images(
    files: Iterable[str],
    python: Path | None,
    environment: Mapping[str, str],
    seconds: float = SECONDS_A_MODULE,
) -> Imported:
    """Import Python files with their own interpreter, and record what `union register` would build.

    A file that ends the interpreter is reported, and the others are imported without it.

    Raises:
        CannotImport: there is no interpreter, or it has neither flytekit nor flyte.
    """
    program = str(python) if python else _python()
    modules, ended = [_module(file) for file in files], list[Problem]()
    while modules:
        lines, code = _record(program, modules, environment, seconds)
        if any("no_sdk" in line for line in lines):
            raise CannotImport(
                f"{program} has neither flytekit nor flyte; name the workflows' interpreter with --python"
            )
        if any("done" in line for line in lines):
            found = _read(lines)
            files_ended = {problem.file for problem in ended}
            return Imported(found.uses, [*ended, *found.problems], found.not_imported | files_ended)
        culprit = next((line["loading"] for line in reversed(lines) if "loading" in line), None)
        if culprit is None:
            raise CannotImport(f"{program} ends with code {code} without importing anything")
        ended.append(Problem(culprit, 1, f"importing it ends the interpreter with code {code}"))
        modules = [module for module in modules if module["file"] != culprit]
    return Imported([], ended, {problem.file for problem in ended})


def _python() -> str:
    active = os.environ.get("VIRTUAL_ENV")
    names = [Path(active, "bin", "python"), Path(active, "Scripts", "python.exe")] if active else []
    found = next((str(path) for path in names if path.exists()), None) or shutil.which("python3")
    if found is None:
        raise CannotImport("there is no python3 on PATH; name the workflows' interpreter with --python")
    return found


def _module(file: str) -> dict[str, str]:
    """A file as a module: the folder above its outermost package is where it is imported from."""
    path = Path(file).resolve()
    root = path.parent
    while (root / "__init__.py").exists() and root != root.parent:
        root = root.parent
    parts = path.relative_to(root).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
    return {"file": file, "path": str(path), "root": str(root), "name": name}


def _record(
    program: str, modules: list[dict[str, str]], environment: Mapping[str, str], seconds: float
) -> tuple[list[dict[str, Any]], int]:
    """What the recorder answers, and its exit code."""
    with tempfile.TemporaryDirectory() as folder:
        request, answer = Path(folder, "request.json"), Path(folder, "answer.jsonl")
        root = os.path.commonpath([module["root"] for module in modules])
        asked = {"modules": modules, "seconds": seconds, "answer": str(answer), "root": root}
        request.write_text(json.dumps(asked), encoding="utf-8")
        variables = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment}
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path.cwd()), variables.get("PYTHONPATH")]))
        try:
            ran = subprocess.run(
                [program, image_recorder.__file__, str(request)],
                env=variables,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
            )
        except OSError as error:
            raise CannotImport(f"{program} cannot be run: {error.strerror}") from None
        text = answer.read_text(encoding="utf-8") if answer.exists() else ""
        return [json.loads(line) for line in text.splitlines()], ran.returncode


def _read(lines: Iterable[Mapping[str, Any]]) -> Imported:
    found = Imported()
    for line in lines:
        if "failed" in line:
            found.problems.append(Problem(line["failed"], line["line"], line["reason"]))
            if line["doing"] == "importing":
                found.not_imported.add(line["failed"])
        elif "image" in line:
            found.uses.append(_use(line["image"]))
    return found


def _use(image: Mapping[str, Any]) -> ImageUse:
    purpose = Purpose(image["purpose"])
    if purpose is not Purpose.BUILD:
        registry, name, tag = split_reference(image["reference"])
        return ImageUse(image["file"], image["line"], purpose, None, registry, name, tag)
    return ImageUse(
        image["file"],
        image["line"],
        purpose,
        image["sdk"],
        image["registry"],
        image["name"],
        image["tag"] if image["fixed"] else None,
        image["builder"],
        tuple(image["platforms"]),
        image["default_name"],
        computed_tag=None if image["fixed"] else image["tag"],
    )
