"""The program on docs/component.md runs as it stands."""

import re
from pathlib import Path

import pytest

from tests.components.recording import COMPONENT, ROLE, record

PAGE = Path(__file__).parents[2] / "docs" / "component.md"
pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")


def test_the_program_of_the_page_makes_what_the_page_says() -> None:
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    recorded = record(lambda: exec(compile(program, PAGE.name, "exec"), {}))
    assert [resource.name for resource in recorded.of_type(COMPONENT)] == ["trainer"]
    assert len(recorded.of_type(ROLE)) == 1
    assert list(recorded.exports) == ["uri"]
