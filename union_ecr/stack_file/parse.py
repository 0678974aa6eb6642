"""A stack file's text: Pulumi's `config:` and what stands beside it, as plain values with their lines."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from union_ecr.stack_file.errors import (
    ConfigError,
    KeyPath,
    closest_match,
    format_path,
    format_value,
    suggested_key,
)
from union_ecr.stack_file.strict_yaml import MERGE_KEY, UNREAD, YamlDocument, read_yaml
from union_ecr.stack_file.unseen_characters import as_meant

NAMESPACE = "union-ecr"
SECTIONS = ("account", "organization", "dataPlanes", "defaults", "images", "pushRoles", "registry")
CONFIG_KEYS = tuple(f"{NAMESPACE}:{section}" for section in SECTIONS)
"""Every key of ours in a stack file."""
REGION_KEY = "aws:region"
STACK_CONFIG_DIR = "stacks"
"""Where the stack files of a project are: `stackConfigDir` in Pulumi.yaml."""
DEFAULT_TAGS_KEY, IGNORE_TAGS_KEY = "aws:defaultTags", "aws:ignoreTags"
LARGEST_FILE = 1_048_576
"""Bytes. A thousand images with every field set stay far below it."""

# Next to `config`, what Pulumi itself keeps in a stack file.
# https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
_TOP_LEVEL = ("config", "encryptionsalt", "encryptedkey", "secretsprovider", "environment")

# What the provider is given is kept in the state, so a credential among it would be, too.
_CREDENTIALS = ("aws:accessKey", "aws:secretKey", "aws:token")
_SECURE = ("is marked secure, and no setting here is a secret", "write the value in plain")
_UNREADABLE: Mapping[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("does not exist", "write it, or correct the stack's name"),
    IsADirectoryError: ("is a folder", "write the stack as a file of that name"),
    PermissionError: ("may not be read", "change its permissions"),
}


@dataclass(frozen=True)
class Project:
    """A Pulumi project whose stack files are read: its namespace, and its settings' keys by their names alone.

    `first` is the key that the error for a file without settings names.
    """

    namespace: str
    keys: Mapping[str, str]
    first: str

    @property
    def judged(self) -> tuple[str, ...]:
        """How the keys begin whose values are read part by part."""
        return (f"{self.namespace}:", DEFAULT_TAGS_KEY, IGNORE_TAGS_KEY)

    def meant_setting(self, key: str) -> str | None:
        """The setting that a key of no namespace, or of one that looks like the project's, stands for."""
        namespace, colon, setting = as_meant(key).partition(":")
        if colon and closest_match(namespace, [self.namespace]) is None:
            return None
        name = closest_match(setting or namespace, self.keys)
        return self.keys[name] if name else None


TEAM_PROJECT = Project(NAMESPACE, dict(zip(SECTIONS, CONFIG_KEYS, strict=True)), f"{NAMESPACE}:images")
"""The project of the teams' stack files."""


@dataclass(frozen=True)
class StackFile:
    """One stack file as plain values.

    `config` maps every key below `config:` to its value, with UNREAD where one was refused; `lines` tells where each
    key path stands, and `errors` are those of the text itself. `readable` is False where nothing of `config` is known.
    `corrected` has what a refused value would be once its error is followed, and UNKNOWN where a key is refused.
    """

    name: str
    config: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    errors: tuple[ConfigError, ...] = ()
    readable: bool = True
    corrected: Mapping[KeyPath, Any] = field(default_factory=dict)

    def line(self, path: KeyPath) -> int | None:
        """The line of a path, or of the nearest thing around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path) if path else None

    def error(self, path: KeyPath, given: str | None, rule: str, remedy: str) -> ConfigError:
        """An error at a path of this file."""
        return ConfigError(self.name, self.line(path), format_path(path), given, rule, remedy)


def stack_file_name(stack: str) -> str:
    """The name of a stack's file, which is Pulumi's own rule."""
    return f"Pulumi.{stack}.yaml"


def stack_of(file: str) -> str | None:
    """The stack whose file is called so; None where it is no stack's."""
    before, after = stack_file_name("*").split("*")
    stack = file.removeprefix(before).removesuffix(after)
    return stack if stack and file == stack_file_name(stack) else None


def parse_stack_file(name: str, read: Callable[[], bytes], project: Project = TEAM_PROJECT) -> StackFile:
    """Read a stack file; never raises: `errors` holds every error, also of a file that cannot be read.

    `name` is what the errors call the file; `read` gives its bytes, as `Path.read_bytes` does.
    """
    try:
        text = read()
    except OSError as error:
        return _unreadable(name, None, *_UNREADABLE.get(type(error), (f"cannot be read ({error.strerror})", "fix it")))
    if len(text) > LARGEST_FILE:
        rule = f"has more than {LARGEST_FILE:,} bytes"
        return _unreadable(name, None, rule, "write one stack file a team, not one for all")
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        return _unreadable(name, line, f"is not UTF-8 (byte {error.start})", "save it as UTF-8 text")
    document = read_yaml(name, decoded)
    config = _config(document, project)
    return StackFile(name, config or {}, document.lines, tuple(document.errors), config is not None, document.corrected)


def _unreadable(name: str, line: int | None, rule: str, remedy: str) -> StackFile:
    error = ConfigError(name, line, "", None, rule, remedy)
    return StackFile(name, errors=(error,), readable=False)


def _config(document: YamlDocument, project: Project) -> dict[str, Any] | None:
    """The settings below `config:`; None where they cannot be read."""
    top = document.value
    if not isinstance(top, dict):
        if not document.errors:
            given = None if top is None else format_value(top)
            document.note((), 1, given, "is not a stack file", "begin it with a line config:")
        return None
    outside = [key for key in top if key not in _TOP_LEVEL]
    misspelt = any(closest_match(key, _TOP_LEVEL) == "config" for key in outside)
    if outside and not misspelt and top.get("config") is None:
        path: KeyPath = ("config",) if "config" in top else ()
        remedy = "indent by two spaces what belongs to it" if path else "put the settings below a line config:"
        _note(document, path, None, "has nothing below it" if path else "has no config:", remedy)
        return None
    for key in outside:
        _note_outside(document, key, top[key])
    if "config" not in top:
        if not misspelt:
            document.note((), None, None, "has no config:", "put the settings below a line config:")
        return None
    config = top["config"]
    if isinstance(config, dict) and list(config) != ["secure"]:
        reported = {project.meant_setting(key) or key: UNREAD for key in outside}
        return _settings(document, {**reported, **config}, project)
    if isinstance(config, dict):
        _note(document, ("config",), None, *_SECURE)
    elif config is not UNREAD:
        remedy = f"write {project.first} and the rest"
        _note(document, ("config",), format_value(config), "must be a mapping of settings", remedy)
    return None


def _note_outside(document: YamlDocument, key: str, value: Any) -> None:
    if value is not UNREAD:
        likely = closest_match(key, _TOP_LEVEL)
        remedy = f"did you mean {likely}?" if likely else "put it under config:"
        _note(document, (key,), None, "is no part of a stack file", remedy)


def _settings(document: YamlDocument, config: Mapping[str, Any], project: Project) -> dict[str, Any]:
    """The settings of ours, and those of other namespaces that were read as a whole."""
    settings: dict[str, Any] = {}
    for key, value in config.items():
        if key.startswith(project.judged):
            settings[key] = _without_secrets(document, _structured(key, value), ("config", key))
        elif key in (REGION_KEY, MERGE_KEY):
            settings[key] = value
        elif value is UNREAD or _refused_key(document, key, project):
            settings.setdefault(project.meant_setting(key) or key, UNREAD)  # a setting that was meant is no missing one
        elif not any(unread_paths(value)):
            settings[key] = value
    ours = (*project.judged, REGION_KEY, MERGE_KEY)
    return {key: value for key, value in settings.items() if value is not UNREAD or key.startswith(ours)}


def _structured(key: str, value: Any) -> Any:
    """The value as Pulumi reads it: the provider's settings may be texts of JSON."""
    try:
        return json.loads(value) if key.startswith("aws:") and isinstance(value, str) else value
    except ValueError:
        return value


def _refused_key(document: YamlDocument, key: str, project: Project) -> bool:
    """Whether a key is of no namespace, or of one that looks like ours, or is a credential; it is noted then."""
    path: KeyPath = ("config", key)
    if key in _CREDENTIALS:
        rule = "is a credential, and would be kept in the state"
        _note(document, path, None, rule, "take it out, and use aws:profile or the environment")
        return True
    namespace, colon, _ = as_meant(key).partition(":")
    if colon and closest_match(namespace, [project.namespace]) is None:
        return False
    rule = "is no namespace of this project" if colon else "has no namespace"
    known = list(project.keys.values())
    present = [setting for setting in known if ("config", setting) in document.lines]
    _note(document, path, None, rule, suggested_key(project.meant_setting(key) or key, known, present))
    return True


def unread_paths(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    """Where a value holds what could not be read."""
    if value is UNREAD:
        yield path
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from unread_paths(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from unread_paths(inner, (*path, number))


def with_value(container: Any, path: KeyPath, value: Any) -> Any:
    """A copy of nested mappings and lists with another value at a path; the same where it has no such place."""
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(container, list) and isinstance(key, int):
        return [with_value(inner, rest, value) if at == key else inner for at, inner in enumerate(container)]
    if isinstance(container, Mapping) and key in container:
        return {**container, key: with_value(container[key], rest, value)}
    return container


def _without_secrets(document: YamlDocument, value: Any, path: KeyPath) -> Any:
    """Pulumi takes every mapping whose only key is `secure` for a ciphertext, at any depth."""
    if isinstance(value, list):
        return [_without_secrets(document, item, (*path, index)) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if list(value) == ["secure"]:
        _note(document, path, None, *_SECURE)
        return UNREAD
    return {key: _without_secrets(document, item, (*path, key)) for key, item in value.items()}


def _note(document: YamlDocument, path: KeyPath, given: str | None, rule: str, remedy: str) -> None:
    document.note(path, document.lines.get(path), given, rule, remedy)
