"""Rules that look at more than one stack: what only one of them may have."""

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass

from union_ecr.settings.rules import claim_in_words, repository_claims
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.errors import ConfigError, KeyPath, format_value
from union_ecr.stack_file.parse import NAMESPACE, StackFile
from union_ecr.workspace.load import ACCOUNT_KEY, REGION_KEY, Places, judge_with_refused


@dataclass(frozen=True)
class _Claim:
    """Something that one stack alone can have: `of` tells what; the first to claim it has it, as `words` for others.

    Of several conflicts `about` the same part of a file, only the first is told.
    """

    of: Hashable
    about: KeyPath
    place: KeyPath
    given: str | None
    rule: str
    remedy: str
    words: str = ""


@dataclass(frozen=True)
class ValidatedStacks:
    """Stack files judged together: the settings of those that are right, and the errors of the chosen ones."""

    right: Mapping[str, Settings]
    errors: tuple[ConfigError, ...]


def validate_together(files: Mapping[str, StackFile], chosen: Collection[str]) -> ValidatedStacks:
    """Every stack's settings, and every error in the files of the chosen ones.

    What the other stacks claim counts, too, and the chosen ones are told; the others' own errors do not, so that
    no team is stopped by another's typing error. A file that is wrong claims all the same what can be read of it,
    as long as its account and region can: it may be deployed. A name that cannot be read claims nothing.
    """
    errors: list[ConfigError] = []
    right: dict[str, Settings] = {}
    claiming: dict[str, tuple[StackFile, Settings]] = {}
    refused: dict[str, Places] = {}
    for stack in sorted(files, key=lambda stack: (stack in chosen, stack)):
        settings, wrong, refused[stack] = judge_with_refused(files[stack])
        errors.extend(wrong if stack in chosen else ())
        if not wrong:
            right[stack] = settings
        somewhere = not any(refused[stack].touch(("config", key)) for key in (REGION_KEY, ACCOUNT_KEY))
        if not wrong or (stack not in chosen and somewhere):
            claiming[stack] = files[stack], settings
    names = {files[stack].name for stack in chosen}
    found = conflicts(claiming, refused)
    return ValidatedStacks(right, (*errors, *(conflict for conflict in found if conflict.file in names)))


def conflicts(
    stacks: Mapping[str, tuple[StackFile, Settings]], refused: Mapping[str, Places] | None = None
) -> tuple[ConfigError, ...]:
    """What two stacks claim and only one can have; the later file is told, once about each image.

    `refused` are the places of each stack whose values were: no name is known that should stand there.
    """
    errors: list[ConfigError] = []
    owners: dict[Hashable, tuple[str, _Claim]] = {}
    for stack, (file, settings) in stacks.items():
        told: set[KeyPath] = set()
        for claim in _claims(settings, (refused or {}).get(stack, Places(()))):
            owner, first = owners.setdefault(claim.of, (stack, claim))
            if owner != stack and claim.about not in told:
                told.add(claim.about)
                rule = claim.rule.format(claim=first.words, stack=owner)
                errors.append(file.error(("config", *claim.place), claim.given, rule, claim.remedy))
    return tuple(errors)


def _claims(settings: Settings, refused: Places) -> Iterator[_Claim]:
    registry, one_of_two = settings.registry, "keep it in one of the two stacks"
    for repository, place in repository_claims(settings):
        if refused.touch(("config", *place[:-1], "repository")):
            continue
        rule = "is the {claim} in stack {stack}, too, in the same registry"
        of, words = (registry, "repository", repository), claim_in_words(place)
        yield _Claim(of, place[:-1], place, format_value(repository), rule, one_of_two, words)
    for image in settings.images:
        images: KeyPath = (f"{NAMESPACE}:images", image)
        if refused.touch(("config", *images, "repository")):
            continue
        rule = "is an image name of stack {stack}, too, in the same registry"
        remedy = f"write {settings.repository_of(image)}, the whole name of its repository"
        yield _Claim((registry, "image", image), images, images, format_value(image), rule, remedy)
    for key, role in settings.push_roles.items():
        if refused.touch(("config", f"{NAMESPACE}:pushRoles", key, "name")):
            continue
        place = (f"{NAMESPACE}:pushRoles", key, *(("name",) if role.name else ()))
        name = role.name or key
        rule = "is the name of a push role of stack {stack}, too, in the same account"
        remedy = "choose another name" if role.name else "give it another name"
        yield _Claim((settings.account, "role", name.casefold()), place, place, format_value(name), rule, remedy)
    if settings.registry_wide is not None:
        place = (f"{NAMESPACE}:registry",)
        rule = "stands in stack {stack}, too, for the same account and region"
        yield _Claim((registry, "registry"), place, place, None, rule, "write all of it into one of the two stacks")
