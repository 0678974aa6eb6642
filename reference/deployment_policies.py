"""The policies of CI's three roles for every stack file, to read: docs/ci.md.

BUCKET stands for the name of the state's bucket. The bootstrap fills it in, and widens them by `bootstrap:prefixes`.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from union_ecr.ci_roles.documents import StackPolicies, stack_policies
from union_ecr.declared.stack import declare
from union_ecr.stack_file.parse import StackFile, parse_stack_file, stack_of
from union_ecr.workspace.load import load


def deployment_policies(stack_files: Iterable[Path]) -> dict[str, StackPolicies]:
    """The policies of each stack, sorted by the stack's name."""
    names = {stack: path for path in stack_files if (stack := stack_of(path.name))}
    return {
        name: policies_of_file(name, parse_stack_file(f"{path.parent.name}/{path.name}", path.read_bytes))
        for name, path in sorted(names.items())
    }


def policies_of_file(name: str, file: StackFile) -> StackPolicies:
    """The policies of one stack.

    Raises:
        InvalidStackFiles: the stack file is invalid.
    """
    return stack_policies(name, file, declare(load(file)))


def as_text(policies: Mapping[str, StackPolicies]) -> str:
    """The generated file: JSON by stack, then by document."""
    return json.dumps({name: stack.documents for name, stack in policies.items()}, indent=2) + "\n"
