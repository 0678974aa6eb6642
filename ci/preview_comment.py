"""One comment for a pull request, from the reports in a folder: `python -m ci.preview_comment FOLDER`.

`declared.diff` is what `union-ecr render` says otherwise than the base, STACK.txt the preview of a stack, STACK.code
its exit code.
"""

import sys
from pathlib import Path

MARKER = "<!-- union-ecr preview -->"
"""How the comment is found again."""
LONGEST_COMMENT = 65_536
"""Characters; GitHub refuses longer ones (`Body is too long (maximum is 65536 characters)`)."""
LONGEST_REPORT = 10_000
_FENCE = "~~~~~~~~"


def comment(reports: Path) -> str:
    """The comment; what does not fit is cut, and says so."""
    declared = reports / "declared.diff"
    text = declared.read_text(encoding="utf-8", errors="replace") if declared.exists() else ""
    parts = [MARKER, _section("What the stacks declare", text, "diff") if text else "The stacks declare what they did."]
    previews = sorted(reports.glob("*.txt"))
    parts += [_preview(report) for report in previews] or ["No stack was previewed."]
    whole = "\n\n".join(parts)
    if len(whole) < LONGEST_COMMENT:
        return whole
    names = ", ".join(report.stem for report in previews)
    return f"{MARKER}\n\nToo long for a comment: see the run's log. Previewed: {names[:LONGEST_REPORT]}"


def _preview(report: Path) -> str:
    code = report.with_suffix(".code")
    failed = not code.exists() or code.read_text().strip() != "0"
    title = f"pulumi preview of {report.stem}{': failed' if failed else ''}"
    return _section(title, report.read_text(encoding="utf-8", errors="replace"), "text")


def _section(title: str, text: str, language: str) -> str:
    """A folded section; no text can end the fence it stands in."""
    shown = text.strip().replace(_FENCE, _FENCE[:3])
    if len(shown) > LONGEST_REPORT:
        shown = f"{shown[:LONGEST_REPORT]}\n… cut: the run's log has all of it"
    fenced = f"{_FENCE}{language}\n{shown}\n{_FENCE}"
    return f"<details><summary>{title}</summary>\n\n{fenced}\n\n</details>"


def main() -> None:
    """Write the comment on stdout."""
    sys.stdout.write(comment(Path(sys.argv[1])) + "\n")


if __name__ == "__main__":
    main()
