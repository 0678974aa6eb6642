"""Annotations on the page of a run."""

import pytest

from ci.workflow_commands import ERROR, annotate


def test_a_text_cannot_begin_another_command_or_end_its_title(capsys: pytest.CaptureFixture[str]) -> None:
    annotate(ERROR, "a,b:c\n%", "100% of\r\n::warning::it")
    assert capsys.readouterr().err == "::error title=a%2Cb%3Ac%0A%25::100%25 of%0D%0A::warning::it\n"
