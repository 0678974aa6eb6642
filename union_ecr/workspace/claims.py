"""Rules that look at more than one stack: what only one of them may have."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass

from union_ecr.settings.stack import Settings, describe_claim
from union_ecr.stack_file.errors import ConfigError, KeyPath, format_value
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.load import config_path


@dataclass(frozen=True)
class _Claim:
    """Something that one stack alone can have: the first to claim it, which `description` tells the others.

    Of several conflicts `about` the same part of a file, only the first is reported. `given` is empty where the error
    shows no value.
    """

    claimed: Hashable
    about: KeyPath
    place: KeyPath
    given: str
    rule: str
    remedy: str
    description: str = ""


def conflicts(stacks: Mapping[str, tuple[StackFile, Settings]]) -> tuple[ConfigError, ...]:
    """What two stacks claim and only one can have, reported for the later one, once about each image."""
    errors: list[ConfigError] = []
    owners: dict[Hashable, tuple[str, _Claim]] = {}
    stacks_of = Counter(settings.account for _, settings in stacks.values())  # every claim is within an account
    for stack, (file, settings) in stacks.items():
        if stacks_of[settings.account] == 1:
            continue
        reported: set[KeyPath] = set()
        for claim in _claims(settings):
            owner, first = owners.setdefault(claim.claimed, (stack, claim))
            if owner != stack and claim.about not in reported:
                reported.add(claim.about)
                rule = claim.rule.format(claim=first.description, stack=owner)
                given = format_value(claim.given) if claim.given else None
                errors.append(file.error(claim.place, given, rule, claim.remedy))
    return tuple(errors)


def _claims(settings: Settings) -> Iterator[_Claim]:
    registry, one_of_two = settings.registry, "keep it in one of the two stacks"
    for repository, path in settings.repository_claims():
        place = config_path(path)
        rule = "is the {claim} in stack {stack}, too, in the same registry"
        claimed, description = (registry, "repository", repository), describe_claim(path)
        yield _Claim(claimed, place[:-1], place, repository, rule, one_of_two, description)
    for image in settings.images:
        place = config_path(("images", image))
        rule = "is an image name of stack {stack}, too, in the same registry"
        remedy = f"write {settings.repository_of(image)}, the whole name of its repository"
        yield _Claim((registry, "image", image), place, place, image, rule, remedy)
    for key, role in settings.push_roles.items():
        place = config_path(("pushRoles", key, *(("name",) if role.name else ())))
        name = role.name or key
        rule = "is the name of a push role of stack {stack}, too, in the same account"
        remedy = "choose another name" if role.name else "give it another name"
        yield _Claim((settings.account, "role", name.casefold()), place, place, name, rule, remedy)
    if settings.registry_settings is not None:
        place = config_path(("registry",))
        rule = "stands in stack {stack}, too, for the same account and region"
        yield _Claim((registry, "registry"), place, place, "", rule, "write all of it into one of the two stacks")
