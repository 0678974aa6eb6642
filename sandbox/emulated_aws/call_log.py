"""A record of the calls that the emulation receives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Call:
    """An API call by an account, with the HTTP status of its answer (None: not answered yet)."""

    service: str
    operation: str
    account: str
    repository: str | None = None
    status: int | None = None


class CallLog:
    """All calls since the last reset, in the order they arrived."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    @contextmanager
    def entry(self, call: Call) -> Iterator[list[int]]:
        """Record the call now; the status in the yielded list is added when it is answered."""
        with self._lock:
            calls, position = self._calls, len(self._calls)
            calls.append(call)
        statuses: list[int] = []
        try:
            yield statuses
        finally:
            if statuses:
                calls[position] = replace(call, status=statuses[-1])

    def all(self) -> list[Call]:
        """Return the calls so far."""
        with self._lock:
            return list(self._calls)

    def clear(self) -> None:
        """Delete the record; a call under way finishes in the old list."""
        with self._lock:
            self._calls = []
