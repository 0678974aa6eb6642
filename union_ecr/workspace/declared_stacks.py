"""From all stack files together to what they declare."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from union_ecr.declared.size_limits import size_violations
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.declared.tag_limits import tag_violations
from union_ecr.ecr.registry import Registry
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.errors import ConfigError
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.cached_images import cached_image_errors
from union_ecr.workspace.claims import conflicts
from union_ecr.workspace.denials import denied_by_another_stack
from union_ecr.workspace.invalid_file import InvalidFile, readable_settings
from union_ecr.workspace.load import validate, where_written
from union_ecr.workspace.shared_registry import SharedRegistry


@dataclass(frozen=True)
class ValidatedStacks:
    """Stack files validated together.

    `settings` and `declared` hold every valid stack, `registries` what these declare together in each of their
    registries, and `errors` the errors of the chosen ones.
    """

    settings: Mapping[str, Settings]
    declared: Mapping[str, DeclaredStack]
    registries: Mapping[Registry, SharedRegistry]
    errors: tuple[ConfigError, ...]


def validate_together(files: Mapping[str, StackFile], chosen: Collection[str]) -> ValidatedStacks:
    """What every valid stack declares, each document rendered once, and every error in the files of the chosen ones.

    What the other stacks claim counts, too, and is reported for the chosen ones; the others' own errors are not, so
    that no team is stopped by another's typing error. An invalid file claims all the same what can be read of it: it
    may be deployed. The errors are in the order of the files and lines.
    """
    errors: list[ConfigError] = []
    valid: dict[str, Settings] = {}
    declared: dict[str, DeclaredStack] = {}
    claiming: dict[str, tuple[StackFile, Settings]] = {}
    readable = cache(lambda stack: readable_settings(files[stack]))
    repositories = _repositories_of_registries(files, readable)
    for stack in sorted(files, key=lambda stack: (stack in chosen, stack)):
        file = files[stack]
        settings, own_errors = validate(file, repositories.get(stack, ()))
        if settings is not None:
            claiming[stack] = file, settings
            documents = declare(settings)
            own_errors = tuple(dict.fromkeys(_limit_errors(file, documents)))
            if not own_errors:
                valid[stack], declared[stack] = settings, documents
        elif stack not in chosen and (claimed := readable(stack)):
            claiming[stack] = file, claimed
        errors.extend(own_errors if stack in chosen else ())
    names = {files[stack].name for stack in chosen}
    errors.extend(conflict for conflict in conflicts(claiming) if conflict.file in names)
    registries = shared_registries(files, declared)
    invalid = {stack: (files[stack], found) for stack in files.keys() - claiming.keys() if (found := readable(stack))}
    as_readable = dict(sorted((claiming | invalid).items()))
    errors.extend(cached_image_errors(as_readable, chosen, _without_doubt(declared, registries)))
    errors.extend(dict.fromkeys(denied_by_another_stack(files, valid, registries, chosen)))
    errors.sort(key=lambda error: (error.file, error.line or 0))
    return ValidatedStacks(valid, declared, registries, tuple(errors))


def _without_doubt(declared: Mapping[str, DeclaredStack], registries: Mapping[Registry, SharedRegistry]) -> list[str]:
    """The valid stacks in whose registry every pull-through cache rule is known."""
    return [name for name, stack in declared.items() if not registries[stack.registry].may_set("pullThroughCache")]


def _repositories_of_registries(
    files: Mapping[str, StackFile], readable: Callable[[str], Settings | None]
) -> Mapping[str, Collection[str]]:
    """By stack, the repositories that the files of its registry declare, as far as they can be read.

    A stack that is alone in its account is left out: no other file declares anything there.
    """
    accounts = {stack: InvalidFile.of(file).account for stack, file in files.items()}
    count = Counter(accounts.values())
    claimed = {stack: settings for stack in files if count[accounts[stack]] > 1 and (settings := readable(stack))}
    repositories: dict[Registry, set[str]] = {}
    for settings in claimed.values():
        repositories.setdefault(settings.registry, set()).update(name for name, _ in settings.repository_claims())
    return {stack: repositories[settings.registry] for stack, settings in claimed.items()}


def shared_registries(
    files: Mapping[str, StackFile], declared: Mapping[str, DeclaredStack]
) -> Mapping[Registry, SharedRegistry]:
    """What the valid stacks declare together in each of their registries; the other `files` are invalid."""
    stacks: dict[Registry, dict[str, DeclaredStack]] = {}
    for name, stack in sorted(declared.items()):
        stacks.setdefault(stack.registry, {})[name] = stack
    invalid = {InvalidFile.of(files[name]) for name in files.keys() - declared.keys()}
    return {registry: _shared_registry(registry, here, files, invalid) for registry, here in stacks.items()}


def _shared_registry(
    registry: Registry, stacks: Mapping[str, DeclaredStack], files: Mapping[str, StackFile], invalid: set[InvalidFile]
) -> SharedRegistry:
    _, *second_owners = [name for name, stack in stacks.items() if stack.registry_settings] or [""]
    doubtful = {
        *(file for file in invalid if file.may_be_of(registry)),
        *(InvalidFile.of(files[name]) for name in second_owners),
    }
    return SharedRegistry(registry, stacks, tuple(sorted(doubtful, key=lambda file: file.name)))


def _limit_errors(file: StackFile, stack: DeclaredStack) -> Iterator[ConfigError]:
    for violation in (*size_violations(stack), *tag_violations(stack)):
        path = where_written(file, ("config", *violation.path))
        yield file.error(path, violation.given, violation.rule, violation.remedy)
