"""The comment of a pull request."""

import io
import json
import re
from pathlib import Path

import pytest

from ci.preview_comment import LONGEST_COMMENT, MARKER, comment, main


def report(folder: Path, stack: str, text: str, code: str | None = "0") -> None:
    (folder / f"{stack}.txt").write_text(text)
    if code is not None:
        (folder / f"{stack}.code").write_text(f"{code}\n")


def test_each_stack_has_a_section_and_a_failed_preview_says_so(tmp_path: Path) -> None:
    (tmp_path / "declared.diff").write_text("+  scorer\n")
    report(tmp_path, "one", "2 to create")
    report(tmp_path, "two", "error: denied", "255")
    report(tmp_path, "three", "cut short", None)
    text = comment(tmp_path, ["one", "two", "three", "four"])
    assert text.startswith(MARKER)
    assert "~~~~~~~~diff\n+  scorer\n~~~~~~~~" in text
    assert re.findall("<summary>(.*)</summary>", text) == [
        "What the stacks declare",
        "pulumi preview of four: failed before it ran",
        "pulumi preview of one",
        "pulumi preview of three: failed",
        "pulumi preview of two: failed",
    ]


def test_a_change_without_effect_says_so(tmp_path: Path) -> None:
    (tmp_path / "declared.diff").write_text("")
    assert comment(tmp_path, []) == f"{MARKER}\n\nThe stacks declare the same as before.\n\nNo stack was previewed."


def test_a_base_that_could_not_be_rendered_is_reported(tmp_path: Path) -> None:
    assert "The base could not be rendered" not in comment(tmp_path, [])
    (tmp_path / "base-not-rendered").touch()
    assert "The base could not be rendered" in comment(tmp_path, [])


@pytest.mark.parametrize("fence", ["~" * 8, "~" * 9, "~" * 500, "`" * 500])
def test_no_preview_can_end_its_fence(tmp_path: Path, fence: str) -> None:
    report(tmp_path, "one", f"a\n{fence}\n# an injected heading")
    lines = comment(tmp_path, ["one"]).splitlines()
    opened = next(line for line in lines if line.endswith("~text")).removesuffix("text")
    ends = [number for number, line in enumerate(lines) if re.fullmatch("~+", line) and len(line) >= len(opened)]
    assert [lines[number + 2] for number in ends] == ["</details>"]


def test_the_name_of_a_stack_is_escaped(tmp_path: Path) -> None:
    assert "<summary>pulumi preview of &lt;b&gt;:" in comment(tmp_path, ["<b>"])


def test_a_comment_is_never_longer_than_github_allows(tmp_path: Path) -> None:
    stacks = [f"stack-{number}" for number in range(20)]
    for stack in stacks:
        report(tmp_path, stack, "x" * 30_000)
    text = comment(tmp_path, stacks)
    assert len(text) < LONGEST_COMMENT
    assert "stack-19" in text


def test_the_comment_has_the_stacks_of_the_matrix_and_those_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["preview_comment", str(tmp_path), '["hub"]'])
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps({"include": [{"stack": "one", "region": "us-east-1"}]})))
    main()
    text = capsys.readouterr().out
    assert "preview of one: failed before it ran" in text
    assert "<code>hub</code> is not previewed: " in text
