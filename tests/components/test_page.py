"""The programs on docs/component.md run as they stand."""

import re
import sys
from pathlib import Path

import pytest

import components
from tests.components.recording import COMPONENT, ROLE, record
from tests.components.test_registry_settings import EXCLUSION

PAGE = Path(__file__).parents[2] / "docs" / "component.md"
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")


def test_the_program_without_stack_files_makes_one_of_each_component(monkeypatch: pytest.MonkeyPatch) -> None:
    # The wheel has components/ as union_ecr.components: tests/package/test_wheel.py.
    monkeypatch.setitem(sys.modules, "union_ecr.components", components)
    _, program = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    recorded = record(lambda: exec(compile(program, PAGE.name, "exec"), {}), caller="123456789012")
    assert [resource.name for resource in recorded.of_type(COMPONENT)] == ["trainer"]
    assert len(recorded.of_type(ROLE)) == 1
    assert len(recorded.of_type(EXCLUSION)) == 1
    assert list(recorded.exports) == ["uri", "pushRole"]
