"""The stack file of an account's bootstrap: from its values to its settings, with every error at once."""

from collections.abc import Iterator

from pydantic import ValidationError

from union_ecr.ecr.registry import Registry
from union_ecr.settings.bootstrap import BootstrapSettings
from union_ecr.settings.error_messages import error_path, explain, independent_errors
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles, KeyPath
from union_ecr.stack_file.parse import NAMESPACE, REGION_KEY, STACK_CONFIG_DIR, Project, StackFile, unread_paths

BOOTSTRAP_NAMESPACE = "bootstrap"
"""The project's name, and so the namespace of its settings."""
_REGION_FIELD = "region"


def bootstrap_path(path: KeyPath) -> KeyPath:
    """A path below the settings of a bootstrap as its file has it."""
    name = path[0] if path else "github"
    first = REGION_KEY if name == _REGION_FIELD else f"{BOOTSTRAP_NAMESPACE}:{name}"
    return ("config", first, *path[1:])


_NAMES = [field.alias or name for name, field in BootstrapSettings.model_fields.items()]
BOOTSTRAP_PROJECT = Project(
    BOOTSTRAP_NAMESPACE, {name: str(bootstrap_path((name,))[1]) for name in _NAMES}, f"{BOOTSTRAP_NAMESPACE}:account"
)
"""The project of the accounts' stack files."""


def load_bootstrap(file: StackFile) -> BootstrapSettings:
    """The settings of an account's bootstrap, from a file that was parsed as one of `BOOTSTRAP_PROJECT`.

    Raises:
        InvalidStackFiles: with every error of the file.
    """
    given = {key.removeprefix(f"{BOOTSTRAP_NAMESPACE}:"): value for key, value in _own(file).items()}
    settings, errors = None, [*file.errors, *_foreign_keys(file)]
    try:
        settings = _validated(given) if file.readable else None
    except ValidationError as error:
        errors += _errors(file, error)
    if settings is None or errors:
        raise InvalidStackFiles(sorted(dict.fromkeys(errors), key=lambda error: error.line or 0))
    return settings


def _foreign_keys(file: StackFile) -> Iterator[ConfigError]:
    """Settings of a team's stack file."""
    for key in file.config:
        namespace, _, _ = key.partition(":")
        path: KeyPath = ("config", key)
        if namespace == NAMESPACE and path in file.lines:
            yield file.error(
                path, None, "is a setting of a team's stack file", f"write it in {STACK_CONFIG_DIR}/, or leave it out"
            )


def _own(file: StackFile) -> dict[str, object]:
    own = {key: value for key, value in file.config.items() if key.startswith(f"{BOOTSTRAP_NAMESPACE}:")}
    return own | ({_REGION_FIELD: file.config[REGION_KEY]} if REGION_KEY in file.config else {})


def _validated(given: dict[str, object]) -> BootstrapSettings:
    account, region = given.get("account"), given.get(_REGION_FIELD)
    known = isinstance(account, str) and isinstance(region, str)
    context = ValidationContext(registry=Registry(str(account), str(region)) if known else None)
    return BootstrapSettings.model_validate(given, by_alias=True, by_name=False, context=context)


def _errors(file: StackFile, error: ValidationError) -> Iterator[ConfigError]:
    unread = set(unread_paths(file.config, ("config",)))
    for details in independent_errors(error, BootstrapSettings):
        path = bootstrap_path(error_path(details))
        if not any(path[: len(place)] == place for place in unread):
            given, rule, remedy = explain(details, BootstrapSettings)
            missing = details["type"] == "missing" and len(path) == 2
            yield file.error(path, given, rule, f"add {path[1]}" if missing else remedy)
