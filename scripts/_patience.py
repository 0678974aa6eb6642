"""How long a sweep goes on where AWS does not answer any more: not for ever."""

import time
from collections.abc import Callable

from model.live import Unread

SECONDS = 90
"""Without one answer of a kind, while calls of that kind fail otherwise than by a denial.

The SDK's adaptive mode slows down to a call in two seconds where everything is throttled, for all calls together: at a
thousand repositories that is an hour.
"""
_QUICK = ("AccessDenied", "UnrecognizedClient", "ExpiredToken")


class Patience:
    """Hears every answer, and says when it is enough; `lost` is then the reason, in a line.

    May be told by several threads: what is kept is one value by the kind of call.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failing_since: dict[str, float] = {}
        self.lost: str | None = None

    def hear(self, kind: str, answer: object) -> None:
        """Take note of an answer, or of an `Unread` in its place."""
        if not isinstance(answer, Unread):
            self._failing_since.pop(kind, None)
        elif not answer.reason.startswith(_QUICK):
            self._failing_since.setdefault(kind, self._clock())

    def is_over(self) -> bool:
        """Whether some kind of call has not been answered for too long."""
        for kind, since in tuple(self._failing_since.items()):
            if self._clock() - since > SECONDS:
                self.lost = f"not asked any more: AWS answered no {kind} for {SECONDS} s"
        return self.lost is not None
