"""Every document that a test renders is judged, and a refused one fails the session."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.judges import every_document
from tests.judges.every_document import JUDGES, refusals, renderers
from tests.judges.samples import REPOSITORY_POLICY, ROLE, changed
from tests.stacks import stack_settings
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.ecr.policy_document import document_text

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
OPEN = changed(REPOSITORY_POLICY, Principal="*")
RENDERING_TESTS = f"""
from tests.judges.every_document import recorded

def repository_policy(document):
    return document

def test_opens():
    assert recorded(repository_policy)({OPEN})

def test_grants():
    assert recorded(repository_policy)({REPOSITORY_POLICY})
"""


def documents_in(value: object) -> Iterator[str]:
    """Every document anywhere in a declared stack, as text."""
    if isinstance(value, dict) and ("Statement" in value or "rules" in value):
        yield document_text(value)
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from documents_in(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from documents_in(getattr(value, field.name))


def rendered(*documents: dict[str, Any]) -> every_document.Rendered:
    return {("union_ecr.m.repository_policy", document_text(document)): "test_x" for document in documents}


def a_stack() -> DeclaredStack:
    plane = {"account": "111122223333", "roles": ["a-role-that-no-other-test-has"]}
    return declare(stack_settings(dataPlanes={"production": plane}))


def test_every_document_of_a_declared_stack_is_recorded_for_the_judges() -> None:
    declared = set(documents_in(a_stack()))
    assert len(declared) >= 4  # two halves of the grant, the pushers' half, the expiry
    assert declared <= {text for _, text in every_document.RENDERED}


def test_every_renderer_has_a_judge() -> None:
    names = [renderer.__name__ for _, renderer in renderers()]
    assert len(names) >= 3
    assert [name for name in names if not name.endswith(tuple(JUDGES))] == []


def test_a_refused_document_is_reported_with_the_test_that_rendered_it() -> None:
    rendered = {
        ("union_ecr.m.repository_policy", document_text(document)): "test_x" for document in (OPEN, REPOSITORY_POLICY)
    }
    ((renderer, refused, test),) = refusals(rendered)
    assert (renderer, test) == ("union_ecr.m.repository_policy", "test_x")
    assert "open to the internet" in str(refused)


def test_of_documents_with_the_same_finding_the_shortest_is_reported() -> None:
    longer = changed(OPEN, Principal={"AWS": ["*", ROLE]})
    ((_, refused, _),) = refusals(rendered(longer, OPEN))
    assert ROLE not in str(refused)


def test_a_kind_of_document_without_a_judge_is_refused() -> None:
    ((_, refused, _),) = refusals({("union_ecr.m.scanning_rules", "{}"): "test_x"})
    assert "no judge knows this kind of document" in str(refused)


@pytest.mark.parametrize("workers", ["0", "2"], ids=["one process", "two processes of pytest-xdist"])
def test_a_refused_document_fails_a_session_whose_tests_pass(tmp_path: Path, workers: str) -> None:
    tests, settings = tmp_path / "test_rendering.py", tmp_path / "pytest.ini"
    tests.write_text(RENDERING_TESTS)
    settings.write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.judges.every_document", "-n", workers]
    command += ["-c", str(settings), str(tests)]
    session = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert session.returncode == 1
    assert "1 failed, 2 passed" in session.stdout
    assert "policyuniverse: open to the internet" in session.stdout
    assert '"Principal": "*"' in session.stdout
    assert "Rendered by test_rendering.py::test_opens" in session.stdout
