"""One comment for a pull request: `python -m ci.preview_comment FOLDER LEFT_OUT`.

On stdin is the matrix of the stacks to preview; LEFT_OUT is a JSON list of the stacks that are not previewed
(ci.previews). The folder has the reports of ci.preview_reports, `declared.diff` with the difference of the documents,
each side rendered by its own code, and `base-not-rendered` if the base could not be rendered.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ci.markdown import bullets, code, folded
from ci.preview_reports import Changes, StackReport, stack_report
from ci.previews import LEFT_OUT

MARKER = "<!-- union-ecr preview -->"
"""By this the workflow finds the comment again."""
LONGEST_COMMENT = 60_000
"""Characters, as JavaScript counts them. GitHub refuses more than 65,536 (`Body is too long`)."""
_ALL = sys.maxsize
_IN_THE_LOG, _IN_THE_ARTIFACT = "see the run's log", "see changes.json in the run's artifact declared"
_NO_BASE = "The base could not be rendered by its own code, so every document is shown as new."
_ONLY_BY_CODE = "The stack files say the same as before, but the code declares other documents for them."


class Limits(NamedTuple):
    """How many characters of each folded text, how many findings of drift, and how many other lines are shown."""

    folded: int
    drift: int
    lines: int


# The folded texts are shortened first, and what may be lost and who gains access last.
LIMITS = (
    *(Limits(characters, 20, _ALL) for characters in (20_000, 10_000, 5_000, 2_000, 1_000, 300)),
    *(Limits(0, findings, _ALL) for findings in (20, 5, 1, 0)),
    *(Limits(0, 0, lines) for lines in (50, 20, 10, 5, 2, 1)),
)


def comment(reports: Path, stacks: Iterable[str], left_out: Iterable[str] = ()) -> str:
    """The comment, with a section for each stack that changes or is previewed; shortened until it fits."""
    changes, previewed = Changes.read(reports), set(stacks)
    names = sorted({*changes.stacks, *previewed})
    found = [stack_report(reports, name, changes.stacks.get(name), name in previewed) for name in names]
    document = _read(reports / "declared.diff")
    notes = list(_notes(changes, reports, document, left_out))
    for limits in LIMITS:
        text = "\n\n".join([MARKER, *notes, *chain.from_iterable(_section(stack, limits) for stack in found)])
        documents = folded("All documents", document, "diff", limits.folded) if document and limits.folded else None
        whole = "\n\n".join(filter(None, (text, documents)))
        if length(whole) <= LONGEST_COMMENT:
            return whole
    return _counted(found)


def length(text: str) -> int:
    """The length of a text as JavaScript counts it: a character beyond U+FFFF counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _notes(changes: Changes, reports: Path, document: str, left_out: Iterable[str]) -> Iterator[str]:
    if not changes.stacks:
        yield _ONLY_BY_CODE if document else "The stacks declare the same as before."
    if changes.invalid:
        names = ", ".join(map(code, changes.invalid))
        yield f"Invalid in the base, so shown as new, and what may be lost is unknown: {names}."
    if (reports / "base-not-rendered").exists():
        yield _NO_BASE
    yield from (f"{code(name)} is {LEFT_OUT}." for name in sorted(left_out))


def _section(stack: StackReport, limits: Limits) -> Iterator[str]:
    yield f"### {stack.title}"
    for title, lines in (("What may be lost", stack.losses), ("Who gains or loses access", stack.access)):
        if lines:
            yield "\n".join([f"**{title}**\n", *bullets(lines, limits.lines, _IN_THE_ARTIFACT)])
    if stack.drift_summary:
        shown = bullets(stack.drift, limits.drift, _IN_THE_LOG)
        yield "\n".join([f"**Drift that this is merged onto:** {stack.drift_summary}\n", *shown])
    for title, text, language in stack.folds:
        yield folded(title, text, language, limits.folded) if limits.folded else f"{title}: {_IN_THE_LOG}"


def _counted(stacks: list[StackReport]) -> str:
    """Only the numbers, the most losses first; what has no room is counted, too."""
    lines = [
        f"- {stack.title}: {len(stack.losses):,} may be lost, {len(stack.access):,} of access"
        for stack in sorted(stacks, key=lambda stack: (-len(stack.losses), -len(stack.access)))
    ]
    text = f"{MARKER}\n\nToo much for a comment: {_IN_THE_ARTIFACT}.\n"
    for count, line in enumerate(lines):
        if length(text) + length(line) > LONGEST_COMMENT - 100:
            return f"{text}\n- and {len(lines) - count:,} more stacks"
        text += f"\n{line}"
    return text


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace").strip() if path.exists() else ""


def main() -> None:
    """Write the comment on stdout."""
    stacks = [row["stack"] for row in json.load(sys.stdin)["include"]]
    sys.stdout.write(comment(Path(sys.argv[1]), stacks, json.loads(sys.argv[2])) + "\n")


if __name__ == "__main__":
    main()
