"""A stack file's text: Pulumi's `config:` and what stands beside it, as plain values with their lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from union_ecr.stack_file.errors import ConfigError, KeyPath, closest_match, format_path, format_value
from union_ecr.stack_file.strict_yaml import Tree, read_yaml

NAMESPACE = "union-ecr"
LARGEST_FILE = 1_048_576
"""Bytes. A thousand images with every field set stay far below it."""

# Next to `config`, what Pulumi itself keeps in a stack file.
# https://www.pulumi.com/docs/iac/concepts/projects/stack-settings-file/
_TOP_LEVEL = ("config", "encryptionsalt", "encryptedkey", "secretsprovider", "environment")

# What the provider is given is kept in the state, so a credential among it would be, too.
_CREDENTIALS = ("aws:accessKey", "aws:secretKey", "aws:token")
_SECURE = ("is marked secure, and no setting here is a secret", "write the value in plain")
_UNREADABLE: Mapping[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("does not exist", "write it, or mend the stack's name"),
    IsADirectoryError: ("is a folder", "write the stack as a file of that name"),
    PermissionError: ("may not be read", "give yourself the right to read it"),
}


@dataclass(frozen=True)
class StackFile:
    """One stack file as plain values.

    `config` maps every key below `config:` to its value; `lines` tells where each key path stands; `errors`
    are those of the text itself, and `set_aside` the paths they concern, whose values are left out of `config`.
    """

    name: str
    config: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[KeyPath, int] = field(default_factory=dict)
    errors: tuple[ConfigError, ...] = ()
    set_aside: frozenset[KeyPath] = frozenset()

    def line(self, path: KeyPath) -> int | None:
        """The line of a path, or of the nearest thing around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path) if path else None

    def error(self, path: KeyPath, given: str | None, rule: str, remedy: str) -> ConfigError:
        """A error at a path of this file."""
        return ConfigError(self.name, self.line(path), format_path(path), given, rule, remedy)


def stack_file_name(stack: str) -> str:
    """The name of a stack's file, which is Pulumi's own rule."""
    return f"Pulumi.{stack}.yaml"


def stack_of(file: str) -> str | None:
    """The stack whose file is called so; None where it is no stack's."""
    before, after = stack_file_name("*").split("*")
    stack = file.removeprefix(before).removesuffix(after)
    return stack if stack and file == stack_file_name(stack) else None


def parse_stack_file(name: str, read: Callable[[], bytes]) -> StackFile:
    """Read a stack file; never raises: what is wrong, a file that cannot be read included, is in `errors`.

    `name` is what the errors call the file; `read` gives its bytes, as `Path.read_bytes` does.
    """
    try:
        text = read()
    except OSError as error:
        return _unreadable(name, None, *_UNREADABLE.get(type(error), (f"cannot be read ({error.strerror})", "mend it")))
    if len(text) > LARGEST_FILE:
        rule = f"has more than {LARGEST_FILE:,} bytes"
        return _unreadable(name, None, rule, "write one stack file a team, not one for all")
    try:
        decoded = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        return _unreadable(name, line, f"is not UTF-8 (byte {error.start})", "save it as UTF-8 text")
    tree = read_yaml(name, decoded)
    config = _config(tree)
    return StackFile(name, config, tree.lines, tuple(tree.errors), frozenset(tree.set_aside))


def _unreadable(name: str, line: int | None, rule: str, remedy: str) -> StackFile:
    error = ConfigError(name, line, "", None, rule, remedy)
    return StackFile(name, errors=(error,), set_aside=frozenset({("config",)}))


def _config(tree: Tree) -> dict[str, Any]:
    top = tree.value
    if not isinstance(top, dict):
        tree.set_aside.add(("config",))
        if not tree.errors:
            given = None if top is None else format_value(top)
            tree.note((), 1, given, "is not a stack file", "begin it with a line config:")
        return {}
    for key in top:
        if key not in _TOP_LEVEL:
            likely = closest_match(key, _TOP_LEVEL)
            remedy = f"did you mean {likely}?" if likely else "put it under config:"
            _set_aside(tree, (key,), None, "is no part of a stack file", remedy)
    config = top.get("config")
    if not isinstance(config, dict):
        if ("config",) not in tree.set_aside:
            if "config" not in top and any(closest_match(key, _TOP_LEVEL) == "config" for key in top):
                tree.set_aside.add(("config",))  # it is misspelt, and that is told
                return {}
            if "config" not in top:
                _set_aside(tree, ("config",), None, "has no config:", "put the settings below a line config:")
                return {}
            given = format_value(config)
            _set_aside(
                tree,
                ("config",),
                given,
                "must be a mapping of settings",
                f"write {NAMESPACE}:images and the rest",
            )
        return {}
    if list(config) == ["secure"]:
        _set_aside(tree, ("config",), None, *_SECURE)
        return {}
    return {key: _setting(tree, key, value) for key, value in config.items() if _known_namespace(tree, key)}


def _known_namespace(tree: Tree, key: str) -> bool:
    namespace, colon, rest = key.partition(":")
    path: KeyPath = ("config", key)
    if key in _CREDENTIALS:
        rule = "is a credential, and would be kept in the state"
        _set_aside(tree, path, None, rule, "take it out, and use aws:profile or the environment")
        return False
    if not colon:
        _set_aside(tree, path, None, "has no namespace", f"write {NAMESPACE}:{key}")
        _take_for_refused(tree, key)
        return False
    if namespace != NAMESPACE and closest_match(namespace, [NAMESPACE]):
        _set_aside(tree, path, None, "is no namespace of this project", f"did you mean {NAMESPACE}:{rest}?")
        _take_for_refused(tree, rest)
        return False
    return True


def _take_for_refused(tree: Tree, setting: str) -> None:
    """A setting that was meant is no missing one."""
    path: KeyPath = ("config", f"{NAMESPACE}:{setting}")
    if path not in tree.lines:
        tree.set_aside.add(path)


def _setting(tree: Tree, key: str, value: Any) -> Any:
    return _without_secrets(tree, value, ("config", key)) if key.startswith(f"{NAMESPACE}:") else value


def _without_secrets(tree: Tree, value: Any, path: KeyPath) -> Any:
    """Pulumi takes every mapping whose only key is `secure` for a ciphertext, at any depth."""
    if isinstance(value, list):
        return [_without_secrets(tree, item, (*path, index)) for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if list(value) == ["secure"]:
        _set_aside(tree, path, None, *_SECURE)
        return None
    return {key: _without_secrets(tree, item, (*path, key)) for key, item in value.items()}


def _set_aside(tree: Tree, path: KeyPath, given: str | None, rule: str, remedy: str) -> None:
    tree.set_aside.add(path)
    tree.note(path, tree.lines.get(path), given, rule, remedy)
