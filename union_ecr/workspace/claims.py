"""Rules that look at more than one stack: what only one of them may have."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from union_ecr.settings.push_roles import PushRoleName, PushRoleSettings
from union_ecr.settings.registry.configuration import RegistrySection
from union_ecr.settings.stack import ImageSettings, Settings, describe_claim
from union_ecr.stack_file.errors import ConfigError, KeyPath, closest_match, format_value
from union_ecr.stack_file.parse import REGION_KEY, StackFile
from union_ecr.stack_file.strict_yaml import MERGE_KEY, UNREAD
from union_ecr.workspace.load import (
    ACCOUNT,
    ACCOUNT_KEY,
    DEFAULTS_KEY,
    IMAGES_KEY,
    PUSH_ROLES_KEY,
    REGION,
    REGISTRY_KEY,
    REPOSITORY_NAME,
    config_path,
)

_PUSH_ROLE_NAME: TypeAdapter[str] = TypeAdapter(PushRoleName)


@dataclass(frozen=True)
class _Claim:
    """Something that one stack alone can have: the first to claim it, which `description` tells the others.

    Of several conflicts `about` the same part of a file, only the first is reported.
    """

    claimed: Hashable
    about: KeyPath
    place: KeyPath
    given: str | None
    rule: str
    remedy: str
    description: str = ""


def conflicts(stacks: Mapping[str, tuple[StackFile, Settings]]) -> tuple[ConfigError, ...]:
    """What two stacks claim and only one can have, reported for the later one, once about each image."""
    errors: list[ConfigError] = []
    owners: dict[Hashable, tuple[str, _Claim]] = {}
    for stack, (file, settings) in stacks.items():
        reported: set[KeyPath] = set()
        for claim in _claims(settings):
            owner, first = owners.setdefault(claim.claimed, (stack, claim))
            if owner != stack and claim.about not in reported:
                reported.add(claim.about)
                rule = claim.rule.format(claim=first.description, stack=owner)
                errors.append(file.error(claim.place, claim.given, rule, claim.remedy))
    return tuple(errors)


def readable_settings(file: StackFile) -> Settings | None:
    """What an invalid file claims, as far as it can be read; None where its registry cannot be read.

    A name that cannot be read, or that a misspelt key might give, claims nothing.
    """
    try:
        account = ACCOUNT.validate_python(file.config.get(ACCOUNT_KEY))
        region = REGION.validate_python(file.config.get(REGION_KEY))
    except ValidationError:
        return None
    defaults, registry = _entries(file, DEFAULTS_KEY), file.config.get(REGISTRY_KEY)
    images, push_roles = {}, {}
    for image, raw in _entries(file, IMAGES_KEY).items():
        if repository := _readable_name(raw, ImageSettings, "repository", image, REPOSITORY_NAME):
            cached = {**defaults, **(raw or {})}.get("buildCache") is True
            images[image] = ImageSettings.model_construct(repository=repository, build_cache=cached)
    for key, raw in _entries(file, PUSH_ROLES_KEY).items():
        if name := _readable_name(raw, PushRoleSettings, "name", key, _PUSH_ROLE_NAME):
            push_roles[key] = PushRoleSettings.model_construct(name=name, images=())
    return Settings.model_construct(
        account=account,
        region=region,
        images=images,
        push_roles=push_roles,
        registry_wide=None if registry in (None, UNREAD) else RegistrySection(),
    )


def _entries(file: StackFile, key: str) -> Mapping[str, Any]:
    value = file.config.get(key)
    return value if isinstance(value, dict) else {}


def _readable_name(raw: Any, model: type[BaseModel], field: str, default: str, kind: TypeAdapter[str]) -> str | None:
    """The name that an entry gives in a field, else the default; None where it cannot be read."""
    entry = {} if raw is None else raw
    if not isinstance(entry, dict) or MERGE_KEY in entry:
        return None
    fields = [known.alias or name for name, known in model.model_fields.items()]
    if any(key not in fields and closest_match(key, fields) == field for key in entry):
        return None
    try:
        return kind.validate_python(default if entry.get(field) is None else entry[field])
    except ValidationError:
        return None


def _claims(settings: Settings) -> Iterator[_Claim]:
    registry, one_of_two = settings.registry, "keep it in one of the two stacks"
    for repository, path in settings.repository_claims():
        place = config_path(path)
        rule = "is the {claim} in stack {stack}, too, in the same registry"
        claimed, description = (registry, "repository", repository), describe_claim(path)
        yield _Claim(claimed, place[:-1], place, format_value(repository), rule, one_of_two, description)
    for image in settings.images:
        place = config_path(("images", image))
        rule = "is an image name of stack {stack}, too, in the same registry"
        remedy = f"write {settings.repository_of(image)}, the whole name of its repository"
        yield _Claim((registry, "image", image), place, place, format_value(image), rule, remedy)
    for key, role in settings.push_roles.items():
        place = config_path(("pushRoles", key, *(("name",) if role.name else ())))
        name = role.name or key
        rule = "is the name of a push role of stack {stack}, too, in the same account"
        remedy = "choose another name" if role.name else "give it another name"
        yield _Claim((settings.account, "role", name.casefold()), place, place, format_value(name), rule, remedy)
    if settings.registry_wide is not None:
        place = config_path(("registry",))
        rule = "stands in stack {stack}, too, for the same account and region"
        yield _Claim((registry, "registry"), place, place, None, rule, "write all of it into one of the two stacks")
