"""One registry as all its stack files declare it: what one stack sets for it holds for the images of the others."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.registry import Registry
from union_ecr.workspace.invalid_file import REGISTRY_PARTS, InvalidFile


@dataclass(frozen=True)
class SharedRegistry:
    """What all stacks of one registry declare together.

    `stacks` are those with valid files, by name; `invalid` are the invalid files that may belong to the registry, and
    those that declare settings of the registry which another stack has already.
    """

    registry: Registry
    stacks: Mapping[str, DeclaredStack]
    invalid: tuple[InvalidFile, ...] = ()

    @cached_property
    def owner(self) -> str | None:
        """The stack that declares the registry's own settings; no two may."""
        return next((name for name, stack in sorted(self.stacks.items()) if stack.registry_settings), None)

    @property
    def registry_settings(self) -> DeclaredRegistry | None:
        """What the stacks declare of the registry itself."""
        return self.stacks[self.owner].registry_settings if self.owner else None

    @cached_property
    def repositories(self) -> tuple[DeclaredRepository, ...]:
        """Every declared repository, build caches included."""
        return tuple(repository for stack in self.stacks.values() for repository in stack.repositories)

    def may_set(self, part: str) -> tuple[str, ...]:
        """The invalid files that may set a part of the registry, by its name in a stack file.

        Where a valid stack declares the registry's settings, only a file that is certain to declare them as well.
        """
        return tuple(
            file.name
            for file in self.invalid
            if part in (REGISTRY_PARTS if file.parts is None else file.parts)
            and (not self.owner or (file.parts is not None and None not in (file.account, file.region)))
        )

    def parts_in_doubt(self) -> Mapping[str, tuple[str, ...]]:
        """The parts that each invalid file may set, by the file's name."""
        doubts = {part: self.may_set(part) for part in sorted(REGISTRY_PARTS)}
        parts = {
            file.name: tuple(part for part, files in doubts.items() if file.name in files) for file in self.invalid
        }
        return {file: doubtful for file, doubtful in parts.items() if doubtful}
