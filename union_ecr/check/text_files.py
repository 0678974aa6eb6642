"""Images in files that are not Python: Dockerfiles, scripts, YAML of CI and Kubernetes, ImageSpec YAML, notebooks."""

import json
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from typing import Any

import yaml

from union_ecr.check.image_constructors import FLYTEKIT, fixed_tag
from union_ecr.check.image_use import ImageUse, Purpose, split_reference

MOST_CHARACTERS = 2_000_000
_FROM = re.compile(
    r"^\s*FROM\s+(?:--\S+\s+)*(?P<reference>\S+)(?:\s+AS\s+(?P<stage>\S+))?", re.IGNORECASE | re.MULTILINE
)
_REFERENCE = r"(?P<reference>[\w.-]+\.dkr[.\w-]*\.[a-z0-9.-]+(?:/[A-Za-z0-9._/-]+)?(?:[:@][A-Za-z0-9._:-]+)?)"
_OF_ECR = re.compile(rf"(?<![\w./-]){_REFERENCE}")
_IMAGE_SPEC_KEYS = {"name", "registry"}
_TEXT_FIELDS = ("tag_format", "builder", "platform")
_IMAGE_SPEC_ONLY = {"packages", "requirements", "base_image", "apt_packages", "python_version", "builder", "tag_format"}


def images_in_text(path: str, text: str) -> Iterator[ImageUse]:
    """The images of a file by its name: what a Dockerfile builds on, and every reference with a host of ECR.

    A reference with a variable in it is left out: text is not followed as Python is.
    """
    name = path.rpartition("/")[2].lower()
    if name.endswith((".yaml", ".yml")) and (use := _image_spec(path, text)):
        yield use
        return
    stages = {match["stage"] for match in _FROM.finditer(text)}
    rows = text.split("\n")
    starts = list(_starts(text))
    found: dict[tuple[int, str], Purpose] = {}
    for purpose, pattern in ((Purpose.RUN, _OF_ECR), (Purpose.BASE, _FROM)):
        if purpose is Purpose.BASE and not any(kind in name for kind in ("dockerfile", "containerfile")):
            continue
        for match in pattern.finditer(text):
            line = bisect_right(starts, match.start("reference"))
            if not rows[line - 1].lstrip().startswith("#"):
                found[line, match["reference"].rstrip(".:")] = purpose
    for (line, reference), purpose in sorted(found.items()):
        registry, image, tag = split_reference(reference)
        if (
            image
            and "$" not in reference
            and reference not in {"scratch", *stages}
            and not (purpose is Purpose.RUN and registry is None)
        ):
            yield ImageUse(path, line, purpose, None, registry, image, tag)


def _image_spec(path: str, text: str) -> ImageUse | None:
    """The ImageSpec of a YAML file as `union register --image` takes it; None where the file holds another thing."""
    if "registry" not in text or "name" not in text:
        return None
    try:
        document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if (
        not isinstance(document, dict)
        or not document.keys() >= _IMAGE_SPEC_KEYS
        or not document.keys() & _IMAGE_SPEC_ONLY
    ):
        return None
    registry, name = document["registry"], document["name"]
    if not isinstance(registry, str) or not isinstance(name, str):
        return None
    line = next((number for number, row in enumerate(text.splitlines(), 1) if row.startswith("name")), 1)
    given = {field: value for field in _TEXT_FIELDS if isinstance(value := document.get(field), str)}
    platforms = tuple(part.strip() for part in given["platform"].split(",")) if "platform" in given else ()
    tag, builder = fixed_tag(given.get("tag_format")), given.get("builder")
    return ImageUse(path, line, Purpose.BUILD, FLYTEKIT, registry, name, tag, builder, platforms)


class Notebook:
    """The code of a Jupyter notebook as one Python file, and the lines of the notebook's own file.

    Lines that begin with % or ! are IPython's and are left out.
    """

    def __init__(self, text: str) -> None:
        """Raises ValueError if the text is no notebook."""
        document = json.loads(text)
        cells = document.get("cells") if isinstance(document, dict) else None
        if not isinstance(cells, list):
            raise ValueError("it has no cells")
        sources = [_cell_text(cell) for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]
        rows = [row for source in sources for row in source.splitlines()]
        self.code = "\n".join("" if row.lstrip().startswith(("%", "!")) else row for row in rows)
        self._lines = list(_written_at(text, rows))

    def line_of(self, line: int) -> int:
        """The line of the notebook's file in which a line of the code is written."""
        return self._lines[min(line, len(self._lines)) - 1] if self._lines else 1


def _cell_text(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    return "".join(part for part in source if isinstance(part, str)) if isinstance(source, list) else str(source)


def _starts(text: str) -> Iterator[int]:
    """Where each line begins."""
    yield 0
    yield from (match.end() for match in re.finditer("\n", text))


def _written_at(text: str, rows: Collection[str]) -> Iterator[int]:
    starts = list(_starts(text))
    position = 0
    for row in rows:
        found = text.find(json.dumps(row, ensure_ascii=False)[1:-1], position)
        position = position if found < 0 else found + 1
        yield bisect_right(starts, max(position - 1, 0))
