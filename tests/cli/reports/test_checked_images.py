"""The formats of the report of `union-ecr check`."""

import pytest

from union_ecr.check.image_use import Problem
from union_ecr.check.verdicts import CheckedImage, Verdict
from union_ecr.cli.reports.checked_images import CheckReport, as_annotations, as_tree


def image(verdict: Verdict, file: str = "a.py", reason: str = "why", remedy: str | None = "what") -> CheckedImage:
    return CheckedImage(file, 3, "r", "n", "r/n", "n", None, verdict, reason, remedy)


def report(*images: CheckedImage) -> CheckReport:
    return CheckReport(images, ())


def test_images_and_files_that_cannot_be_followed_are_together_by_file() -> None:
    given = CheckReport((image(Verdict.FITS, "b.py"), image(Verdict.UNRESOLVED, "a.py")), (Problem("a.py", 1, "bad"),))
    assert [(row.file, row.line) for row in given.rows()] == [("a.py", 1), ("a.py", 3), ("b.py", 3)]
    assert given.unresolved == 2


def test_what_fits_is_one_line() -> None:
    assert as_tree(report(image(Verdict.FITS))) == (
        "a.py\n     3  fits          r/n\n\n1 image, 0 would fail, 0 unresolved\n"
    )


def test_nothing_found_is_said() -> None:
    assert as_tree(report()) == "0 images, 0 would fail, 0 unresolved\n"


@pytest.mark.parametrize(
    ("verdict", "level"),
    [(Verdict.UNDECLARED, "error"), (Verdict.UNRESOLVED, "notice"), (Verdict.BASE_IMAGE, "notice")],
)
def test_an_annotation_stands_at_the_line(verdict: Verdict, level: str) -> None:
    assert as_annotations(report(image(verdict))) == f"::{level} file=a.py,line=3,title={verdict}::r/n: why; what\n"


@pytest.mark.parametrize("verdict", [Verdict.FITS, Verdict.ELSEWHERE])
def test_what_needs_no_attention_is_not_annotated(verdict: Verdict) -> None:
    assert as_annotations(report(image(verdict))) == ""


def test_an_annotation_cannot_become_another_command() -> None:
    hostile = image(Verdict.UNDECLARED, file="a,b:c\n.py", reason="x\n::error::y 100%")
    assert as_annotations(report(hostile)) == (
        "::error file=a%2Cb%3Ac%0A.py,line=3,title=undeclared::r/n: x%0A::error::y 100%25; what\n"
    )
