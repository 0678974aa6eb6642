"""From all stack files together to what they declare."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from union_ecr.declared.size_limits import size_violations
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.errors import ConfigError
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.claims import conflicts, readable_settings
from union_ecr.workspace.load import validate, where_written


@dataclass(frozen=True)
class ValidatedStacks:
    """Stack files validated together.

    `settings` and `declared` hold every valid stack, `errors` those of the chosen ones.
    """

    settings: Mapping[str, Settings]
    declared: Mapping[str, DeclaredStack]
    errors: tuple[ConfigError, ...]


def validate_together(files: Mapping[str, StackFile], chosen: Collection[str]) -> ValidatedStacks:
    """What every valid stack declares, each document rendered once, and every error in the files of the chosen ones.

    What the other stacks claim counts, too, and is reported for the chosen ones; the others' own errors are not, so
    that no team is stopped by another's typing error. An invalid file claims all the same what can be read of it: it
    may be deployed.
    """
    errors: list[ConfigError] = []
    valid: dict[str, Settings] = {}
    declared: dict[str, DeclaredStack] = {}
    claiming: dict[str, tuple[StackFile, Settings]] = {}
    for stack in sorted(files, key=lambda stack: (stack in chosen, stack)):
        file = files[stack]
        settings, own_errors = validate(file)
        if settings is not None:
            claiming[stack] = file, settings
            documents = declare(settings)
            own_errors = tuple(dict.fromkeys(_size_errors(file, documents)))
            if not own_errors:
                valid[stack], declared[stack] = settings, documents
        elif stack not in chosen and (readable := readable_settings(file)):
            claiming[stack] = file, readable
        errors.extend(own_errors if stack in chosen else ())
    names = {files[stack].name for stack in chosen}
    found = (conflict for conflict in conflicts(claiming) if conflict.file in names)
    return ValidatedStacks(valid, declared, (*errors, *found))


def _size_errors(file: StackFile, stack: DeclaredStack) -> Iterator[ConfigError]:
    for violation in size_violations(stack):
        path = where_written(file, ("config", *violation.path))
        yield file.error(path, violation.given, violation.rule, violation.remedy)
