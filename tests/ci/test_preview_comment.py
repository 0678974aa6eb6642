"""The one comment of a pull request."""

from pathlib import Path

from ci.preview_comment import LONGEST_COMMENT, MARKER, comment


def report(folder: Path, stack: str, text: str, code: str | None = "0") -> None:
    (folder / f"{stack}.txt").write_text(text)
    if code is not None:
        (folder / f"{stack}.code").write_text(f"{code}\n")


def test_each_stack_has_a_section_and_a_failed_one_says_so(tmp_path: Path) -> None:
    (tmp_path / "declared.diff").write_text("+  scorer\n")
    report(tmp_path, "one", "2 to create")
    report(tmp_path, "two", "error: denied", "255")
    report(tmp_path, "three", "cut short", None)
    told = comment(tmp_path)
    assert told.startswith(MARKER)
    assert "~~~~~~~~diff\n+  scorer\n~~~~~~~~" in told
    assert "<summary>pulumi preview of one</summary>" in told
    assert "<summary>pulumi preview of two: failed</summary>" in told
    assert "<summary>pulumi preview of three: failed</summary>" in told


def test_a_change_of_nothing_is_told(tmp_path: Path) -> None:
    (tmp_path / "declared.diff").write_text("")
    assert comment(tmp_path) == f"{MARKER}\n\nThe stacks declare what they did.\n\nNo stack was previewed."


def test_no_text_can_end_its_fence(tmp_path: Path) -> None:
    report(tmp_path, "one", "a\n~~~~~~~~\n# a heading of a stranger")
    assert comment(tmp_path).count("~~~~~~~~") == 2


def test_a_comment_is_never_longer_than_github_takes(tmp_path: Path) -> None:
    for number in range(20):
        report(tmp_path, f"stack-{number}", "x" * 30_000)
    assert len(comment(tmp_path)) < LONGEST_COMMENT
    assert "stack-19" in comment(tmp_path)
