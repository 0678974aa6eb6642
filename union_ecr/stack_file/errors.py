"""Errors in stack files, as data: one `ConfigError` prints as one line."""

import dataclasses
import difflib
import json
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic_core import PydanticCustomError

KeyPath = tuple[str | int, ...]
"""Where a value stands: `("config", "union-ecr:images", "trainer", "grants", 0)`."""

_LONGEST_SHOWN = 60
_MOST_SHOWN = 40


@dataclass(frozen=True)
class ConfigError:
    """One error: where it is, the value given, the rule it breaks, what to write instead.

    `line` counts from 1 and is None when the error is no line's (the file is missing, a key is absent);
    `key` is the dotted path below `config:` and empty when the whole file is meant; `given` is the value as
    a person would type it, or None when there is none.
    """

    file: str
    line: int | None
    key: str
    given: str | None
    rule: str
    remedy: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        parts = [part for part in (place, self.key, self.given) if part]
        return one_line(f"{': '.join(parts)}: {self.rule}; {self.remedy}")


@dataclass(frozen=True)
class Violation:
    """A rule that does not hold; `path` is relative to what was validated."""

    path: KeyPath
    given: str | None
    rule: str
    remedy: str

    def below(self, *path: str | int) -> "Violation":
        """The same, with the path from further above."""
        return dataclasses.replace(self, path=(*path, *self.path))

    def __str__(self) -> str:
        place = ": ".join(part for part in (format_path(self.path), self.given) if part)
        return one_line(f"{place}: {self.rule}; {self.remedy}" if place else f"{self.rule}; {self.remedy}")


class InvalidStackFiles(ValueError):
    """Stack files that cannot be used; `errors` holds every one of them, and `str()` gives a line each."""

    def __init__(self, errors: Iterable[ConfigError]) -> None:
        self.errors: tuple[ConfigError, ...] = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


def refuse(rule: str, remedy: str) -> NoReturn:
    """Refuse the value a pydantic validator is looking at; both sentences reach the reader as they are."""
    raise PydanticCustomError("refused", "{rule}; {remedy}", {"rule": rule, "remedy": remedy})


def format_value(value: Any) -> str:
    """A value in the spelling a stack file would use, on one line and cut when long."""
    return shortened(json.dumps(value, ensure_ascii=False, default=str))


def shortened(text: str) -> str:
    """The text, cut when long."""
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def closest_match(word: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """The known word that `word` most looks like (case aside), or None when none is so close."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    close = difflib.get_close_matches(word.casefold(), by_folded, n=1, cutoff=likeness)
    return by_folded[close[0]] if close else None


def suggestion(word: str, known: Sequence[str], without: str = "leave it out") -> str:
    """The remedy for a word that is not among the known ones: the near miss, else all of them.

    `without` is the remedy where none is known.
    """
    if not known:
        return without
    likely = closest_match(word, known)
    if likely:
        return f"did you mean {likely}?"
    more = f" and {len(known) - _MOST_SHOWN} more" if len(known) > _MOST_SHOWN else ""
    one_of = "one of " if len(known) > 1 else ""
    return f"write {one_of}{', '.join(map(shortened, known[:_MOST_SHOWN]))}{more}"


def suggested_key(key: str, known: Sequence[str], present: Container[str | int]) -> str:
    """The remedy for an unknown key of a mapping that has the keys `present` as well."""
    likely = closest_match(key, known)
    moved = likely is not None and likely in present
    return f"put what it says under {likely}, which is there already" if moved else suggestion(key, known)


def format_path(path: KeyPath) -> str:
    """A key path as people write it: `union-ecr:images.trainer.grants[0].access`, without the `config` around it.

    A key that cannot be seen whole, since it is long or has a character without a shape, is cut or spelled out.
    """
    text = ""
    for part in path[1:] if path[:1] == ("config",) and len(path) > 1 else path:
        key = f"[{part}]" if isinstance(part, int) else shortened(part)
        text += f".{key}" if text and isinstance(part, str) else key
    return one_line(text)


def one_line(text: str) -> str:
    """The text with whatever would break a line, or steer a terminal, spelled out."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in text)
