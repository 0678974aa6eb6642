"""The sample project: what is expected of each of its lines, and what the check says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from union_ecr.check.declared_images import declared_images
from union_ecr.check.python_images import images_of
from union_ecr.check.text_files import images_in_text
from union_ecr.check.verdicts import CheckedImage, check_images
from union_ecr.cli.source_files import read_source_files
from union_ecr.cli.stack_files import read_stacks

PROJECT = Path(__file__).parent / "workflows"
HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
ENVIRONMENT = {"ACCOUNT": "123456789012", "FLYTE_IMAGE_REGISTRY": HOST}
FILES = sorted(
    path.relative_to(PROJECT).as_posix()
    for path in PROJECT.rglob("*")
    if path.is_file() and path.name != "README.md" and not {"stacks", "__pycache__"} & set(path.parts)
)
_EXPECTED = re.compile(r"#\s\^ (?P<verdict>[\w-]+) \| (?P<reference>\S.*?)(?: \| (?P<reason>.+?))?(?:\\n)?\"?,?$")


@dataclass(frozen=True)
class ExpectedImage:
    line: int
    verdict: str
    reference: str | None
    reason: str = ""

    def is_said(self, image: CheckedImage) -> bool:
        return (self.line, self.verdict, self.reference) == (
            image.line,
            str(image.verdict),
            image.reference,
        ) and self.reason in image.reason


def expected_images(file: str) -> Iterator[ExpectedImage]:
    line = 0
    for number, text in enumerate((PROJECT / file).read_text().splitlines(), 1):
        found = _EXPECTED.search(text)
        if found is None:
            line = number
            continue
        reference = found["reference"].replace("~", HOST).removeprefix("docker.io/")
        yield ExpectedImage(line, found["verdict"], None if reference == "-" else reference, found["reason"] or "")


@cache
def checked_images() -> dict[str, list[CheckedImage]]:
    """What the check says of the sample project, by file."""
    sources = read_source_files([PROJECT])
    uses, problems = images_of(sources.python, ENVIRONMENT)
    assert [*sources.problems, *problems] == []
    uses += [use for path, text in sources.texts.items() for use in images_in_text(path, text)]
    declared = declared_images(read_stacks(None, PROJECT / "stacks"))
    found: dict[str, list[CheckedImage]] = {file: [] for file in FILES}
    for image in check_images(uses, declared):
        file = Path(image.file).relative_to(PROJECT).as_posix()
        if not file.startswith("stacks/"):
            found[file].append(image)
    return found
