"""The report of `union-ecr diff`."""

import json

import pytest

from tests.cli.reports.sample_reports import HOSTILE
from union_ecr.changes.change import Change, ChangedPart, ChangeKind, ChangeStatus, StackChange
from union_ecr.cli.reports.stack_changes import ChangeReport, as_json, as_text


def report(text: str, *subjects: str) -> ChangeReport:
    changes = tuple(Change(kind, subjects or (text,), text, text) for kind in ChangeKind)
    part = ChangedPart(text, ChangeStatus.ADDED, (f"+ {text}",))
    return ChangeReport("0123456789abcdef", (StackChange(text, ChangeStatus.CHANGED, changes, (part,)),), (text,))


def test_people_read_the_losses_first() -> None:
    assert as_text(report("a")).splitlines() == [
        "Stack a",
        "  What may be lost",
        "    a (a): a",
        "  Who gains or loses access",
        "    a (a): a",
        "  What changes",
        "    a (added)",
        "      + a",
        "",
        "CANNOT TELL what changes of a: its file is invalid in the base, so all of it is shown as new.",
        "1 stack differs from 0123456789ab.",
    ]


def test_of_many_subjects_the_first_stand_there_with_their_number() -> None:
    names = [f"image-{number}" for number in range(50)]
    text = as_text(report("a", *names))
    assert "image-0, image-1, image-2 and 47 more (a): a" in text
    assert json.loads(as_json(report("a", *names)))["stacks"][0]["losses"][0]["subjects"] == names


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_of_a_stack_file_controls_the_terminal(text: str) -> None:
    shown = as_text(report(text))
    assert shown.count("\n") == 10
    assert "\x1b" not in shown
    assert json.loads(as_json(report(text)))["stacks"][0]["stack"] == text
