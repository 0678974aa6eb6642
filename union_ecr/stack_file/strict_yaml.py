"""YAML read so that nothing in it can mean two things.

The Pulumi engine reads a stack file with another YAML library than ours, and writes it back when it saves the
stack: an unquoted 012345670123 is an octal number to it, `yes` is text, 2026-01-01 a date. Whatever the two could
see differently is refused here with "put it in quotes", instead of being understood in one of the two ways.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import yaml

from union_ecr.stack_file.errors import ConfigError, KeyPath, format_path

MERGE_KEY = "<<"
"""Refused, and might have brought any key of the mapping that it stands in."""
_DEEPEST = 12
_HOPELESS = 100  # the C reader's time grows with the square of the depth, so reading stops there

_NULL = re.compile(r"|~|null|Null|NULL")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,14})")  # below 2**53: beyond it a JSON reader may round
# What YAML 1.1, YAML 1.2 or the engine's reader takes for something other than text, in whichever spelling.
_AMBIGUOUS = re.compile(
    r"""(?ixs)
    y|n|yes|no|on|off                                          # booleans of YAML 1.1
    |[-+]?0[box]?[0-9a-f_]*                                    # octal, binary, hexadecimal
    |[-+]?[0-9][0-9_,]*                                        # integers with signs or separators
    |[-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)(e[-+]?[0-9]+)?  # floats
    |[-+]?[0-9][0-9_]*(:[0-9]{1,2})+(\.[0-9_]*)?               # base 60
    |[-+]?\.(inf|nan)
    |[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([t\s].*)?                  # dates and times
    |=|<<
    """
)
_UNPRINTABLE = ("has a line break or a character that cannot be seen", "write it on one line, in plain characters")
_YES = re.compile(r"(?i)y|yes|on")
_NO = re.compile(r"(?i)n|no|off")


class Unread(Enum):
    """The type of `UNREAD`."""

    UNREAD = "…"

    def __str__(self) -> str:
        return self.value


UNREAD = Unread.UNREAD
"""Stands where a value was refused; no rule looks at it, since the error is reported already."""


@dataclass
class YamlDocument:
    """What a YAML text holds.

    `value` is plain Python (dict, list, str, int, bool, None), with UNREAD where a value was refused; `lines` tells on
    which line each key path stands, and `errors` what was refused.
    """

    name: str
    value: Any = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    errors: list[ConfigError] = field(default_factory=list)

    def note(self, path: KeyPath, line: int | None, given: str | None, rule: str, remedy: str) -> None:
        """Add an error."""
        self.errors.append(ConfigError(self.name, line, format_path(path), given, rule, remedy))


def read_yaml(name: str, text: str) -> YamlDocument:
    """Read one YAML document; never raises. `name` is what errors call the text."""
    document = YamlDocument(name)
    # The C reader, where the wheel has it, is ten times faster, and the engine's is a port of the same library.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _Builder(document, iter(yaml.parse(text, Loader=loader))).document()
    except _Abort:
        document.value = UNREAD
    except yaml.MarkedYAMLError as error:
        document.value, document.errors = UNREAD, [_syntax_error(name, error, text)]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        rule = "has a character that YAML does not allow"
        document.value, document.errors = UNREAD, [ConfigError(name, line, "", None, rule, "delete it")]
    return document


class _Refused(Exception):
    """The value is not read; its error is already noted."""


class _Abort(Exception):
    """Reading stops; the error is already noted."""


class _Builder:
    """Builds values from YAML events and notes what it refuses."""

    def __init__(self, document: YamlDocument, events: Iterator[Any]) -> None:
        self._document = document
        self._events = events

    def document(self) -> None:
        documents = 0
        for event in self._events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            documents += 1
            if documents == 2:
                self._note((), event, None, "holds two YAML documents", "keep one: delete the --- line")
            if event.version or event.tags:
                self._note((), event, None, "has a % directive", "delete it")
            start = next(self._events)
            if documents > 1:
                self._skip(start)
                continue
            self._document.value = self._value(start, ())

    def _value(self, event: Any, path: KeyPath) -> Any:
        """The value that begins with an event; UNREAD if it is refused."""
        try:
            return self._read(event, path)
        except _Refused:
            return UNREAD

    def _read(self, event: Any, path: KeyPath) -> Any:
        self._document.lines.setdefault(path, event.start_mark.line + 1)
        if len(path) > _DEEPEST:
            self._refuse(event, path, "is nested too deep", "no setting needs more than a few levels")
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self._refuse(event, path, "uses a YAML anchor or alias", "write it out, or use union-ecr:defaults")
        if event.tag is not None:
            self._refuse(event, path, f"has a YAML tag ({event.tag})", "delete the tag")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._key(event, path)
            start = next(self._events)
            here = (*path, key or "")
            if key is None:
                found.setdefault(str(getattr(event, "value", "")), UNREAD)
            elif here in self._document.lines:
                rule = f"stands twice, first on line {self._document.lines[here]}"
                self._note(here, event, None, rule, "keep one of the two")
                key = None
            if key is None:
                self._skip(start)
                continue
            self._document.lines[here] = event.start_mark.line + 1
            found[key] = self._value(start, here)
        return found

    def _key(self, event: Any, path: KeyPath) -> str | None:
        """The key, or None when it is refused; what stands behind it is the caller's to skip."""
        if not isinstance(event, yaml.ScalarEvent):
            self._note(path, event, None, "has a key that is not text", "write plain words as keys")
            self._skip(event)
        elif not event.value.isprintable():
            self._note(path, event, None, *_UNPRINTABLE)
        elif event.anchor or event.tag:
            self._note(path, event, event.value, "is a key with a YAML anchor or tag", "delete the anchor or tag")
        elif event.value == MERGE_KEY:
            self._note(path, event, event.value, "is a YAML merge key", "write it out, or use union-ecr:defaults")
        elif event.implicit[0] and not isinstance(_plain(event.value), str):
            self._note(path, event, event.value, "is a key that is not text", _quoted(event.value))
        else:
            return str(event.value)
        return None

    def _sequence(self, path: KeyPath) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _scalar(self, event: Any, path: KeyPath) -> Any:
        if not event.value.isprintable():
            self._refuse(event, path, *_UNPRINTABLE)
        value = _plain(event.value) if event.implicit[0] else event.value
        if value is not Ellipsis:
            return value
        remedy = _quoted(event.value)
        if _YES.fullmatch(event.value) or _NO.fullmatch(event.value):
            remedy = f"write {'true' if _YES.fullmatch(event.value) else 'false'}, or {remedy}"
        self._note(path, event, event.value, "means different things to different YAML readers", remedy)
        raise _Refused

    def _refuse(self, event: Any, path: KeyPath, rule: str, remedy: str) -> None:
        self._note(path[:_DEEPEST], event, None, rule, remedy)
        self._skip(event)
        raise _Refused

    def _skip(self, event: Any) -> None:
        depth = 0
        while True:
            if depth > _HOPELESS:
                raise _Abort
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if not depth:
                return
            event = next(self._events)

    def _note(self, path: KeyPath, event: Any, given: str | None, rule: str, remedy: str) -> None:
        self._document.note(path, event.start_mark.line + 1, given, rule, remedy)


def _plain(text: str) -> Any:
    """The value of an unquoted scalar; Ellipsis when readers disagree about it."""
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _INTEGER.fullmatch(text) and text != "-0":
        return int(text)
    # The engine's reader drops underscores from whatever begins like a number.
    spelt = text.replace("_", "") if text[0] in "+-.0123456789" else text
    return Ellipsis if _AMBIGUOUS.fullmatch(text) or _AMBIGUOUS.fullmatch(spelt) else text


def _quoted(text: str) -> str:
    return f'put it in quotes: "{text}"'


def _syntax_error(name: str, error: yaml.MarkedYAMLError, text: str) -> ConfigError:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return ConfigError(name, None, "", None, f"is not YAML ({error.problem})", "fix it")
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1]:
        return ConfigError(name, mark.line + 1, "", None, "has a tab where YAML wants spaces", "indent with spaces")
    problem = f"is not YAML ({error.problem}, column {mark.column + 1})"
    return ConfigError(name, mark.line + 1, "", None, problem, "fix the line or the one before it")
