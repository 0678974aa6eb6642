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

from union_ecr.stack_file.errors import ConfigError, KeyPath, format_path, format_value, shortened
from union_ecr.stack_file.unseen_characters import WIDE_COLON, as_meant, unseen_character

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
_INDICATORS = "*&!|>%@`\"'#{}[],?:-"
_YES = re.compile(r"(?i)y|yes|on")
_NO = re.compile(r"(?i)n|no|off")


class Unread(Enum):
    """The type of `UNREAD`."""

    UNREAD = "…"

    def __str__(self) -> str:
        return self.value


UNREAD = Unread.UNREAD
"""Stands where a value was refused; no rule looks at it, since the error is reported already."""
UNKNOWN = "…"
"""Stands in `YamlDocument.corrected` for what a refused key holds."""


@dataclass
class YamlDocument:
    """What a YAML text holds.

    `value` is plain Python (dict, list, str, int, bool, None), with UNREAD where a value was refused; `lines` tells on
    which line each key path stands, and `errors` what was refused. `corrected` has what a refused text would be once
    its error is followed, and UNKNOWN where that text is a key.
    """

    name: str
    value: Any = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    errors: list[ConfigError] = field(default_factory=list)
    corrected: dict[KeyPath, Any] = field(default_factory=dict)

    def note(self, path: KeyPath, line: int | None, given: str | None, rule: str, remedy: str) -> None:
        """Add an error."""
        shown = None if given is None else shortened(given)
        self.errors.append(ConfigError(self.name, line, format_path(path), shown, rule, remedy))


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
            self._refuse(event, path, f"has a YAML tag ({shortened(event.tag)})", "delete the tag")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _mapping(self, path: KeyPath) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, readable = self._key(event, path)
            start = next(self._events)
            here = (*path, key)
            if not readable:
                self._document.lines.setdefault(here, event.start_mark.line + 1)
                found.setdefault(key, UNREAD)
                self._skip(start)
            elif here in self._document.lines:
                rule = f"stands twice, first on line {self._document.lines[here]}"
                self._note(here, event, None, rule, "keep one of the two, with what belongs to it")
                found[key] = self._with_keys_of_duplicate(start, here, found[key])
            else:
                self._document.lines[here] = event.start_mark.line + 1
                found[key] = self._value(start, here)
        return found

    def _with_keys_of_duplicate(self, start: Any, path: KeyPath, first: Any) -> Any:
        """The first value of a key that stands twice; nothing that only the second one holds counts as missing."""
        second = _Builder(YamlDocument(self._document.name), self._events)._value(start, path)
        if isinstance(first, dict) and isinstance(second, dict):
            return {**dict.fromkeys(second, UNREAD), **first}
        return UNREAD if first is None else first

    def _key(self, event: Any, path: KeyPath) -> tuple[str, bool]:
        """The key, and whether it is one; what stands behind it is the caller's to read."""
        if not isinstance(event, yaml.ScalarEvent):
            self._note(path, event, None, "has a key that is not text", "write plain words as keys")
            self._skip(event)
            return "", False
        key = str(event.value)
        if (unseen := unseen_character(key)) is not None:
            meant = as_meant(key)
            if meant:
                self._document.corrected[*path, meant] = UNKNOWN
            remedy = f"write {meant}" if meant else "delete it"
            self._note((*path, meant), event, format_value(key), f"has {unseen} in it", remedy)
            return meant, False
        if event.anchor or event.tag:
            self._note((*path, key), event, None, "is a key with a YAML anchor or tag", "delete the anchor or tag")
        elif key == MERGE_KEY:
            self._note(path, event, key, "is a YAML merge key", "write it out, or use union-ecr:defaults")
        elif event.implicit[0] and not isinstance(_plain(key), str):
            self._document.corrected[*path, key] = UNKNOWN
            self._note((*path, key), event, key, "is a key that is not text", _quoted(key))
        else:
            return key, True
        return key, False

    def _sequence(self, path: KeyPath) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _scalar(self, event: Any, path: KeyPath) -> Any:
        text = event.value
        if (unseen := unseen_character(text)) is not None:
            meant = as_meant(text)
            collection = event.implicit[0] and meant.startswith(("[", "{"))
            if not collection:
                self._document.corrected[path] = meant
            remedy = f"write {meant}" if collection else f'write "{meant}"'
            self._note(path, event, format_value(text), f"has {unseen} in it", remedy)
            raise _Refused
        value = _plain(text) if event.implicit[0] else text
        if value is not Ellipsis:
            return value
        remedy = _quoted(text)
        if _YES.fullmatch(text) or _NO.fullmatch(text):
            remedy = f"write {'true' if _YES.fullmatch(text) else 'false'}, or {remedy}"
        self._document.corrected[path] = text
        self._note(path, event, text, "means different things to different YAML readers", remedy)
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


def as_written(text: str) -> str:
    """A text as a person should write it: in quotes where YAML's readers would take it for something else."""
    plain = bool(text) and _plain(text) == text and text[0] not in _INDICATORS and ": " not in text and " #" not in text
    return text if plain else f'"{text}"'


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
    return f'put it in quotes: "{text}"' if shortened(text) == text else "put it in quotes"


def _syntax_error(name: str, error: yaml.MarkedYAMLError, text: str) -> ConfigError:
    mark = error.problem_mark or error.context_mark
    if mark is None:
        return ConfigError(name, None, "", None, f"is not YAML ({error.problem})", "fix it")
    lines = text.splitlines()
    line = lines[mark.line] if mark.line < len(lines) else ""
    if "\t" in line[: mark.column + 1]:
        return ConfigError(name, mark.line + 1, "", None, "has a tab where YAML wants spaces", "indent with spaces")
    for number in range(min(mark.line, len(lines) - 1), max(mark.line - 2, -1), -1):
        unseen = unseen_character(lines[number].replace("\t", " "))
        if unseen or WIDE_COLON in lines[number]:
            rule = f"is not YAML, and has {unseen or f'a full-width colon ({WIDE_COLON})'} in it"
            return ConfigError(name, number + 1, "", None, rule, f"write {'a space' if unseen else ': and a space'}")
    problem = f"is not YAML ({error.problem}, column {mark.column + 1})"
    return ConfigError(name, mark.line + 1, "", None, problem, "fix the line or the one before it")
