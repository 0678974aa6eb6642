"""From a stack file's values to its settings, with every mistake of the file at once."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from model.checked_values import AccountId, Organization, Region, RepositoryName
from model.data_planes import DataPlane
from model.explained import explained, meant_field
from model.mistakes import KeyPath, Mistake, StackFilesWrong, instead, shown
from model.push_roles.settings import PushRoleSettings
from model.registry_wide.settings import RegistryOfStack
from model.right_parts import STAND_INS, right_parts
from model.rules import broken_stack_rules
from model.settings import ImageSettings, Settings
from model.stack_file import NAMESPACE, StackFile

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

_Model = TypeVar("_Model", bound=BaseModel)


def load(file: StackFile) -> Settings:
    """The settings of a stack file.

    Raises:
        StackFilesWrong: with every mistake of the file, in the order of its lines.
    """
    settings, mistakes = judge(file)
    if mistakes:
        raise StackFilesWrong(mistakes)
    return settings


def judge(file: StackFile) -> tuple[Settings, tuple[Mistake, ...]]:
    """The settings and every mistake; only without mistakes are the settings to be used."""
    judge = _Judge(file)
    settings = judge.settings()
    mistakes = [*file.mistakes, *judge.mistakes]
    return settings, tuple(sorted(mistakes, key=lambda mistake: mistake.line or 0))


class _Judge:
    """Judges part by part. A refused part is set aside and the rest judged all the same, so that one run tells all."""

    def __init__(self, file: StackFile) -> None:
        self._file = file
        self._unknown: set[str] = set()
        self._wrong = _Places(file.set_aside)
        self._entries: dict[KeyPath, tuple[int, ...]] = {}
        self.mistakes: list[Mistake] = []

    def settings(self) -> Settings:
        for key in self._file.config:
            if key.startswith(f"{NAMESPACE}:") and key not in CONFIG_KEYS:
                self._note(("config", key), None, "is no setting of a stack", instead(key, CONFIG_KEYS))
        settings = Settings.model_construct(
            account=self._scalar("account", AccountId, f"{NAMESPACE}:account", required=True),
            region=self._scalar("region", Region, REGION_KEY, required=True),
            organization=self._scalar("organization", Organization, f"{NAMESPACE}:organization", required=False),
            data_planes=self._data_planes(),
            images=self._images(),
            push_roles=self._push_roles(),
            registry_wide=self._registry_wide(),
        )
        for broken in broken_stack_rules(settings, self._unknown):
            if not any(self._wrong.touch(self._where_written(("config", *place))) for place in broken.judged_by):
                self._note(self._where_written(("config", *broken.path)), broken.given, broken.rule, broken.remedy)
        self.mistakes = list(dict.fromkeys(self.mistakes))
        return settings

    def _scalar(self, field: str, kind: Any, key: str, *, required: bool) -> Any:
        path: KeyPath = ("config", key)
        if key in self._file.config and (required or self._file.config[key] is not None):
            try:
                return TypeAdapter(kind).validate_python(self._file.config[key])
            except ValidationError as error:
                self._note_errors(error, path)
        elif not self._refused(path):
            if not required:
                return None
            self._note(path, None, "is missing", f"add {key}")
        self._unknown.add(field)
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
        given = self._named_parts(_IMAGES, "images")
        path: KeyPath = ("config", _IMAGES)
        if not given and "images" not in self._unknown and not self._refused(path) and not self._says_of_registry():
            rule = "names no image" if _IMAGES in self._file.config else "is missing"
            self._note(path, None, rule, f"write at least one below {_IMAGES}, such as my-image: {{}}")
        return {image: self._image(image, raw, defaults) for image, raw in given.items()}

    def _push_roles(self) -> dict[str, PushRoleSettings]:
        given = self._mapping(_PUSH_ROLES, "push_roles")
        return {name: self._part(PushRoleSettings, raw, ("config", _PUSH_ROLES, name)) for name, raw in given.items()}

    def _says_of_registry(self) -> bool:
        """Whether the stack has settings of the registry itself, right or wrong: then it needs no image."""
        return self._file.config.get(_REGISTRY) is not None or self._refused(("config", _REGISTRY))

    def _registry_wide(self) -> RegistryOfStack | None:
        raw = self._file.config.get(_REGISTRY)
        return None if raw is None else self._part(RegistryOfStack, raw, ("config", _REGISTRY))

    def _part(self, model: type[_Model], raw: Any, path: KeyPath) -> _Model:
        """A part of the file that stands on its own, without what was refused of it."""
        return model.model_validate(self._right_fields(model, raw, path), by_alias=True, by_name=False)

    def _where_written(self, path: KeyPath) -> KeyPath:
        """The path of an image's field as the file has it: below the defaults if it is theirs, by its number there."""
        from_defaults: KeyPath = ("config", _DEFAULTS, *path[3:])
        inherited = path[1] == _IMAGES and len(path) > 3 and path[:4] not in self._file.lines
        written = from_defaults if inherited and from_defaults[:3] in self._file.lines else path
        for end, part in enumerate(written):
            if isinstance(part, int) and (left := self._entries.get(written[:end])):
                return (*written[:end], left[part], *written[end + 1 :])
        return written

    def _image(self, image: str, raw: Any, defaults: Mapping[str, Any]) -> ImageSettings:
        path: KeyPath = ("config", _IMAGES, image)
        try:
            TypeAdapter(RepositoryName).validate_python(image)
        except ValidationError as error:
            self._note_errors(error, path)
        own = self._right_fields(ImageSettings, {} if raw is None else raw, path)
        return ImageSettings.model_validate({**defaults, **own}, by_alias=True, by_name=False)

    def _named_parts(self, key: str, field: str) -> Mapping[str, Any]:
        """The parts below a key by their names. One that the reader refused keeps its name: others may refer to it."""
        places = (place for place in self._file.set_aside if place[:2] == ("config", key) and len(place) > 2)
        refused: dict[str, Any] = {place[2]: {} for place in places if isinstance(place[2], str)}
        return {**refused, **self._mapping(key, field)}

    def _mapping(self, key: str, field: str) -> Mapping[str, Any]:
        value = self._file.config.get(key)
        if value is None or isinstance(value, dict):
            return value or {}
        self._unknown.add(field)
        self._note(("config", key), shown(value), "must be a mapping", f"write {key}: {{…}}")
        return {}

    def _right_fields(self, model: type[BaseModel], raw: Any, path: KeyPath) -> dict[str, Any]:
        """What of `raw` is right by itself; what is wrong is noted and left out.

        Rules across fields are not judged here: a field may still come from the defaults.
        """
        right, errors, entries = right_parts(model, raw)
        self._entries |= {(*path, *place): left for place, left in entries.items()}
        self._note_details(errors, path, model)
        return right

    def _note_errors(self, error: ValidationError, path: KeyPath) -> None:
        self._note_details(error.errors(include_url=False), path, None)

    def _note_details(self, errors: list[ErrorDetails], path: KeyPath, model: type[BaseModel] | None) -> None:
        places = [(*path, *(part for part in details["loc"] if part != "[key]")) for details in errors]
        wrong = _Places((*self._file.set_aside, *places))
        for where, details in zip(places, errors, strict=True):
            if self._refused(where):
                continue
            if details["type"] == "too_short" and wrong.within(where):  # only because of an entry that is told already
                continue
            value, rule, remedy = explained(details, model)
            self._note(where, value, rule, remedy)
        for where, details in zip(places, errors, strict=True):
            if details["type"] == "extra_forbidden":
                meant = meant_field(details, model)
                where = (*where[:-1], meant) if meant else where[:-1]
            if len(where) > len(path) or details["type"] == "model_type":
                self._wrong.add(where)

    def _refused(self, path: KeyPath) -> bool:
        """Whether the value at a path, or something around it, was refused when the text was read."""
        merged = (*path[:-1], "<<")  # a merge key is refused, and might have brought it
        return any(path[: len(place)] == place or place == merged for place in self._file.set_aside)

    def _note(self, path: KeyPath, given: str | None, rule: str, remedy: str) -> None:
        self.mistakes.append(self._file.mistake(path, given, rule, remedy))


class _Places:
    """Places in the file whose values were refused."""

    def __init__(self, places: Iterable[KeyPath]) -> None:
        self._places: set[KeyPath] = set()
        self._around: set[KeyPath] = set()
        for place in places:
            self.add(place)

    def add(self, place: KeyPath) -> None:
        self._places.add(place)
        self._around.update(place[:end] for end in range(1, len(place)))

    def within(self, place: KeyPath) -> bool:
        """Whether something in the value at a place was refused."""
        return place in self._around

    def touch(self, place: KeyPath) -> bool:
        """Whether the value at a place, something around it or something in it was refused."""
        return self.within(place) or any(place[:end] in self._places for end in range(1, len(place) + 1))
