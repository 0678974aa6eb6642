"""From a stack file's values to its settings, with every error of the file at once."""

import dataclasses
from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from union_ecr.ecr.registry import Registry
from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.error_messages import SECTION_REMEDIES, correction, error_path, explain, independent_errors
from union_ecr.settings.provider_tags import PROVIDER_TAGS, ProviderTags
from union_ecr.settings.push_roles import PushRoleSettings
from union_ecr.settings.registry.configuration import RegistrySection, invalid_sections
from union_ecr.settings.stack import Defaults, ImageSettings, Settings, with_defaults
from union_ecr.settings.types import AccountId, Organization, Region, RepositoryName
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import (
    ConfigError,
    InvalidStackFiles,
    KeyPath,
    closest_match,
    format_path,
    format_value,
    suggested_key,
)
from union_ecr.stack_file.parse import CONFIG_KEYS, NAMESPACE, REGION_KEY, SECTIONS, StackFile, unread_paths, with_value
from union_ecr.stack_file.strict_yaml import MERGE_KEY, UNKNOWN, UNREAD
from union_ecr.workspace.misspelt_sections import LIKENESS_OF_A_SLIP, as_spelt, with_meant_sections

_PREFIX = f"{NAMESPACE}:"
ACCOUNT_KEY, ORGANIZATION_KEY, DATA_PLANES_KEY, DEFAULTS_KEY, IMAGES_KEY, PUSH_ROLES_KEY, REGISTRY_KEY = CONFIG_KEYS

ACCOUNT_ADAPTER: TypeAdapter[str] = TypeAdapter(AccountId)
REGION_ADAPTER: TypeAdapter[str] = TypeAdapter(Region)
REPOSITORY_NAME_ADAPTER: TypeAdapter[str] = TypeAdapter(RepositoryName)
_ORGANIZATION_ADAPTER: TypeAdapter[str] = TypeAdapter(Organization)
_Model = TypeVar("_Model", bound=BaseModel)


def load(file: StackFile) -> Settings:
    """The settings of a stack file.

    Raises:
        InvalidStackFiles: with every error of the file, in the order of its lines.
    """
    settings, errors = validate(file)
    if settings is None:
        raise InvalidStackFiles(errors)
    return settings


def validate(file: StackFile, repositories: Collection[str] = ()) -> tuple[Settings | None, tuple[ConfigError, ...]]:
    """The settings, or every error in the order of the lines.

    `repositories` are those that the registry's other stacks declare.
    """
    loader = _Loader(file, repositories)
    settings = loader.settings() if file.readable else None
    errors = _with_what_stays_wrong(file, loader.errors, loader.corrected) if loader.corrected else loader.errors
    errors = sorted(dict.fromkeys(errors), key=lambda error: error.line or 0)
    return None if errors else settings, tuple(errors)


def _with_what_stays_wrong(
    file: StackFile, errors: Iterable[ConfigError], corrected: Mapping[KeyPath, Any]
) -> list[ConfigError]:
    """The errors; one whose remedy would lead to another error at its place says that one's rule and remedy."""
    config = file.config
    for path, value in corrected.items():
        config = with_value(config, path[1:], value) if path[:1] == ("config",) and len(path) > 1 else config
    later = validate(dataclasses.replace(file, config=config, errors=(), corrected={}))[1]
    places = {format_path(path) for path in corrected}
    stays = {error.key: error for error in later if error.key in places and error.given != format_value(UNKNOWN)}

    def followed(error: ConfigError) -> ConfigError:
        if error.key in stays:
            return dataclasses.replace(error, rule=stays[error.key].rule, remedy=stays[error.key].remedy)
        flag, _, quotes = error.remedy.partition(", or put it in quotes")
        accepted_as_text = quotes and error.key.startswith(_PREFIX)
        return (
            dataclasses.replace(error, remedy=error.remedy.removeprefix(f"{flag}, or ")) if accepted_as_text else error
        )

    return [followed(error) for error in errors]


def config_path(path: KeyPath) -> KeyPath:
    """A path below the settings of a stack as the file has it: below `config`, its first key with our namespace."""
    return ("config", f"{NAMESPACE}:{path[0]}", *path[1:])


def where_written(file: StackFile, path: KeyPath) -> KeyPath:
    """The path of an image's field as the file has it: below the defaults if the image itself does not have it."""
    default: KeyPath = ("config", DEFAULTS_KEY, *path[3:4])
    inherited = path[1:2] == (IMAGES_KEY,) and len(path) > 3 and path[:4] not in file.lines
    return (*default, *path[4:]) if inherited and default in file.lines else path


def _has_unread_key(value: Any) -> bool:
    """Whether a value is a mapping with a key that could not even be named."""
    return isinstance(value, dict) and value.get("") is UNREAD


class _Loader:
    """Validates part by part; a part is left out of the settings if it is invalid, so one run reports all errors."""

    def __init__(self, file: StackFile, repositories: Collection[str]) -> None:
        self._file, self._misspelt = with_meant_sections(file)
        self._repositories = repositories
        self._config = dict(self._file.config)
        self._unread = set(unread_paths(self._file.config, ("config",)) if file.errors else ())
        self._at_defaults: ImageSettings | None = None
        self._default_errors: dict[tuple[KeyPath, str], KeyPath] = {}
        self.errors: list[ConfigError] = list(file.errors)
        self.corrected: dict[KeyPath, Any] = dict(file.corrected)
        """Values that errors tell to write, by their places."""

    def settings(self) -> Settings:
        self._check_keys()
        account = self._required(ACCOUNT_KEY, ACCOUNT_ADAPTER)
        region = self._required(REGION_KEY, REGION_ADAPTER)
        organization = self._optional(ORGANIZATION_KEY, _ORGANIZATION_ADAPTER)
        planes = self._section(DATA_PLANES_KEY)
        context = ValidationContext(
            registry=Registry(account, region) if account and region else None,
            has_organization=None if organization is UNREAD else organization is not None,
            data_planes=planes,
        )
        data_planes = self._parts(DataPlane, DATA_PLANES_KEY, planes, context)
        names = self._section(IMAGES_KEY)
        images = self._images(names, context)
        settings = Settings.model_construct(
            account=account or "",
            region=region or "",
            organization=organization,
            data_planes=data_planes,
            images=images,
            provider_tags=ProviderTags.of(
                self._part(model, given, ("config", key), context)
                for key, model in PROVIDER_TAGS.items()
                if (given := self._config.get(key)) is not None
            ),
        )
        complete = names is not None and len(images) == len(names)
        own = {repository for repository, _ in settings.repository_claims()}
        repositories = {*own, *self._repositories} if complete else None
        context = dataclasses.replace(context, images=names, repositories=repositories)
        push_roles = self._parts(PushRoleSettings, PUSH_ROLES_KEY, self._section(PUSH_ROLES_KEY), context)
        settings = settings.model_copy(update={"push_roles": push_roles, "registry_settings": self._registry(context)})
        for violation in settings.violations(context):
            self._report(config_path(violation.path), violation.given, violation.rule, violation.remedy, ())
        return settings

    def _check_keys(self) -> None:
        for key in self._file.config:
            if not key.startswith(_PREFIX) or key in CONFIG_KEYS:
                continue
            if self._config[key] is not UNREAD:
                remedy = suggested_key(key, CONFIG_KEYS, self._file.config.keys() - self._misspelt.keys())
                self._note(("config", key), None, "is no setting of a stack", remedy)
            if meant := closest_match(key.removeprefix(_PREFIX), SECTIONS):
                self._config.setdefault(_PREFIX + meant, UNREAD)  # a misspelt setting is no missing one

    def _value(self, key: str) -> Any:
        """What the file gives for a key; UNREAD where it may give something that could not be read."""
        return self._config.get(key, UNREAD if MERGE_KEY in self._config else None)

    def _required(self, key: str, kind: TypeAdapter[str]) -> str | None:
        """The value; None where it is invalid, which is reported."""
        if self._value(key) is None and key not in self._config:
            others = [given for given in self._config if not given.startswith(_PREFIX)]
            if (likely := closest_match(key, others, LIKENESS_OF_A_SLIP)) is not None:
                self._note(("config", likely), None, f"is not {key}", f"did you mean {key}?")
            else:
                self._note(("config", key), None, "is missing", f"add {key}")
            return None
        return self._valid(key, kind)

    def _optional(self, key: str, kind: TypeAdapter[str]) -> Any:
        """The value or None; UNREAD where it is invalid, which is reported."""
        return None if self._value(key) is None else self._valid(key, kind) or UNREAD

    def _valid(self, key: str, kind: TypeAdapter[str]) -> str | None:
        try:
            return kind.validate_python(self._value(key))
        except ValidationError as error:
            self._report_details(error.errors(include_url=False), ("config", key), None)
            return None

    def _section(self, key: str) -> Mapping[str, Any] | None:
        """The entries of a section by name; None where they are not known."""
        value = self._value(key)
        if value is None:
            return {}
        if isinstance(value, dict):
            return None if MERGE_KEY in value else value
        if value is not UNREAD:
            self._note(("config", key), format_value(value), "must be a mapping", SECTION_REMEDIES[key])
        return None

    def _parts(
        self, model: type[_Model], key: str, entries: Mapping[str, Any] | None, context: ValidationContext
    ) -> dict[str, _Model]:
        """The valid ones of the entries of a section."""
        parts = {
            name: self._part(model, raw, ("config", key, name), context)
            for name, raw in (self._entries(key) if entries is None else entries).items()
        }
        return {name: part for name, part in parts.items() if part is not None}

    def _entries(self, key: str) -> Mapping[str, Any]:
        """The entries of a section as far as they can be read."""
        value = self._value(key)
        return {name: raw for name, raw in value.items() if name != MERGE_KEY} if isinstance(value, dict) else {}

    def _part(self, model: type[_Model], raw: Any, path: KeyPath, context: ValidationContext) -> _Model | None:
        """A part of the file that stands on its own; None where it is invalid, which is reported."""
        try:
            return model.model_validate(raw, by_alias=True, by_name=False, context=context)
        except ValidationError as error:
            self._report_details(independent_errors(error, model), path, model)
            return None

    def _images(self, names: Mapping[str, Any] | None, context: ValidationContext) -> dict[str, ImageSettings]:
        defaults = self._defaults(context)
        if names == {} and self._value(REGISTRY_KEY) is None:
            path = ("config", IMAGES_KEY)
            rule = "names no image" if IMAGES_KEY in self._config else "is missing"
            self._note(path, None, rule, f"write at least one below {IMAGES_KEY}, such as my-image: {{}}")
        images = {
            image: self._image(image, {} if raw is None else raw, defaults, context)
            for image, raw in self._entries(IMAGES_KEY).items()
        }
        return {image: settings for image, settings in images.items() if settings is not None}

    def _defaults(self, context: ValidationContext) -> Mapping[str, Any]:
        """The raw defaults, for each image to be validated with; what cannot be read might hold any field."""
        self._section(DEFAULTS_KEY)
        value = {} if self._value(DEFAULTS_KEY) is None else self._value(DEFAULTS_KEY)
        if not isinstance(value, dict):
            return {MERGE_KEY: UNREAD}
        self._part(Defaults, value, ("config", DEFAULTS_KEY), context)
        return {field: raw for field, raw in value.items() if field != "repository"}

    def _image(
        self, image: str, raw: Any, defaults: Mapping[str, Any], context: ValidationContext
    ) -> ImageSettings | None:
        path: KeyPath = ("config", IMAGES_KEY, image)
        valid_name = True
        try:
            REPOSITORY_NAME_ADAPTER.validate_python(image)
        except ValidationError as error:
            valid_name = False
            self._report_details(error.errors(include_url=False), path, None)
        at_defaults = raw == {}
        settings = self._at_defaults if at_defaults else None
        if settings is None:
            settings = self._part(ImageSettings, with_defaults(raw, defaults), path, context)
        if at_defaults:
            self._at_defaults = settings
        return settings if valid_name else None

    def _registry(self, context: ValidationContext) -> RegistrySection | None:
        raw, path = self._value(REGISTRY_KEY), ("config", REGISTRY_KEY)
        if raw is None:
            return None
        section = self._part(RegistrySection, raw, path, context)
        if section is None and isinstance(raw, dict):  # the rules between the sections that are valid by themselves
            invalid = invalid_sections(raw, context)
            self._part(RegistrySection, {name: raw[name] for name in raw if name not in invalid}, path, context)
        return section

    def _report_details(self, errors: Iterable[ErrorDetails], part: KeyPath, model: type[BaseModel] | None) -> None:
        """Report the errors that pydantic found in a part of the file."""
        for details in errors:
            path = (*part, *error_path(details))
            written = where_written(self._file, path)
            if details["input"] is UNREAD or written in self._unread or _has_unread_key(details["input"]):
                continue
            if details["type"] == "missing" and (*written[:-1], MERGE_KEY) in self._unread:
                continue
            if (meant := correction(details["type"], details["input"])) is not None:
                self.corrected[as_spelt(written, self._misspelt)] = meant
            self._report(path, *explain(details, model, self._siblings(written)), part)

    def _siblings(self, path: KeyPath) -> set[str | int]:
        """The keys beside one of the file."""
        return {sibling[-1] for sibling in self._file.lines if len(sibling) == len(path) and sibling[:-1] == path[:-1]}

    def _report(self, path: KeyPath, given: str | None, rule: str, remedy: str, part: KeyPath) -> None:
        """Report an error of a part; an error of a default, in the first part only that it is found in."""
        written = where_written(self._file, path)
        default = given is not None and written[1] == DEFAULTS_KEY
        if not default or self._default_errors.setdefault((written, given or ""), part) == part:
            self._note(written, given, rule, remedy)

    def _note(self, path: KeyPath, given: str | None, rule: str, remedy: str) -> None:
        self.errors.append(self._file.error(as_spelt(path, self._misspelt), given, rule, remedy))
