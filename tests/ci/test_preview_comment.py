"""The comment of a pull request."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from ci.markdown import code
from ci.preview_comment import LONGEST_COMMENT, MARKER, comment, length, main
from tests.ci.reports import change, consequence, finding, part, write_changes, write_drift, write_preview

pytestmark = pytest.mark.slow


def test_each_stack_shows_losses_access_drift_and_folds_the_words_and_the_preview(tmp_path: Path) -> None:
    losses, access = [consequence("gone", "a")], [consequence("X can pull.", "a")]
    write_changes(tmp_path, change("two", losses=losses, access=access, parts=[part("a", "+ b")]), change("three"))
    write_drift(tmp_path, "two", finding("opened"))
    for stack in ("one", "two"):
        write_preview(tmp_path, stack, f"preview of {stack}")
    (tmp_path / "declared.diff").write_text("+  scorer\n")
    text = comment(tmp_path, ["two", "one"])
    assert text.startswith(MARKER)
    headings = re.findall("^(?:### <code>(.*)</code>|[*][*](.*)[*][*].*|<details><summary>(.*)</summary>)$", text, re.M)
    assert ["".join(found) for found in headings] == [
        "one",
        "Drift that this is merged onto:",
        "pulumi preview of <code>one</code>",
        "three",
        "two",
        "What may be lost",
        "Who gains or loses access",
        "Drift that this is merged onto:",
        "What changes in <code>two</code>",
        "pulumi preview of <code>two</code>",
        "All documents",
    ]


def test_a_change_without_effect_says_so(tmp_path: Path) -> None:
    assert comment(tmp_path, []) == f"{MARKER}\n\nThe stacks declare the same as before."
    (tmp_path / "declared.diff").write_text("+  scorer\n")
    assert "the code declares other documents" in comment(tmp_path, [])
    write_changes(tmp_path, change("one"))
    assert "same as before" not in comment(tmp_path, [])


def test_a_base_that_is_invalid_or_cannot_be_rendered_is_reported(tmp_path: Path) -> None:
    write_changes(tmp_path, change("one", "added"), invalid=("one",))
    assert f"what may be lost is unknown: {code('one')}." in comment(tmp_path, [])
    assert "could not be rendered" not in comment(tmp_path, [])
    (tmp_path / "base-not-rendered").touch()
    assert "could not be rendered" in comment(tmp_path, [])


def long_reports(folder: Path, stacks: int, consequences: int, characters: int) -> list[str]:
    """Reports of so many stacks, with so many losses, changes of access and findings each, and long previews."""
    names = [f"stack-{number:04}" for number in range(stacks)]
    many = [consequence(f"loss {number} of images", f"image-{number}") for number in range(consequences)]
    sections: dict[str, Any] = {"losses": many, "access": many, "parts": [part("a", *["+ b" * 20] * 100)]}
    write_changes(folder, *(change(name, **sections) for name in names))
    for name in names:
        write_drift(folder, name, *[finding("drift " * 20)] * consequences)
        write_preview(folder, name, "🐳" * characters)
    return names


@pytest.mark.parametrize(
    ("stacks", "consequences", "characters", "complete"),
    [
        (1, 1, 100_000, True),
        (2, 1, 100_000, True),
        (20, 3, 30_000, True),
        (100, 1, 30_000, True),
        (5, 60, 10, True),
        (1, 5_000, 10, False),
        (60, 100, 10, False),
        (700, 1, 10, False),
    ],
)
def test_a_comment_is_never_too_long_and_the_folded_texts_go_first(
    tmp_path: Path, stacks: int, consequences: int, characters: int, complete: bool
) -> None:
    names = long_reports(tmp_path, stacks, consequences, characters)
    text = comment(tmp_path, names)
    assert text.startswith(MARKER)
    assert length(text) <= LONGEST_COMMENT
    assert len(text.encode()) < 4 * 65_536
    lost = len(re.findall("loss [0-9]+ of images", text))
    assert (lost == 2 * stacks * consequences) == complete
    if not complete:
        assert "see changes.json in the run's artifact declared" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_short_comment_is_not_shortened(tmp_path: Path) -> None:
    long_reports(tmp_path, 2, 2, 1_000)
    text = comment(tmp_path, ["stack-0000", "stack-0001"])
    assert "see the run's log" not in text
    assert text.count("🐳") == 2_000


def test_nothing_but_numbers_puts_the_most_losses_first(tmp_path: Path) -> None:
    write_changes(
        tmp_path,
        *(change(f"stack-{number:04}") for number in range(3_000)),
        change("zoo", losses=[consequence("gone", "a")]),
    )
    lines = comment(tmp_path, []).splitlines()
    assert lines[2:5] == [
        "Too much for a comment: see changes.json in the run's artifact declared.",
        "",
        f"- {code('zoo')}: 1 may be lost, 0 of access",
    ]
    assert re.fullmatch("- and [0-9,]+ more stacks", lines[-1])


def test_the_comment_has_the_stacks_of_the_matrix_and_those_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["preview_comment", str(tmp_path), '["hub"]'])
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"include": [{"stack": "one", "region": "us-east-1"}]})))
    main()
    text = capsys.readouterr().out
    assert "preview of <code>one</code>: failed before it ran" in text
    assert "<code>hub</code> is not previewed: " in text
