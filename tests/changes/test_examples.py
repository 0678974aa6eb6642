"""The examples compared with themselves, with nothing, and with each other."""

import json
from itertools import product
from pathlib import Path

from union_ecr.changes.access import why_access_differs
from union_ecr.changes.change import ChangeKind
from union_ecr.changes.stacks import stack_changes
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.drift.access_reasons import COSMETIC
from union_ecr.drift.findings import Severity
from union_ecr.drift.principals import PrincipalNames
from union_ecr.drift.repository_policy import policy_differences
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load
from union_ecr.workspace.shared_registry import SharedRegistry

STACKS: dict[str, DeclaredStack] = {
    path.name: declare(load(parse_stack_file(path.name, path.read_bytes)))
    for path in sorted((Path(__file__).parents[2] / "examples").glob("Pulumi.*.yaml"))
}
SIDES = {name: SharedRegistry(stack.registry, {name: stack}) for name, stack in STACKS.items()}


def test_nothing_differs_from_itself() -> None:
    assert stack_changes(SIDES, SIDES, SIDES) == []


def test_a_new_stack_loses_nothing_and_a_deleted_file_takes_nothing() -> None:
    added, removed = stack_changes({}, SIDES, SIDES), stack_changes(SIDES, {}, SIDES)
    assert len(added) == len(removed) == len(STACKS) > 10
    assert {change.kind for stack in added for change in stack.changes} == {ChangeKind.ACCESS}
    assert [stack.changes for stack in removed if stack.changes] == []


def test_access_changes_exactly_where_drift_calls_a_difference_more_than_cosmetic() -> None:
    policies: dict[str, tuple[DeclaredStack, Document | None]] = {
        json.dumps(repository.policy): (stack, repository.policy)
        for stack in STACKS.values()
        for repository in stack.repositories
    }
    assert len(policies) > 10
    for (stack, before), (other, after) in product(policies.values(), repeat=2):
        names = PrincipalNames(stack.registry, {**stack.data_planes, **other.data_planes})
        drift = policy_differences(names, before, document_text(after) if after else None)
        differs = any(difference.severity is not Severity.INFO for difference in drift)
        assert (why_access_differs(names, before, after) != COSMETIC) == differs
