"""What a job tells beside its log: a notice, a warning or an error that stands on the run's page.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; how a text is escaped is in
actions/toolkit, packages/core/src/command.ts.
"""

import sys

NOTICE, WARNING, ERROR = "notice", "warning", "error"

_IN_A_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_IN_A_TITLE = {**_IN_A_TEXT, **str.maketrans({":": "%3A", ",": "%2C"})}


def annotate(kind: str, title: str, text: str) -> None:
    """Write it on stderr; nothing in the title or the text can begin another command."""
    sys.stderr.write(f"::{kind} title={title.translate(_IN_A_TITLE)}::{text.translate(_IN_A_TEXT)}\n")
