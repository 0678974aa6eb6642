"""Progress of a long step on a terminal."""

import io
import re
import threading

import pytest

from union_ecr.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Gone(Terminal):
    def write(self, text: str) -> int:
        raise BrokenPipeError


@pytest.fixture(autouse=True)
def _a_terminal_that_can(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")


def screen(stream: io.StringIO) -> str:
    """What the terminal's line shows in the end, without the bar: the text after it was last erased."""
    *_, line = stream.getvalue().split("\x1b[2K")
    return " ".join(re.sub(r"\x1b\[[0-9;]*m|[━╸╺]", "", line).split())


def test_nothing_is_written_to_a_pipe() -> None:
    stream = io.StringIO()
    with Progress("asking AWS", stream) as progress:
        progress(1, 2)
    assert stream.getvalue() == ""


def test_nothing_is_written_to_a_dumb_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    with Progress("asking AWS", stream):
        pass
    assert stream.getvalue() == ""


def test_the_first_line_appears_before_the_first_answer() -> None:
    stream = Terminal()
    with Progress("asking AWS", stream):
        assert screen(stream) == "asking AWS …"


def test_lines_are_shown_above_the_bar_and_removed_with_it() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        progress.show(["critical  team  trainer", "x" * 500])
        now = 1.0
        progress(1, 2)
        shown = stream.getvalue()
        assert shown.index("critical  team  trainer") < shown.index("1 of 2")
        assert "x" * 500 not in shown
    assert "critical" not in stream.getvalue().rpartition("\x1b[2K")[2]


def test_the_first_lines_are_shown_at_once_and_later_ones_a_tenth_of_a_second_after() -> None:
    stream = Terminal()
    with Progress("asking AWS", stream, clock=lambda: 0.0) as progress:
        progress.show(["critical  team  trainer"])
        progress(1, 2)
        assert "critical  team  trainer" in stream.getvalue()
        progress.show(["critical  team  other"])
        progress(2, 2)
        assert "other" not in stream.getvalue()


def test_lines_are_not_written_to_a_pipe() -> None:
    stream = io.StringIO()
    with Progress("asking AWS", stream) as progress:
        progress.show(["critical  team  trainer"])
        progress(1, 2)
    assert stream.getvalue() == ""


def test_the_line_shows_how_much_is_done() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        now = 1.0
        progress(1200, 2408)
        assert screen(stream) == "asking AWS 1,200 of 2,408"


def test_an_unknown_total_is_left_out() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        now = 1.0
        progress(3, 0)
        assert screen(stream) == "asking AWS 3"


def test_the_line_is_drawn_at_most_ten_times_a_second() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        for step in range(1, 1_001):
            now = step / 1_000
            progress(step, 1_000)
        assert 5 <= len(re.findall("of 1,000", stream.getvalue())) <= 10


def test_the_line_is_removed_at_the_end() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        now = 1.0
        progress(1, 2)
    assert screen(stream) == ""
    assert stream.getvalue().count("\n") == stream.getvalue().count("\x1b[1A")  # the cursor is back where it was


def test_the_line_is_removed_on_ctrl_c() -> None:
    stream = Terminal()
    with pytest.raises(KeyboardInterrupt), Progress("asking AWS", stream):
        raise KeyboardInterrupt
    assert screen(stream) == ""


def test_nothing_is_drawn_after_the_end() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        pass
    before, now = stream.getvalue(), 9.0
    progress(1, 2)
    assert stream.getvalue() == before


def test_a_terminal_that_is_gone_stops_nothing() -> None:
    with Progress("asking AWS", Gone()) as progress:
        progress(1, 2)


def test_the_line_never_wraps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    stream = Terminal()
    with Progress("x" * 500, stream):
        assert "\n" not in stream.getvalue()


def test_the_cursor_is_never_hidden() -> None:
    stream = Terminal()
    with Progress("asking AWS", stream):
        assert "\x1b[?25l" not in stream.getvalue()


def test_several_threads_do_not_mix_their_lines() -> None:
    stream, now = Terminal(), iter(range(1_000_000))
    with Progress("asking AWS", stream, clock=lambda: float(next(now))) as progress:

        def answers() -> None:
            for _ in range(50):
                progress(7, 9)

        threads = [threading.Thread(target=answers) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert screen(stream) == "asking AWS 7 of 9"
    lines = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|[━╸╺ \n]", "", stream.getvalue()).split("\r")
    assert set(lines) <= {"askingAWS…", "askingAWS7of9", ""}
