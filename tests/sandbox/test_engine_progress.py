"""What people see while something takes long."""

import io
import re

import pytest

from sandbox.engine.progress import ProgressReporter, duration

ERASE_LINE = "\x1b[2K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def terminal_of_80_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("NO_COLOR", raising=False)


def run(stream: io.StringIO, ticks: int) -> str:
    now = 0.0
    progress = ProgressReporter(stream, clock=lambda: now)
    with progress.step("compiling"):
        for second in range(1, ticks + 1):
            now = float(second)
            progress.tick(f"{second} packages")
    progress.say("done")
    return stream.getvalue()


def lines(written: str) -> list[str]:
    """What is drawn and written, without control characters."""
    return [line for line in re.split(r"[\r\n]+", re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", written)) if line]


@pytest.mark.parametrize("force_color", [None, "1"])
def test_a_pipe_gets_a_plain_line_every_half_minute(force_color: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if force_color:
        monkeypatch.setenv("FORCE_COLOR", force_color)
    assert run(io.StringIO(), 65) == "compiling, 30 s: 30 packages\ncompiling, 1 min 00 s: 60 packages\ndone\n"


def test_a_dumb_terminal_gets_the_plain_lines_of_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    assert run(Terminal(), 31) == "compiling, 30 s: 30 packages\ndone\n"


def test_a_tick_without_a_detail_keeps_the_last_one() -> None:
    stream, now = io.StringIO(), 0.0
    progress = ProgressReporter(stream, clock=lambda: now)
    with progress.step("compiling"):
        progress.tick("7 packages")
        now = 30.0
        progress.tick()
    assert stream.getvalue() == "compiling, 30 s: 7 packages\n"


def test_a_terminal_shows_the_step_its_detail_and_its_time_and_erases_them() -> None:
    written = run(Terminal(), 65)
    assert re.search(r"compiling: 65 packages 0:01:05", lines(written)[-2])
    assert written.rindex(ERASE_LINE) > written.rindex("65 packages")
    assert written.endswith("done\n")


def test_a_line_that_stays_is_written_whole_during_a_step() -> None:
    stream = Terminal()
    progress = ProgressReporter(stream)
    with progress.step("compiling"):
        progress.say("x" * 200)
    assert "x" * 200 in lines(stream.getvalue())


def test_an_interrupted_step_erases_its_line() -> None:
    stream = Terminal()
    progress = ProgressReporter(stream)

    def interrupted() -> None:
        with progress.step("compiling"):
            progress.tick("1 package")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert stream.getvalue().rindex(ERASE_LINE) > stream.getvalue().rindex("1 package")


def test_a_long_step_is_cut_to_the_width_of_the_terminal() -> None:
    stream = Terminal()
    with ProgressReporter(stream).step("x" * 200):
        pass
    assert max(map(len, lines(stream.getvalue()))) <= 80


def test_durations_are_seconds_and_minutes() -> None:
    assert [duration(seconds) for seconds in (0.4, 59.9, 60, 185)] == ["0 s", "59 s", "1 min 00 s", "3 min 05 s"]
