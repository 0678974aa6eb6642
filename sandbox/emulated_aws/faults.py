"""Injected faults: which calls fail or are delayed, and how."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from .call_log import Call

EVERY_OPERATION = "*"


@dataclass(frozen=True)
class ErrorAnswer:
    """An error as the service would name it."""

    code: str
    message: str
    status: int = 400


# Amazon ECR API reference, Common Errors (ThrottlingException: HTTP 400; AccessDeniedException: HTTP 400)
# and the ServerException every ECR operation lists.
THROTTLED = ErrorAnswer("ThrottlingException", "Rate exceeded")
ACCESS_DENIED = ErrorAnswer("AccessDeniedException", "User is not authorized to perform this operation")
SERVER_ERROR = ErrorAnswer("ServerException", "The service could not answer", status=500)


@dataclass(frozen=True)
class Fault:
    """What goes wrong, for which calls, and how often (`times` None: until cleared).

    `operation` is the API's name ("SetRepositoryPolicy") or "*" for every call, which with a delay is a
    global latency. `repository` and `account` (the caller's) narrow it. With `when` "before", the error or delay
    comes before the call has any effect; with "after", the call has its effect first.
    """

    operation: str
    repository: str | None = None
    account: str | None = None
    times: int | None = None
    error: ErrorAnswer | None = None
    delay_seconds: float = 0.0
    when: Literal["before", "after"] = "before"

    def __post_init__(self) -> None:
        if self.error is None and self.delay_seconds <= 0:
            raise ValueError("a fault needs an error or a delay")
        if self.times is not None and self.times < 1:
            raise ValueError("a fault happens at least once, or until cleared (None)")

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Fault":
        """Return the fault of a document that `dataclasses.asdict` made."""
        error = document["error"]
        return cls(**{**document, "error": ErrorAnswer(**error) if error else None})

    def applies_to(self, call: Call) -> bool:
        """Tell whether this fault is for that call."""
        return (
            self.operation in (EVERY_OPERATION, call.operation)
            and self.repository in (None, call.repository)
            and self.account in (None, call.account)
        )


@dataclass
class _Planned:
    fault: Fault
    left: int | None


class PlannedFaults:
    """The remaining faults, in the order in which they were injected."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self._lock = threading.Lock()
        self._released = threading.Event()

    def add(self, fault: Fault) -> None:
        """Add a fault."""
        with self._lock:
            self._planned.append(_Planned(fault, fault.times))

    def clear(self) -> None:
        """Remove all faults."""
        with self._lock:
            self._planned.clear()

    def take(self, call: Call) -> list[Fault]:
        """Return (and count down) the faults of a call: every delay, and the first error.

        Later errors stay for later calls, so two throttles followed by a denial can be injected as two faults.
        """
        with self._lock:
            taken: list[Fault] = []
            for planned in self._planned:
                if not planned.fault.applies_to(call):
                    continue
                if planned.fault.error and any(fault.error for fault in taken):
                    continue
                taken.append(planned.fault)
                if planned.left is not None:
                    planned.left -= 1
            self._planned = [planned for planned in self._planned if planned.left != 0]
            return taken

    def apply(self, faults: Iterable[Fault], when: str) -> ErrorAnswer | None:
        """Wait for the delays of the faults that come before or after the call, and return their error, if any."""
        due = [fault for fault in faults if fault.when == when]
        if delay := sum(fault.delay_seconds for fault in due):
            self._released.wait(delay)
        return next((fault.error for fault in due if fault.error), None)

    def release(self) -> None:
        """Remove all faults, and end the delays of the calls that wait now."""
        self.clear()
        self._released.set()
        self._released = threading.Event()
