"""The report of `union-ecr check` for people, scripts and GitHub Actions."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import groupby

from union_ecr.check.image_use import Problem
from union_ecr.check.verdicts import CheckedImage, Verdict, unresolved_file
from union_ecr.cli.reports.text import counted
from union_ecr.stack_file.errors import one_line


@dataclass(frozen=True)
class CheckReport:
    """Every image with its verdict, and the files that could not be followed."""

    images: tuple[CheckedImage, ...]
    problems: tuple[Problem, ...]

    @property
    def unresolved(self) -> int:
        """How many images or files are not known."""
        return sum(image.verdict is Verdict.UNRESOLVED for image in self.images) + len(self.problems)

    @property
    def summary(self) -> str:
        """How many images there are, and how many of them are not in order."""
        failing = sum(image.fails for image in self.images)
        return f"{counted(len(self.images), 'image')}, {failing:,} would fail, {self.unresolved:,} unresolved"

    def rows(self) -> list[CheckedImage]:
        """The images, and each file that could not be followed as one that is unresolved."""
        files = [unresolved_file(problem) for problem in self.problems]
        return sorted([*self.images, *files], key=lambda image: (image.file, image.line))


def as_json(report: CheckReport) -> str:
    """The shape of `check --json`, which is fixed: people's scripts read it. Only ECR's answers add the key `live`."""
    images = [asdict(image) for image in report.rows()]
    left_out = {"addable_to"} if any(image["live"] for image in images) else {"addable_to", "live"}
    images = [{key: value for key, value in image.items() if key not in left_out} for image in images]
    return json.dumps({"images": images, "unresolved": report.unresolved}, indent=2) + "\n"


def as_tree(report: CheckReport) -> str:
    """The files with their images, and a sentence that counts them."""
    lines = [line for file, images in groupby(report.rows(), lambda image: image.file) for line in _file(file, images)]
    return "\n".join([*lines, *([""] if lines else []), report.summary]) + "\n"


def _file(file: str, images: Iterator[CheckedImage]) -> Iterator[str]:
    yield one_line(file)
    for image in images:
        name = image.reference or image.name or "?"
        yield one_line(f"  {image.line:>4}  {image.verdict:<12}  {name}")
        if image.verdict is not Verdict.FITS:
            yield one_line(f"        {_advice(image)}")


def _advice(image: CheckedImage) -> str:
    return "; ".join(part for part in (image.reason, image.remedy) if part)


def as_annotations(report: CheckReport) -> str:
    """Workflow commands that annotate the lines of a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    lines = []
    for image in report.rows():
        if image.verdict not in (Verdict.FITS, Verdict.ELSEWHERE):
            kind = "error" if image.fails else "notice"
            text = f"{image.reference or image.name or 'image'}: {_advice(image)}"
            place = f"file={_escaped(image.file, ',:')},line={image.line},title={image.verdict}"
            lines.append(f"::{kind} {place}::{_escaped(text)}\n")
    return "".join(lines)


def _escaped(text: str, also: str = "") -> str:
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{also}" else letter for letter in text)
