"""The report of `union-ecr check` as GitHub's markdown, for a comment or a job summary."""

from union_ecr.check.verdicts import CheckedImage, Verdict
from union_ecr.cli.reports.checked_images import CheckReport
from union_ecr.cli.reports.markdown import MOST_CHARACTERS, as_code

_HEAD = "\n| file | image | verdict | reason | remedy |\n|---|---|---|---|---|\n"


def as_markdown(report: CheckReport, most: int = MOST_CHARACTERS) -> str:
    """The summary and a table of what does not fit, those that would fail first; of what has no room, the number."""
    rows = [image for image in report.rows() if image.verdict is not Verdict.FITS]
    text = f"**{report.summary}**\n"
    shown = ""
    for count, image in enumerate(sorted(rows, key=lambda image: not image.fails)):
        row = _row(image)
        if len(text) + len(_HEAD) + len(shown) + len(row) + 100 > most:
            return f"{text}{_HEAD}{shown}\n**{len(rows) - count:,} more are not shown.** `union-ecr check` shows all.\n"
        shown += row
    return f"{text}{_HEAD}{shown}" if shown else text


def _row(image: CheckedImage) -> str:
    place = f"{image.file}:{image.line}"
    cells = [as_code(text or "") for text in (place, image.reference or image.name, image.reason, image.remedy)]
    return f"| {cells[0]} | {cells[1]} | {image.verdict} | {cells[2]} | {cells[3]} |\n"
