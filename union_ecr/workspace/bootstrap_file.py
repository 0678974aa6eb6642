"""The stack file of an account's bootstrap: from its values to its settings, with every error at once."""

import dataclasses
from collections.abc import Iterator

from pydantic import ValidationError

from union_ecr.ecr.registry import Registry
from union_ecr.settings.bootstrap import BootstrapSettings
from union_ecr.settings.error_messages import error_path, explain, independent_errors
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles, KeyPath, closest_match, suggestion
from union_ecr.stack_file.parse import NAMESPACE, REGION_KEY, STACK_CONFIG_DIR, StackFile

BOOTSTRAP_NAMESPACE = "bootstrap"
"""The project's name, and so the namespace of its settings."""
_REGION_FIELD = "region"


def load_bootstrap(file: StackFile) -> BootstrapSettings:
    """The settings of an account's bootstrap.

    Raises:
        InvalidStackFiles: with every error of the file.
    """
    given = {key.removeprefix(f"{BOOTSTRAP_NAMESPACE}:"): value for key, value in _own(file).items()}
    settings, errors = None, [*_of_the_text(file), *_foreign_keys(file)]
    try:
        settings = _validated(given) if file.readable else None
    except ValidationError as error:
        errors += _errors(file, error)
    if settings is None or errors:
        raise InvalidStackFiles(sorted(dict.fromkeys(errors), key=lambda error: error.line or 0))
    return settings


def _of_the_text(file: StackFile) -> Iterator[ConfigError]:
    """The errors of the text, with remedies for a bootstrap file instead of a team's stack file."""
    for error in file.errors:
        of_a_team = error.key == "config" and NAMESPACE in error.remedy
        if of_a_team:
            yield dataclasses.replace(error, remedy=f"write {BOOTSTRAP_NAMESPACE}:account and the rest")
        elif error.key in _without_namespace(file):
            known = [str(bootstrap_path((name,))[1]) for name in _settings()]
            meant = bootstrap_path((closest_match(error.key, _settings()) or error.key,))[1]
            yield dataclasses.replace(error, remedy=suggestion(str(meant), known))
        else:
            yield error


def _settings() -> list[str]:
    return [field.alias or name for name, field in BootstrapSettings.model_fields.items()]


def _without_namespace(file: StackFile) -> set[str]:
    """The settings that have none, which are reported already."""
    settings = (str(path[1]) for path in file.lines if len(path) == 2 and path[0] == "config")
    return {setting for setting in settings if ":" not in setting}


def _foreign_keys(file: StackFile) -> Iterator[ConfigError]:
    """Settings of a team's stack file, and those whose namespace looks like ours."""
    for key in file.config:
        namespace, _, name = key.partition(":")
        path: KeyPath = ("config", key)
        if namespace == NAMESPACE and path in file.lines:
            yield file.error(
                path, None, "is a setting of a team's stack file", f"write it in {STACK_CONFIG_DIR}/, or leave it out"
            )
        elif _looks_like_ours(namespace):
            yield file.error(
                path, None, "is no namespace of this project", f"did you mean {BOOTSTRAP_NAMESPACE}:{name}?"
            )


def _looks_like_ours(namespace: str) -> bool:
    return namespace != BOOTSTRAP_NAMESPACE and closest_match(namespace, [BOOTSTRAP_NAMESPACE]) is not None


def bootstrap_path(path: KeyPath) -> KeyPath:
    """A path below the settings of a bootstrap as its file has it."""
    field = path[0] if path else "github"
    first = REGION_KEY if field == _REGION_FIELD else f"{BOOTSTRAP_NAMESPACE}:{field}"
    return ("config", first, *path[1:])


def _own(file: StackFile) -> dict[str, object]:
    own = {key: value for key, value in file.config.items() if key.startswith(f"{BOOTSTRAP_NAMESPACE}:")}
    return own | ({_REGION_FIELD: file.config[REGION_KEY]} if REGION_KEY in file.config else {})


def _validated(given: dict[str, object]) -> BootstrapSettings:
    account, region = given.get("account"), given.get(_REGION_FIELD)
    known = isinstance(account, str) and isinstance(region, str)
    context = ValidationContext(registry=Registry(str(account), str(region)) if known else None)
    return BootstrapSettings.model_validate(given, by_alias=True, by_name=False, context=context)


def _errors(file: StackFile, error: ValidationError) -> Iterator[ConfigError]:
    misspelt = {key.partition(":")[2] for key in file.config if _looks_like_ours(key.partition(":")[0])}
    misspelt |= {closest_match(name, _settings()) or name for name in _without_namespace(file)}
    for details in independent_errors(error, BootstrapSettings):
        if details["type"] == "missing" and details["loc"][-1] in misspelt:
            continue
        path = bootstrap_path(error_path(details))
        if not any(path[: len(unread)] == unread for unread in _unread(file)):
            given, rule, remedy = explain(details, BootstrapSettings)
            missing = details["type"] == "missing" and len(path) == 2
            yield file.error(path, given, rule, f"add {path[1]}" if missing else remedy)


def _unread(file: StackFile) -> Iterator[KeyPath]:
    """Where the file has something that could not be read, which is reported already."""
    for path in file.lines:
        if len(path) == 2 and path[0] == "config" and str(path[1]) not in file.config:
            yield path
