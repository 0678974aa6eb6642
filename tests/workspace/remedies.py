"""What a person writes who follows an error's remedy, as further stack files to try."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from union_ecr.stack_file.errors import ConfigError, KeyPath, format_path
from union_ecr.stack_file.strict_yaml import UNREAD, YamlDocument, read_yaml

PLACEHOLDERS = {
    "ACCOUNT": "123456789012",
    "REGION": "us-east-1",
    "KEY-ID": "1234abcd-12ab-34cd-56ef-1234567890ab",
    "NAME": "name",
    "OWNER": "acme",
    "HOST": "github.example.com",
    "ENTERPRISE": "acme",
    "GROUP": "acme",
    "PROJECT": "workflows",
}
EXAMPLES: Mapping[str, Any] = {
    "access": ["pull"],
    "account": "111122223333",
    "accounts": ["111122223333"],
    "action": "expire",
    "appliedFor": ["REPLICATION"],
    "audience": "sts.amazonaws.com",
    "aws:region": "us-east-1",
    "branches": ["main"],
    "destinations": [{"region": "eu-west-1"}],
    "images": ["trainer"],
    "nodeRole": "node-role",
    "principals": ["arn:aws:iam::111122223333:role/ci"],
    "repository": "acme/workflows",
    "roles": ["my-node-role"],
    "sourceArns": ["arn:aws:lambda:us-east-1:111122223333:function:*"],
    "subjects": ["organization:acme:pipeline:train:*"],
    "tagPatternList": ["pr-*"],
    "tagStatus": "untagged",
    "type": "BASIC",
    "union-ecr:account": "123456789012",
    "union-ecr:organization": "acme",
    "upstream": "quay.io",
}
"""What is written where a remedy says to add a key and leaves its value open."""

_DELETE = re.compile(r"(leave it|leave the rule|take it|take them) out|(drop|delete) (it|them)\b|keep one")
_SETTING = re.compile(
    r"(?:write|add|such as|or|and) (?P<key>(?!key:)[a-z]\w*): (?P<value>\[.*?\]|\{.*?\}(?=$|[ ,])|(?!its )[^ ,]+)"
)
_BOUND = re.compile(r"must be at (?:least|most) (?P<value>\d+)$")
_KEY = re.compile(r"^add (?P<value>[\w:-]+)")
_CHOICES = re.compile(r"(?:write one of|must be one of) (?P<value>(?!these|them|none).+)$")
_LITERALS = (
    re.compile(r"^did you mean (?P<value>.+)\?$"),
    re.compile(r"in quotes(?: such as|:) (?P<value>\"[^\"]*\")"),
    re.compile(r"such as (?P<value>[^ ,]+)(?!: )"),
    re.compile(r"^write (?P<value>\"[^\"]*\")(?:, .*)?$"),
    re.compile(
        r"^write (?P<value>(?!fewer|both)[^ ,:]+|arn:[^ ,]+|union-ecr:\w+)(?:, .*| instead(?! of).*| or more)?$"
    ),
    re.compile(r"^write one \w+, (?P<value>[^ ,]+),"),
    re.compile(r": (?P<value>[^ ,\[]+)$"),
)


@dataclass(frozen=True)
class Edit:
    """A document's value, and the key path where something else stands in it than before.

    `renamed` says that only a key is another, so that nobody has read yet what stands behind it.
    """

    value: Any
    place: str
    renamed: bool = False

    @property
    def text(self) -> str:
        """The stack file; what was refused in it is refused again, for a YAML tag."""
        marked = json.dumps(self.value, ensure_ascii=False, default=lambda _: "\0refused")
        return marked.replace('"\\u0000refused"', "!refused x")


def texts_to_write(error: ConfigError) -> Iterator[str]:
    """What a remedy says to write or to add, as a person would copy it; nothing where it leaves that open."""
    remedy = error.remedy
    for name, value in PLACEHOLDERS.items():
        remedy = re.sub(rf"\b{name}\b", value, remedy)
    settings = [f"{setting['key']}: {setting['value']}" for setting in _SETTING.finditer(remedy)]
    added, bound = _KEY.match(remedy), _BOUND.search(error.rule)
    if settings:
        yield from settings
    elif added and added["value"] in EXAMPLES:
        yield f"{added['value']}: {json.dumps(EXAMPLES[added['value']])}"
    elif bound and remedy.startswith("write a "):
        yield bound["value"]
    elif choices := _CHOICES.search(error.rule if remedy == "write one of these" else remedy):
        yield from choices["value"].split(", ")
    else:
        yield from (found["value"] for literal in _LITERALS if (found := literal.search(remedy)))


def says_to_delete(remedy: str) -> bool:
    """Whether following a remedy leaves less in the file."""
    return _DELETE.match(remedy) is not None


def edits(text: str, error: ConfigError) -> Iterator[Edit]:
    """The stack files that somebody may write who follows a remedy."""
    document = read_yaml("F", text)
    path = _place(document, error.key)
    for written in texts_to_write(error):
        key, colon, value = written.partition(": ")
        if colon:
            for end in range(len(path), 0, -1):
                place = (*path[:end], key)
                yield Edit(_edited(document.value, place, yaml.safe_load(value)), format_path(place))
                without = _edited(document.value, path[: end + 1], None, delete=True)
                yield Edit(_edited(without, place, yaml.safe_load(value)), format_path(place))
        else:
            yield from _edits_in_place(document.value, path, error, yaml.safe_load(written))
    yield from _edits_with_all_settings(document.value, path, list(texts_to_write(error)))
    if says_to_delete(error.remedy):
        yield Edit(document.value, "")  # without the second of two
        yield from (Edit(_edited(document.value, path[:end], None, delete=True), "") for end in range(len(path), 1, -1))


def _edits_with_all_settings(document: Any, path: KeyPath, settings: list[str]) -> Iterator[Edit]:
    """Several settings written together, in each mapping around a place."""
    pairs = [(key, yaml.safe_load(value)) for key, colon, value in (text.partition(": ") for text in settings) if colon]
    for end in range(len(path), 0, -1) if len(pairs) > 1 else ():
        edited = document
        for key, value in pairs:
            edited = _edited(edited, (*path[:end], key), value)
        yield Edit(edited, format_path((*path[:end], pairs[0][0])))


def _edits_in_place(document: Any, path: KeyPath, error: ConfigError, written: Any) -> Iterator[Edit]:
    """The value replaced, a part of it replaced that the rule quotes, its end replaced, and the key replaced."""
    yield Edit(_edited(document, path, written), format_path(path))
    value = _value_at(document, path)
    if isinstance(value, str):
        parts = [value.replace(part, str(written)) for part in re.findall('"([^"]+)"', error.rule)]
        for changed in (*parts, value[: -len(str(written))] + str(written)):
            yield Edit(_edited(document, path, changed), format_path(path))
    renamed = (*path[:-1], str(written))
    unknown = error.given is None or value is UNREAD
    without = _edited(document, path, None, delete=True)
    yield Edit(_edited(without, renamed, {} if value is UNREAD else value), format_path(renamed), unknown)


def _place(document: YamlDocument, key: str) -> KeyPath:
    """The path of an error's key; of one that is missing, too."""
    paths = {format_path(path): path for path in document.lines if path}
    if key in paths:
        return paths[key]
    above, _, missing = key.rpartition(".")
    return (*(paths[above] if above else ("config",)), missing)


def _value_at(value: Any, path: KeyPath) -> Any:
    for key in path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return UNREAD
    return value


def _edited(value: Any, path: KeyPath, new: Any, *, delete: bool = False) -> Any:
    """A copy with another value at a path, or without it."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else dict(enumerate(value)) if isinstance(value, list) else {}
    key, rest = path[0], path[1:]
    if rest:
        copy[key] = _edited(copy.get(key), rest, new, delete=delete)
    elif delete:
        copy.pop(key, None)
    else:
        copy[key] = new
    return list(copy.values()) if isinstance(value, list) and isinstance(key, int) else copy
