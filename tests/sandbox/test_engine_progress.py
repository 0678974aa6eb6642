"""What people see while it takes long."""

import io

import pytest

from sandbox.engine.progress import Progress, duration


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(stream: io.StringIO, ticks: int) -> str:
    now = 0.0
    progress = Progress(stream, clock=lambda: now)
    with progress.step("compiling"):
        for second in range(1, ticks + 1):
            now = float(second)
            progress.tick(f"{second} packages")
    progress.say("done")
    return stream.getvalue()


def test_a_pipe_gets_a_plain_line_every_half_minute() -> None:
    assert run(io.StringIO(), 65) == "compiling, 30 s: 30 packages\ncompiling, 1 min 00 s: 60 packages\ndone\n"


def test_a_terminal_gets_one_line_rewritten_and_wiped() -> None:
    first = "compiling, 1 s: 1 packages"
    second = "compiling, 2 s: 2 packages"
    assert run(Terminal(), 2) == f"\r{first}\r{second}\r{' ' * len(second)}\rdone\n"


def test_a_line_that_stays_wipes_the_rewritten_one() -> None:
    stream = Terminal()
    now = 0.0
    progress = Progress(stream, clock=lambda: now)
    with progress.step("compiling"):
        now = 1.0
        progress.tick()
        progress.say("by the way")
    assert stream.getvalue() == f"\rcompiling, 1 s\r{' ' * 14}\rby the way\n"


def test_an_interrupted_step_wipes_its_line() -> None:
    stream = Terminal()
    now = 0.0
    progress = Progress(stream, clock=lambda: now)

    def interrupted() -> None:
        nonlocal now
        with progress.step("compiling"):
            now = 1.0
            progress.tick()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert stream.getvalue() == f"\rcompiling, 1 s\r{' ' * 14}\r"


def test_a_line_never_wraps() -> None:
    stream = Terminal()
    now = 0.0
    progress = Progress(stream, clock=lambda: now)
    with progress.step("x" * 200):
        now = 1.0
        progress.tick()
    assert max(map(len, stream.getvalue().split("\r"))) < 80


def test_durations_read_well() -> None:
    assert [duration(seconds) for seconds in (0.4, 59.9, 60, 185)] == ["0 s", "59 s", "1 min 00 s", "3 min 05 s"]
