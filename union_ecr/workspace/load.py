"""From a stack file's values to its settings, with every error of the file at once."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.error_messages import closest_field, explain
from union_ecr.settings.push_roles import PushRoleSettings
from union_ecr.settings.registry.configuration import RegistrySection
from union_ecr.settings.repository import Encryption
from union_ecr.settings.right_parts import FIELDS_ALONE, STAND_INS, right_parts
from union_ecr.settings.rules import broken_default_encryption, broken_stack_rules, repository_claims
from union_ecr.settings.stack import ImageSettings, Settings
from union_ecr.settings.types import AccountId, Organization, Region, RepositoryName
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import (
    ConfigError,
    InvalidStackFiles,
    KeyPath,
    Violation,
    closest_match,
    format_value,
    suggestion,
)
from union_ecr.stack_file.parse import NAMESPACE, StackFile

REGION_KEY = "aws:region"
ACCOUNT_KEY = f"{NAMESPACE}:account"
_IMAGES, _DEFAULTS, _DATA_PLANES, _PUSH_ROLES, _REGISTRY = (
    f"{NAMESPACE}:{key}" for key in ("images", "defaults", "dataPlanes", "pushRoles", "registry")
)
CONFIG_KEYS: tuple[str, ...] = (
    ACCOUNT_KEY,
    f"{NAMESPACE}:organization",
    _DATA_PLANES,
    _DEFAULTS,
    _IMAGES,
    _PUSH_ROLES,
    _REGISTRY,
)
"""Every key of ours in a stack file."""

_REPOSITORY_NAME: TypeAdapter[str] = TypeAdapter(RepositoryName)
_REFUSED = object()
_Model = TypeVar("_Model", bound=BaseModel)


def load(file: StackFile) -> Settings:
    """The settings of a stack file.

    Raises:
        InvalidStackFiles: with every error of the file, in the order of its lines.
    """
    settings, errors = validate(file)
    if errors:
        raise InvalidStackFiles(errors)
    return settings


def validate(file: StackFile) -> tuple[Settings, tuple[ConfigError, ...]]:
    """The settings and every error; only without errors are the settings to be used."""
    settings, errors, _ = judge_with_refused(file)
    return settings, errors


def judge_with_refused(file: StackFile) -> tuple[Settings, tuple[ConfigError, ...], "Places"]:
    """The same, and the places whose values were refused; what the settings have there is a default or a stand-in."""
    validate = _Loader(file)
    settings = validate.settings()
    errors = [*file.errors, *validate.errors]
    return settings, tuple(sorted(errors, key=lambda error: error.line or 0)), validate.refused


class _Loader:
    """Judges part by part. A refused part is set aside and the rest judged all the same, so that one run tells all."""

    def __init__(self, file: StackFile) -> None:
        self._file = file
        self._aside = set(file.set_aside)
        self._unknown: set[str] = set()
        # A merge key might have brought any field of the mapping that it stands in.
        self.refused = Places(place[:-1] if len(place) > 2 and place[-1] == "<<" else place for place in file.set_aside)
        self._default_encryption = Encryption()
        self._entries: dict[KeyPath, tuple[int, ...]] = {}
        self.errors: list[ConfigError] = []

    def settings(self) -> Settings:
        for key in self._file.config:
            if key.startswith(f"{NAMESPACE}:") and key not in CONFIG_KEYS:
                self._note(("config", key), None, "is no setting of a stack", suggestion(key, CONFIG_KEYS))
                self._take_for_refused(closest_match(key, CONFIG_KEYS))
        settings = Settings.model_construct(
            account=self._scalar("account", AccountId, f"{NAMESPACE}:account", required=True),
            region=self._scalar("region", Region, REGION_KEY, required=True),
            organization=self._scalar("organization", Organization, f"{NAMESPACE}:organization", required=False),
            data_planes=self._data_planes(),
            images=self._images(),
            push_roles=self._push_roles(),
        )
        settings = settings.model_copy(update={"registry_wide": self._registry_wide(settings)})
        of_defaults = broken_default_encryption(settings, self._default_encryption, self._unknown)
        self._note_broken((*of_defaults, *broken_stack_rules(settings, self._unknown)))
        self.errors = list(dict.fromkeys(self.errors))
        return settings

    def _note_broken(self, rules: Iterable[Violation]) -> None:
        first: dict[tuple[KeyPath, str], KeyPath] = {}
        for broken in rules:
            if any(self.refused.touch(self._where_written(("config", *place))) for place in broken.judged_by):
                continue
            where = self._where_written(("config", *broken.path))
            # What a default breaks in several images is told of the first.
            if broken.given and first.setdefault((where, broken.given), broken.path) != broken.path:
                continue
            self._note(where, broken.given, broken.rule, broken.remedy)

    def _take_for_refused(self, key: str | None) -> None:
        """A setting that was misspelt is no missing one."""
        if key and ("config", key) not in self._file.lines:
            self._aside.add(("config", key))
            self.refused.add(("config", key))

    def _scalar(self, field: str, kind: Any, key: str, *, required: bool) -> Any:
        path: KeyPath = ("config", key)
        if key in self._file.config and (required or self._file.config[key] is not None):
            try:
                return TypeAdapter(kind).validate_python(self._file.config[key])
            except ValidationError as error:
                self._note_errors(error, path)
        elif not self._unread(path):
            if not required:
                return None
            self._note(path, None, "is missing", f"add {key}")
        self._unknown.add(field)
        self.refused.add(path)
        return STAND_INS.get(field)

    def _data_planes(self) -> dict[str, DataPlane]:
        given = self._named_parts(_DATA_PLANES, "data_planes")
        return {name: self._part(DataPlane, raw, ("config", _DATA_PLANES, name)) for name, raw in given.items()}

    def _images(self) -> dict[str, ImageSettings]:
        here: KeyPath = ("config", _DEFAULTS)
        defaults = self._right_fields(ImageSettings, self._mapping(_DEFAULTS, "defaults"), here)
        if defaults.pop("repository", None) is not None:
            rule = "would give every image the same repository"
            self._note((*here, "repository"), None, rule, "write it under the image")
        self._default_encryption = Encryption.model_validate(defaults.get("encryption", {}))
        given = self._named_parts(_IMAGES, "images")
        path: KeyPath = ("config", _IMAGES)
        if not given and "images" not in self._unknown and not self._unread(path) and not self._says_of_registry():
            rule = "names no image" if _IMAGES in self._file.config else "is missing"
            self._note(path, None, rule, f"write at least one below {_IMAGES}, such as my-image: {{}}")
        return {image: self._image(image, raw, defaults) for image, raw in given.items()}

    def _push_roles(self) -> dict[str, PushRoleSettings]:
        given = self._mapping(_PUSH_ROLES, "push_roles")
        return {name: self._part(PushRoleSettings, raw, ("config", _PUSH_ROLES, name)) for name, raw in given.items()}

    def _says_of_registry(self) -> bool:
        """Whether the stack has settings of the registry itself, right or wrong: then it needs no image."""
        return self._file.config.get(_REGISTRY) is not None or self._unread(("config", _REGISTRY))

    def _registry_wide(self, settings: Settings) -> RegistrySection | None:
        path: KeyPath = ("config", _REGISTRY)
        raw = self._file.config.get(_REGISTRY)
        if raw is None:
            return None
        context = ValidationContext(
            registry=None if {"region", "account"} & self._unknown else settings.registry,
            data_planes=None if "data_planes" in self._unknown else settings.data_planes,
            repositories=None if "images" in self._unknown else {name for name, _ in repository_claims(settings)},
        )
        return self._part(RegistrySection, self._with_markers(raw, path), path, context)

    def _with_markers(self, raw: Any, path: KeyPath) -> Any:
        """The value with a marker, which no field takes, at every place below it that the reader refused.

        So no rule looks at a model that lost a value.
        """
        below = {place[len(path)] for place in self._aside if len(place) > len(path) and place[: len(path)] == path}
        if not below:
            return raw
        refused = {key for key in below if (*path, key) in self._aside}
        marked = dict(raw) if isinstance(raw, Mapping) else dict(enumerate(raw))
        marked |= {key: _REFUSED if key in refused else self._with_markers(marked[key], (*path, key)) for key in below}
        return marked if isinstance(raw, Mapping) else list(marked.values())

    def _part(self, model: type[_Model], raw: Any, path: KeyPath, context: ValidationContext | None = None) -> _Model:
        """A part of the file that stands on its own, without what was refused of it."""
        fields = self._right_fields(model, raw, path, context)
        return model.model_validate(fields, by_alias=True, by_name=False, context=FIELDS_ALONE)

    def _where_written(self, path: KeyPath) -> KeyPath:
        """The path of an image's field as the file has it: below the defaults if it is theirs, by its number there."""
        default: KeyPath = ("config", _DEFAULTS, *path[3:4])
        inherited = path[1] == _IMAGES and len(path) > 3 and path[:4] not in self._file.lines
        known = default in self._file.lines or (path[3:4] != ("repository",) and self.refused.touch(default))
        written = (*default, *path[4:]) if inherited and known else path
        for end, part in enumerate(written):
            if isinstance(part, int) and (left := self._entries.get(written[:end])):
                return (*written[:end], left[part], *written[end + 1 :])
        return written

    def _image(self, image: str, raw: Any, defaults: Mapping[str, Any]) -> ImageSettings:
        path: KeyPath = ("config", _IMAGES, image)
        try:
            _REPOSITORY_NAME.validate_python(image)
        except ValidationError as error:
            self._note_errors(error, path)
        own = self._right_fields(ImageSettings, {} if raw is None else raw, path)
        return ImageSettings.model_validate({**defaults, **own}, by_alias=True, by_name=False)

    def _named_parts(self, key: str, field: str) -> Mapping[str, Any]:
        """The parts below a key by their names, as they stand in the file.

        One that the reader refused keeps its name: others may refer to it.
        """
        given = self._mapping(key, field)
        places = (*self._file.lines, *self._aside)
        names = dict.fromkeys(place[2] for place in places if place[:2] == ("config", key) and len(place) > 2)
        return {name: given.get(name, {}) for name in names if isinstance(name, str) and name != "<<"}

    def _mapping(self, key: str, field: str) -> Mapping[str, Any]:
        value = self._file.config.get(key)
        if value is None or isinstance(value, dict):
            if self._unread(("config", key) if value is None else ("config", key, "")):
                self._unknown.add(field)
            return value or {}
        self._unknown.add(field)
        self._note(("config", key), format_value(value), "must be a mapping", f"write {key}: {{…}}")
        return {}

    def _right_fields(
        self, model: type[BaseModel], raw: Any, path: KeyPath, context: ValidationContext | None = None
    ) -> dict[str, Any]:
        """What of `raw` is right by itself; what is wrong is noted and left out."""
        right, errors, entries = right_parts(model, raw, context)
        self._entries |= {(*path, *place): left for place, left in entries.items()}
        self._note_details(errors, path, model)
        return right

    def _note_errors(self, error: ValidationError, path: KeyPath) -> None:
        self._note_details(error.errors(include_url=False), path, None)

    def _note_details(self, errors: list[ErrorDetails], path: KeyPath, model: type[BaseModel] | None) -> None:
        places = [(*path, *(part for part in details["loc"] if part != "[key]")) for details in errors]
        wrong = Places((*self._aside, *places))
        meant = {
            (*where[:-1], closest_field(details, model))
            for where, details in zip(places, errors, strict=True)
            if details["type"] == "extra_forbidden"
        }
        for where, details in zip(places, errors, strict=True):
            if self._unread(where):
                continue
            if details["type"] == "missing" and where in meant:  # it is misspelt, and that is told
                continue
            if details["type"] == "too_short" and wrong.within(where):  # only because of an entry that is told already
                continue
            value, rule, remedy = explain(details, model)
            self._note(where, value, rule, remedy)
        for where, details in zip(places, errors, strict=True):
            if details["type"] == "extra_forbidden":
                likely = closest_field(details, model)
                where = (*where[:-1], likely) if likely else where[:-1]
            if len(where) > len(path) or details["type"] == "model_type":
                self.refused.add(where)

    def _unread(self, path: KeyPath) -> bool:
        """Whether the value at a path, or something around it, was refused when the text was read."""
        merged = (*path[:-1], "<<")  # a merge key is refused, and might have brought it
        return any(path[: len(place)] == place or place == merged for place in self._aside)

    def _note(self, path: KeyPath, given: str | None, rule: str, remedy: str) -> None:
        self.errors.append(self._file.error(path, given, rule, remedy))


class Places:
    """Places in the file whose values were refused."""

    def __init__(self, places: Iterable[KeyPath]) -> None:
        self._places: set[KeyPath] = set()
        self._around: set[KeyPath] = set()
        for place in places:
            self.add(place)

    def add(self, place: KeyPath) -> None:
        """Add one."""
        self._places.add(place)
        self._around.update(place[:end] for end in range(1, len(place)))

    def within(self, place: KeyPath) -> bool:
        """Whether something in the value at a place was refused."""
        return place in self._around

    def touch(self, place: KeyPath) -> bool:
        """Whether the value at a place, something around it or something in it was refused."""
        return self.within(place) or any(place[:end] in self._places for end in range(1, len(place) + 1))
