"""The stack that somebody wants to try: one of their own, or an example."""

from dataclasses import dataclass
from pathlib import Path

from sandbox.project import EXAMPLES, STACKS
from union_ecr.cli.stack_files import read_stack_files, unknown_stack
from union_ecr.cli.stacks_folder import StacksFolder
from union_ecr.declared.stack import DeclaredStack
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import stack_file_name, stack_of
from union_ecr.workspace.shared_registry import SharedRegistry


@dataclass(frozen=True)
class ChosenStack:
    """A stack, the folder of its file, and what all stacks of its registry declare together."""

    name: str
    folder: Path
    shared: SharedRegistry

    @classmethod
    def named(cls, name: str) -> "ChosenStack":
        """The stack of this name in stacks/, else in examples/.

        Raises:
            InvalidStackFiles: its errors, or the names that there are.
        """
        folder = next((folder for folder in (STACKS, EXAMPLES) if (folder / stack_file_name(name)).is_file()), None)
        if folder is None:
            own = _stacks_in(STACKS)
            missing_in = StacksFolder(STACKS if own else EXAMPLES)
            raise InvalidStackFiles([unknown_stack(missing_in, name, [*own, *_stacks_in(EXAMPLES)])])
        return cls(name, folder, read_stack_files([name], folder).registry_of(name))

    @property
    def declared(self) -> DeclaredStack:
        """What the stack declares."""
        return self.shared.stacks[self.name]


def _stacks_in(folder: Path) -> list[str]:
    return sorted(filter(None, (stack_of(path.name) for path in folder.glob(stack_file_name("*")))))
