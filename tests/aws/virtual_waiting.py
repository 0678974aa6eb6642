"""Time for botocore's retries that passes by waiting alone, so that minutes of backoff take no time at all."""

import threading
from types import SimpleNamespace

import pytest

SHORTEST_WAIT = 0.001
"""Seconds. A rest of 1e-17 would not move the clock on at all, and botocore waits until its rest is zero."""


class VirtualTime:
    """A clock that every wait moves on at once."""

    def __init__(self) -> None:
        self._now = 0.0
        self._lock = threading.Lock()

    def now(self) -> float:
        return self._now

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self._now += max(seconds, SHORTEST_WAIT)

    def condition(self, lock: threading.Lock) -> "_Condition":
        return _Condition(self, lock)


class _Condition(threading.Condition):
    """Its wait moves the clock on and returns."""

    def __init__(self, time: VirtualTime, lock: threading.Lock) -> None:
        super().__init__(lock)
        self._time = time

    def wait(self, timeout: float | None = None) -> bool:
        self._time.sleep(timeout or 0.0)
        return False


def make_waiting_virtual(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the backoff between two attempts, and the pause before a call of a throttled client, take no time."""
    time = VirtualTime()
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=time.sleep))
    monkeypatch.setattr("botocore.retries.bucket.time", SimpleNamespace(time=time.now))
    monkeypatch.setattr(
        "botocore.retries.bucket.threading", SimpleNamespace(Lock=threading.Lock, Condition=time.condition)
    )
