"""What people see while a sweep takes long."""

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
    """What the terminal's only line shows in the end."""
    line = ""
    for part in stream.getvalue().split("\r"):
        line = part + line[len(part) :]
    return line.rstrip()


def test_a_pipe_gets_nothing_at_all() -> None:
    stream = io.StringIO()
    with Progress("asking AWS", stream) as progress:
        progress(1, 2)
    assert stream.getvalue() == ""


def test_a_dumb_terminal_gets_nothing_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    stream = Terminal()
    with Progress("asking AWS", stream):
        pass
    assert stream.getvalue() == ""


def test_the_first_line_stands_before_the_first_answer() -> None:
    stream = Terminal()
    with Progress("asking AWS", stream):
        assert screen(stream) == "asking AWS …"


def test_the_line_tells_how_far_it_is() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        now = 1.0
        progress(1200, 2408)
        assert screen(stream) == "asking AWS: 1,200 of 2,408"


def test_a_total_that_is_not_known_yet_is_left_out() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        now = 1.0
        progress(3, 0)
        assert screen(stream) == "asking AWS: 3"


def test_it_is_drawn_at_most_ten_times_a_second() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        for step in range(1, 1_001):
            now = step / 1_000
            progress(step, 1_000)
        assert 5 <= len(re.findall("of 1,000", stream.getvalue())) <= 10


def test_nothing_is_left_of_it_in_the_end() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        now = 1.0
        progress(1, 2)
    assert screen(stream) == ""
    assert stream.getvalue().endswith("\r")


def test_nothing_is_left_of_it_when_it_is_broken_off() -> None:
    stream = Terminal()
    with pytest.raises(KeyboardInterrupt), Progress("asking AWS", stream):
        raise KeyboardInterrupt
    assert screen(stream) == ""


def test_a_late_answer_draws_nothing_any_more() -> None:
    stream, now = Terminal(), 0.0
    with Progress("asking AWS", stream, clock=lambda: now) as progress:
        pass
    before, now = stream.getvalue(), 9.0
    progress(1, 2)
    assert stream.getvalue() == before


def test_a_terminal_that_is_gone_stops_nothing() -> None:
    with Progress("asking AWS", Gone()) as progress:
        progress(1, 2)


def test_it_never_breaks_into_a_second_line() -> None:
    stream = Terminal()
    with Progress("x" * 500, stream):
        assert len(screen(stream)) < 80


def test_threads_do_not_write_into_each_others_lines() -> None:
    stream, now = Terminal(), iter(range(1_000_000))
    with Progress("asking AWS", stream, clock=lambda: float(next(now))) as progress:

        def answers() -> None:
            for _ in range(200):
                progress(7, 9)

        threads = [threading.Thread(target=answers) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {part.strip() for part in stream.getvalue().split("\r")} <= {"asking AWS …", "asking AWS: 7 of 9", ""}
