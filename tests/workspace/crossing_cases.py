"""Two stack files of one registry and what each expects of the other: the cases of crossing/*.yaml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.expected_errors import ExpectedError
from tests.stacks import HEAD
from union_ecr.review.registry import describe_registry, describe_registry_of_another_stack
from union_ecr.review.repository import describe_repository
from union_ecr.stack_file.parse import StackFile, parse_stack_file
from union_ecr.workspace.shared_registry import SharedRegistry

FOLDER = Path(__file__).with_name("crossing")
_CASE, _FILE = "--- # ", "== "


@dataclass
class CrossingFile:
    """One stack file; `facts` are (part, label, text), `absent` (part, label); `alone` and `together` are errors."""

    stack: str
    content: str = ""
    facts: list[tuple[str, str, str]] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)
    alone: list[ExpectedError] = field(default_factory=list)
    together: list[ExpectedError] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"stacks/Pulumi.{self.stack}.yaml"

    def add(self, line: str) -> None:
        """A line of the data file: of the stack file, or what is expected."""
        mark, _, expected = line.removeprefix("# ").partition(" ") if line.startswith("# ") else ("", "", "")
        parts = [part.strip() for part in expected.split("|")]
        if mark == "=":
            self.facts.append((parts[0], parts[1], parts[2]))
        elif mark == "!":
            self.absent.append((parts[0], parts[1]))
        elif mark in ("^", "^^"):
            key, given, rule, remedy = parts
            error = ExpectedError(self.content.count("\n") or None, key, given or None, rule, remedy)
            self.alone.append(error)
            self.together += [error] if mark == "^^" else []
        else:
            self.content += f"{line}\n" if self.content or not line.startswith(" ") else f"{HEAD}{line}\n"


@dataclass(frozen=True)
class CrossingCase:
    name: str
    stacks: Mapping[str, CrossingFile]

    def parsed(self) -> dict[str, StackFile]:
        return {stack: parse_stack_file(file.name, file.content.encode) for stack, file in self.stacks.items()}


def read_cases(text: str) -> Iterator[CrossingCase]:
    """The cases of one data file; crossing/README.md has the format."""
    for case in text.removeprefix(_CASE).split(f"\n{_CASE}"):
        name, *lines = case.rstrip("\n").split("\n")
        files: list[CrossingFile] = []
        for line in lines:
            if line.startswith(_FILE):
                files.append(CrossingFile(line.removeprefix(_FILE)))
            else:
                files[-1].add(line)
        yield CrossingCase(name, {file.stack: file for file in files})


def facts_of(stack: str, shared: SharedRegistry) -> dict[str, list[tuple[str, str]]]:
    """The facts that a reviewer reads of a stack: by image, and of the registry."""
    declared = shared.stacks[stack]
    of_registry = describe_registry if declared.registry_settings else describe_registry_of_another_stack
    images = {
        repository.image: list(describe_repository(repository, stack, shared)) for repository in declared.repositories
    }
    return {**images, "registry": of_registry(shared)}


CROSSING_CASES: tuple[CrossingCase, ...] = tuple(
    case for path in sorted(FOLDER.glob("*.yaml")) for case in read_cases(path.read_text())
)
