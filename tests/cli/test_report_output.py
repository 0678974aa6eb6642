"""Where the reports of one run go: stdout and files, in which formats."""

import os
import stat
import sys
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
import typer

from union_ecr.cli.replaced_file import replace_file as really_replace_file
from union_ecr.cli.report_output import STDOUT, ReportOutput, report_output


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


JSON, MARKDOWN, TEXT = Format.JSON, Format.MARKDOWN, Format.TEXT


def chosen(formats: list[Format], outputs: list[Path], *, json: bool = False) -> ReportOutput[Format]:
    return report_output(formats, outputs, json=json, default=TEXT)


def formatted(format: Format, colours: bool) -> str:
    return f"{format} {'in colours' if colours else 'plain'}"


@pytest.mark.parametrize(
    ("formats", "json", "printed"),
    [([], False, TEXT), ([MARKDOWN], False, MARKDOWN), ([], True, JSON), ([JSON], True, JSON)],
)
def test_without_a_file_the_chosen_format_is_printed(formats: list[Format], json: bool, printed: Format) -> None:
    assert chosen(formats, [], json=json) == ReportOutput(printed, {})


def test_each_file_has_the_format_at_its_position(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    assert chosen([MARKDOWN, JSON], [first, second]) == ReportOutput(TEXT, {first: MARKDOWN, second: JSON})
    assert chosen([MARKDOWN, JSON], [first, STDOUT]) == ReportOutput(JSON, {first: MARKDOWN})
    assert chosen([MARKDOWN], [first], json=True) == ReportOutput(JSON, {first: MARKDOWN})


@pytest.mark.parametrize(
    ("formats", "outputs", "json", "message"),
    [
        ([MARKDOWN], [], True, "--json and --format markdown are two formats; say one"),
        (
            [MARKDOWN, TEXT],
            [],
            False,
            "--format markdown and --format text are 2 formats; add an --output for each",
        ),
        ([], ["a"], False, "1 --output and 0 --format; add one --format for each --output"),
        ([], ["a"], True, "1 --output and 0 --format; add one --format for each --output"),
        ([JSON, TEXT], ["a"], False, "1 --output and 2 --format; add one --format for each --output"),
        ([JSON, TEXT], ["a", "a"], False, "--output a is there twice"),
        ([TEXT], ["-"], True, "--json and --output - both print; say one"),
        (
            [JSON, TEXT],
            [".", "absent/a"],
            False,
            "--output . is a folder; name a file in it; --output absent/a: there is no folder absent; create it",
        ),
    ],
)
def test_what_does_not_fit_together_is_refused_before_anything_is_read(
    formats: list[Format],
    outputs: list[str],
    json: bool,
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(typer.BadParameter) as error:
        chosen(formats, [Path(name) for name in outputs], json=json)
    assert error.value.message == message


def test_files_are_written_without_colours_and_stdout_is_as_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert chosen([TEXT, JSON], [tmp_path / "a", tmp_path / "b"]).write(formatted)
    assert capsys.readouterr().out == "text in colours\n"
    assert [(tmp_path / name).read_text() for name in "ab"] == ["text plain\n", "json plain\n"]


def test_a_report_ends_with_one_line_break_and_an_empty_one_is_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = chosen([JSON], [tmp_path / "a"])
    for text, written in (("", ""), ("a", "a\n"), ("a\n", "a\n")):
        output.write(lambda *_, text=text: text)
        assert ((tmp_path / "a").read_text(), capsys.readouterr().out) == (written, written)


def test_a_file_that_cannot_be_written_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = chosen([MARKDOWN, JSON], [tmp_path / "full", tmp_path / "b"])

    def replace_file(path: Path, *arguments: Any) -> None:
        if path.name == "full":
            raise OSError(28, "No space left on device")
        really_replace_file(path, *arguments)

    monkeypatch.setattr("union_ecr.cli.report_output.replace_file", replace_file)
    assert not output.write(formatted)
    assert (tmp_path / "b").read_text() == "json plain\n"
    assert capsys.readouterr() == ("text plain\n", f"cannot write {tmp_path}/full: No space left on device\n")


def test_a_device_takes_the_report_and_is_not_replaced() -> None:
    assert chosen([JSON], [Path("/dev/null")]).write(formatted)
    assert not Path("/dev/null").is_file()


def test_a_file_is_replaced_with_its_mode_and_behind_its_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("an older and longer report")
    target.chmod(0o640)
    link.symlink_to(target)
    assert chosen([JSON], [link]).write(formatted)
    assert (target.read_text(), stat.S_IMODE(target.stat().st_mode), link.is_symlink()) == ("json plain\n", 0o640, True)


def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert chosen([JSON], [tmp_path / "new"]).write(formatted)
        assert os.umask(before) == 0o027
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_half_a_letter_is_escaped_in_a_file(tmp_path: Path) -> None:
    assert chosen([JSON], [tmp_path / "a"]).write(lambda *_: "\ud800")
    assert (tmp_path / "a").read_text() == "\\ud800\n"
