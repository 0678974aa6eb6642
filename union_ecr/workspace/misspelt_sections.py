"""Sections of a stack file under a misspelt key: what is wrong in them is reported with the key."""

import dataclasses
from collections.abc import Mapping

from union_ecr.stack_file.errors import KeyPath, closest_match
from union_ecr.stack_file.parse import NAMESPACE, SECTIONS, StackFile

LIKENESS_OF_A_SLIP = 0.8
"""From which on a key is taken for another one."""
_MAPPINGS = tuple(section for section in SECTIONS if section not in ("account", "organization"))


def with_meant_sections(file: StackFile) -> tuple[StackFile, Mapping[str, str]]:
    """The file with each misspelt section under the key that is meant as well, and the misspelt keys by those.

    A key is read as another one only if it differs by a slip, and the file has neither the other one nor a second key
    that may mean it.
    """
    misspelt: dict[str, list[str]] = {}
    for key, value in file.config.items():
        namespace, _, name = key.partition(":")
        if namespace == NAMESPACE and name not in SECTIONS and isinstance(value, dict):
            meant = closest_match(name, _MAPPINGS, LIKENESS_OF_A_SLIP)
            section = f"{NAMESPACE}:{meant}"
            if meant and section not in file.config:
                misspelt.setdefault(section, []).append(key)
    only = {section: keys[0] for section, keys in misspelt.items() if len(keys) == 1}
    return (_with(file, only) if only else file), only


def as_spelt(path: KeyPath, misspelt: Mapping[str, str]) -> KeyPath:
    """A path of such a file as the file itself spells it."""
    return (*path[:1], *(misspelt.get(str(key), key) for key in path[1:2]), *path[2:])


def _with(file: StackFile, misspelt: Mapping[str, str]) -> StackFile:
    meant = {key: section for section, key in misspelt.items()}
    lines = {
        ("config", meant[str(path[1])], *path[2:]): line
        for path, line in file.lines.items()
        if path[:1] == ("config",) and len(path) > 1 and path[1] in meant
    }
    config = {section: file.config[key] for section, key in misspelt.items()}
    return dataclasses.replace(file, config={**file.config, **config}, lines={**file.lines, **lines})
