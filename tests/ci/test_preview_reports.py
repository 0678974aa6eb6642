"""What the reports of a pull request say of a stack."""

from pathlib import Path

import pytest

from ci.markdown import code
from ci.preview_reports import Changes, stack_report
from tests.ci.reports import change, consequence, finding, part, write_changes, write_drift, write_preview


def test_without_stack_files_nothing_changes(tmp_path: Path) -> None:
    assert Changes.read(tmp_path) == Changes({}, [])


def test_the_changes_are_those_of_the_report(tmp_path: Path) -> None:
    write_changes(tmp_path, change("one"), change("two"), invalid=("two",))
    changes = Changes.read(tmp_path)
    assert (list(changes.stacks), changes.invalid) == (["one", "two"], ["two"])


def test_a_consequence_names_its_images_the_field_and_what_happens(tmp_path: Path) -> None:
    losses = [consequence("gone", "a", "b", field=None), consequence("more", *"abcdefgh", field="lifecycle")]
    found = stack_report(tmp_path, "one", change("one", losses=losses), previewed=False)
    assert found.losses == [
        f"{code('a')}, {code('b')}: {code('gone')}",
        f"{', '.join(map(code, 'abcde'))}, 3 more ({code('lifecycle')}): {code('more')}",
    ]


def test_what_changes_in_words_is_a_diff(tmp_path: Path) -> None:
    parts = [part("trainer", "- a", "+ b"), part("scorer", "+ c", status="added")]
    found = stack_report(tmp_path, "one", change("one", parts=parts), previewed=False)
    assert found.folds == [
        (f"What changes in {code('one')}", "@@ trainer @@\n- a\n+ b\n@@ scorer (added) @@\n+ c", "diff")
    ]


@pytest.mark.parametrize(
    ("status", "title"), [("added", " (new)"), ("removed", " (its file is deleted;"), ("changed", "")]
)
def test_a_stack_that_is_new_or_gone_says_so(tmp_path: Path, status: str, title: str) -> None:
    found = stack_report(tmp_path, "one", change("one", status), previewed=False)
    assert found.title.startswith(f"{code('one')}{title}")


@pytest.mark.parametrize(
    ("text", "exit_code", "title"),
    [
        ("2 to create", "0", ""),
        ("error: denied", "255", ": failed"),
        ("cut short", None, ": failed"),
        (None, None, ": failed before it ran"),
    ],
)
def test_a_failed_preview_says_so(tmp_path: Path, text: str | None, exit_code: str | None, title: str) -> None:
    if text:
        write_preview(tmp_path, "one", text, exit_code)
    (fold,) = stack_report(tmp_path, "one", None, previewed=True).folds
    assert fold == (f"pulumi preview of {code('one')}{title}", text or "see the run's log", "text")


def test_drift_has_its_findings_and_what_could_not_be_read(tmp_path: Path) -> None:
    write_drift(tmp_path, "one", finding("opened"), unknown=("the registry", "the policy"))
    found = stack_report(tmp_path, "one", None, previewed=True)
    unknown = f"unknown: {code('the registry')} ({code('AccessDenied')}) and 1 more"
    assert found.drift_summary == f"1 finding in what the role may read; {unknown}"
    assert found.drift == [f"critical: {code('trainer')}, {code('policy')}: {code('opened')}"]


def test_drift_that_is_not_known_is_never_none(tmp_path: Path) -> None:
    def summary(status: str = "changed") -> str | None:
        return stack_report(tmp_path, "one", change("one", status), previewed=True).drift_summary

    assert summary() == "unknown: the sweep failed, see the run's log"
    assert summary("added") == "none: the stack is new"
    write_drift(tmp_path, "one", unknown=("the registry",))
    assert summary() == f"none in what the role may read; unknown: {code('the registry')} ({code('AccessDenied')})"
    write_drift(tmp_path, "one")
    assert summary() == "none; all of it could be read"
    assert stack_report(tmp_path, "one", None, previewed=False).drift_summary is None
