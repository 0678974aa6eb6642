"""One comment for a pull request: `python -m ci.preview_comment FOLDER LEFT_OUT`.

On stdin is the matrix of the stacks to preview; LEFT_OUT is a JSON list of the stacks that are not previewed
(ci.previews). In the folder, `declared.diff` is the difference of `union-ecr render` to the base, `base-not-rendered`
exists if the base could not be rendered, STACK.txt is the preview of a stack and STACK.code its exit code.
"""

import html
import json
import re
import sys
from collections.abc import Iterable
from pathlib import Path

from ci.previews import LEFT_OUT

MARKER = "<!-- union-ecr preview -->"
"""By this the workflow finds the comment again."""
LONGEST_COMMENT = 65_536
"""Characters; GitHub refuses longer ones (`Body is too long (maximum is 65536 characters)`)."""
LONGEST_REPORT = 10_000
_SHORTEST_FENCE = 8
_NO_BASE = "The base could not be rendered, so everything is shown as new."


def comment(reports: Path, stacks: Iterable[str], left_out: Iterable[str] = ()) -> str:
    """The comment, with a section for each stack; a comment that is too long for GitHub refers to the log instead."""
    declared = reports / "declared.diff"
    text = _read(declared) if declared.exists() else ""
    unchanged = "The stacks declare the same as before."
    parts = [MARKER, _section("What the stacks declare", text, "diff") if text else unchanged]
    if (reports / "base-not-rendered").exists():
        parts.append(_NO_BASE)
    names = sorted(stacks)
    parts += [_preview(reports, name) for name in names] or ["No stack was previewed."]
    parts += [f"<code>{html.escape(name)}</code> is {LEFT_OUT}." for name in sorted(left_out)]
    whole = "\n\n".join(parts)
    if len(whole) < LONGEST_COMMENT:
        return whole
    return f"{MARKER}\n\nToo long for a comment: see the run's log. Previewed: {', '.join(names)[:LONGEST_REPORT]}"


def _preview(reports: Path, stack: str) -> str:
    report, code = reports / f"{stack}.txt", reports / f"{stack}.code"
    if not report.exists():
        return _section(f"pulumi preview of {stack}: failed before it ran", "see the run's log", "text")
    failed = not code.exists() or code.read_text().strip() != "0"
    return _section(f"pulumi preview of {stack}{': failed' if failed else ''}", _read(report), "text")


def _section(title: str, text: str, language: str) -> str:
    """A folded section; its fence is longer than any fence in the text, so the text cannot end it."""
    shown = text.strip()
    if len(shown) > LONGEST_REPORT:
        shown = f"{shown[:LONGEST_REPORT]}\n… cut: see the run's log"
    longest = max(map(len, re.findall("~+", shown)), default=0)
    fence = "~" * max(_SHORTEST_FENCE, longest + 1)
    return f"<details><summary>{html.escape(title)}</summary>\n\n{fence}{language}\n{shown}\n{fence}\n\n</details>"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def main() -> None:
    """Write the comment on stdout."""
    stacks = [row["stack"] for row in json.load(sys.stdin)["include"]]
    sys.stdout.write(comment(Path(sys.argv[1]), stacks, json.loads(sys.argv[2])) + "\n")


if __name__ == "__main__":
    main()
