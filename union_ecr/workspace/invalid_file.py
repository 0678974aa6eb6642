"""What an invalid stack file declares all the same, as far as it can be read: it may be deployed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from union_ecr.ecr.registry import Registry
from union_ecr.settings.push_roles import PushRoleName, PushRoleSettings
from union_ecr.settings.registry.configuration import SETTING_NAMES, RegistrySection
from union_ecr.settings.registry.pull_through_cache import PullThroughCacheRule
from union_ecr.settings.registry.repository_names import CachePrefix
from union_ecr.settings.registry.upstreams import Upstream
from union_ecr.settings.stack import ImageSettings, Settings
from union_ecr.stack_file.errors import closest_match
from union_ecr.stack_file.parse import CONFIG_KEYS, NAMESPACE, REGION_KEY, StackFile
from union_ecr.stack_file.strict_yaml import MERGE_KEY, UNREAD
from union_ecr.workspace.load import (
    ACCOUNT_ADAPTER,
    ACCOUNT_KEY,
    DEFAULTS_KEY,
    IMAGES_KEY,
    PUSH_ROLES_KEY,
    REGION_ADAPTER,
    REGISTRY_KEY,
    REPOSITORY_NAME_ADAPTER,
)

REGISTRY_PARTS = frozenset(SETTING_NAMES)
"""The parts of the registry's settings, by their names in a stack file."""
_PUSH_ROLE_NAME: TypeAdapter[str] = TypeAdapter(PushRoleName)
_CACHE_PREFIX: TypeAdapter[str] = TypeAdapter(CachePrefix)
_UPSTREAM: TypeAdapter[str] = TypeAdapter(Upstream)
_UNSET_IMAGE = ImageSettings.model_construct()


@dataclass(frozen=True)
class InvalidFile:
    """An invalid stack file, as far as it can be read; it may be deployed all the same.

    `account` and `region` are None where they cannot be read. `parts` are the parts of the registry that it may set, by
    their names in a stack file; None where it cannot be read whether it sets any.
    """

    name: str
    account: str | None
    region: str | None
    parts: frozenset[str] | None

    @classmethod
    def of(cls, file: StackFile) -> "InvalidFile":
        """What can be read of the file."""
        account = _valid(ACCOUNT_ADAPTER, file.config.get(ACCOUNT_KEY))
        region = _valid(REGION_ADAPTER, file.config.get(REGION_KEY))
        return cls(file.name, account, region, _parts_set(file))

    def may_be_of(self, registry: Registry) -> bool:
        """Whether it may be a stack of this registry."""
        return self.account in (None, registry.account) and self.region in (None, registry.region)


def readable_settings(file: StackFile) -> Settings | None:
    """What an invalid file claims, as far as it can be read; None where its registry cannot be read.

    A name that cannot be read, or that a misspelt key might give, claims nothing. An image that may say that a
    pull-through cache rule over it is meant is taken to say so.
    """
    invalid = InvalidFile.of(file)
    if invalid.account is None or invalid.region is None:
        return None
    defaults, registry = _entries(file, DEFAULTS_KEY), file.config.get(REGISTRY_KEY)
    images, push_roles = {}, {}
    for image, raw in _entries(file, IMAGES_KEY).items():
        if repository := _readable_name(raw, ImageSettings, "repository", image, REPOSITORY_NAME_ADAPTER):
            merged = {**defaults, **(raw or {})}
            read = {
                "repository": repository,
                "build_cache": merged.get("buildCache") is True,
                "pull_through_cache": merged.get("pullThroughCache", False) is not False
                or _may_give("pullThroughCache", merged, ImageSettings),
            }
            images[image] = _UNSET_IMAGE.model_copy(update=read)
    for key, raw in _entries(file, PUSH_ROLES_KEY).items():
        if name := _readable_name(raw, PushRoleSettings, "name", key, _PUSH_ROLE_NAME):
            push_roles[key] = PushRoleSettings.model_construct(name=name, images=())
    return Settings.model_construct(
        account=invalid.account,
        region=invalid.region,
        images=images,
        push_roles=push_roles,
        registry_settings=None if registry in (None, UNREAD) else _readable_section(registry),
    )


def _readable_section(section: Any) -> RegistrySection:
    """The registry section with those of its pull-through cache rules whose prefix and upstream can be read."""
    entries = section.get("pullThroughCache") if isinstance(section, dict) else None
    rules = {
        prefix: PullThroughCacheRule.model_construct(upstream=upstream)
        for prefix, raw in (entries.items() if isinstance(entries, dict) else ())
        if _valid(_CACHE_PREFIX, prefix)
        and isinstance(raw, dict)
        and (upstream := _valid(_UPSTREAM, raw.get("upstream")))
    }
    return RegistrySection.model_construct(pull_through_cache=rules)


def _entries(file: StackFile, key: str) -> Mapping[str, Any]:
    value = file.config.get(key)
    return value if isinstance(value, dict) else {}


def _readable_name(raw: Any, model: type[BaseModel], field: str, default: str, kind: TypeAdapter[str]) -> str | None:
    """The name that an entry gives in a field, else the default; None where it cannot be read."""
    entry = {} if raw is None else raw
    if not isinstance(entry, dict) or _may_give(field, entry, model):
        return None
    return _valid(kind, default if entry.get(field) is None else entry[field])


def _may_give(field: str, entry: Mapping[str, Any], model: type[BaseModel]) -> bool:
    """Whether an entry may give a field by a merge key or by a misspelt one."""
    fields = _keys(model)
    return MERGE_KEY in entry or any(key not in fields and closest_match(key, fields) == field for key in entry)


@cache
def _keys(model: type[BaseModel]) -> Sequence[str]:
    return [known.alias or name for name, known in model.model_fields.items()]


def _valid(kind: TypeAdapter[str], value: Any) -> str | None:
    try:
        return kind.validate_python(value)
    except ValidationError:
        return None


def _parts_set(file: StackFile) -> frozenset[str] | None:
    section = file.config.get(REGISTRY_KEY)
    if section is None:
        ours = (key for key in file.config if key.startswith(NAMESPACE) and key not in CONFIG_KEYS)
        misspelt = any(closest_match(key, CONFIG_KEYS) == REGISTRY_KEY for key in ours)
        return None if misspelt or MERGE_KEY in file.config or not file.readable else frozenset()
    if not isinstance(section, dict) or MERGE_KEY in section:
        return REGISTRY_PARTS
    return frozenset(part for key in section if (part := _part(key)))


def _part(key: str) -> str | None:
    """The part that a key of the section means; None where it means none, as `ignore` does."""
    return key if key in REGISTRY_PARTS else closest_match(key, REGISTRY_PARTS)
