"""Whether the engine was given the same configuration as the stack file holds."""

import json
from collections.abc import Callable, Iterable, Iterator

from union_ecr.stack_file.errors import ConfigError, format_value
from union_ecr.stack_file.parse import CONFIG_KEYS, DEFAULT_TAGS_KEY, IGNORE_TAGS_KEY, REGION_KEY, StackFile

COMPARED_KEYS = (*CONFIG_KEYS, REGION_KEY, DEFAULT_TAGS_KEY, IGNORE_TAGS_KEY)
"""The keys by which the scripts judge and compare."""
_EMPTY = (None, "", "{}")  # what the engine says of a key that is absent or at Pulumi.yaml's empty default


def differences(
    file: StackFile, engine: Callable[[str], str | None], keys: Iterable[str] = COMPARED_KEYS
) -> Iterator[ConfigError]:
    """Where the engine's configuration says something else than the stack file.

    The scripts know the file alone; a value from `--config`, another `--config-file` or an environment would be
    deployed and then be called drift. `engine` gives the text of a configuration key, JSON where it is structured.
    """
    for key in keys:
        text, value = engine(key), file.config.get(key)
        if value in (None, {}) and text in _EMPTY:
            continue
        if text is None or _value(text, value) != value:
            yield file.error(
                ("config", key),
                format_value(value),
                f"the engine was given {text or 'nothing'}",
                "let the stack file alone say it: no --config, --config-file or environment for this key",
            )


def _value(text: str, like: object) -> object:
    if isinstance(like, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text
