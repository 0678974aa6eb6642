"""Annotations: a notice, a warning or an error on the run's page.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands; the escaping is that of
actions/toolkit, packages/core/src/command.ts.
"""

import sys

NOTICE, WARNING, ERROR = "notice", "warning", "error"

_ESCAPED_IN_TEXT = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_ESCAPED_IN_TITLE = {**_ESCAPED_IN_TEXT, **str.maketrans({":": "%3A", ",": "%2C"})}


def annotate(kind: str, title: str, text: str) -> None:
    """Write an annotation on stderr; neither the title nor the text can begin another command."""
    sys.stderr.write(f"::{kind} title={title.translate(_ESCAPED_IN_TITLE)}::{text.translate(_ESCAPED_IN_TEXT)}\n")
