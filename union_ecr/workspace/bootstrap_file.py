"""The stack file of an account's bootstrap: from its values to its settings, with every error at once."""

from collections.abc import Iterator

from pydantic import ValidationError

from union_ecr.ecr.registry import Registry
from union_ecr.settings.bootstrap import BootstrapSettings
from union_ecr.settings.error_messages import error_path, explain, independent_errors
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles, KeyPath
from union_ecr.stack_file.parse import REGION_KEY, StackFile

NAMESPACE = "bootstrap"
"""The project's name, and so the namespace of its settings."""
_REGION_FIELD = "region"


def load_bootstrap(file: StackFile) -> BootstrapSettings:
    """The settings of an account's bootstrap.

    Raises:
        InvalidStackFiles: with every error of the file.
    """
    given = {key.removeprefix(f"{NAMESPACE}:"): value for key, value in _own(file).items()}
    try:
        settings = None if file.errors and not file.readable else _validated(given)
        errors: list[ConfigError] = list(file.errors)
    except ValidationError as error:
        settings, errors = None, [*file.errors, *_errors(file, error)]
    if settings is None or errors:
        raise InvalidStackFiles(sorted(dict.fromkeys(errors), key=lambda error: error.line or 0))
    return settings


def bootstrap_path(path: KeyPath) -> KeyPath:
    """A path below the settings of a bootstrap as its file has it."""
    first = REGION_KEY if path[:1] == (_REGION_FIELD,) else f"{NAMESPACE}:{path[0]}" if path else f"{NAMESPACE}:github"
    return ("config", first, *path[1:])


def _own(file: StackFile) -> dict[str, object]:
    own = {key: value for key, value in file.config.items() if key.startswith(f"{NAMESPACE}:")}
    return own | ({_REGION_FIELD: file.config[REGION_KEY]} if REGION_KEY in file.config else {})


def _validated(given: dict[str, object]) -> BootstrapSettings:
    account, region = given.get("account"), given.get(_REGION_FIELD)
    known = isinstance(account, str) and isinstance(region, str)
    context = ValidationContext(registry=Registry(str(account), str(region)) if known else None)
    return BootstrapSettings.model_validate(given, by_alias=True, by_name=False, context=context)


def _errors(file: StackFile, error: ValidationError) -> Iterator[ConfigError]:
    for details in independent_errors(error, BootstrapSettings):
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
