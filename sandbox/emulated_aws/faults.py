"""Faults to order: which calls shall fail or be late, and how."""

import threading
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
    """What shall go wrong, for which calls, and how often (`times` None: until cleared).

    `operation` is the API's name ("SetRepositoryPolicy") or "*" for every call, which with a delay is a
    global latency. `repository` and `account` (the caller's) narrow it. `when` "before" answers or waits
    before anything is done; "after" lets the call be done first: the change exists, the answer is an error
    or late.
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
            raise ValueError("a fault happens at least once, or (None) until cleared")

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> "Fault":
        """Read back what `dataclasses.asdict` made."""
        error = document["error"]
        return cls(**{**document, "error": ErrorAnswer(**error) if error else None})

    def concerns(self, call: Call) -> bool:
        """Tell whether this fault is meant for that call."""
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
    """The faults still to happen, in the order they were injected."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> None:
        """Plan one more fault."""
        with self._lock:
            self._planned.append(_Planned(fault, fault.times))

    def clear(self) -> None:
        """Plan no fault any more."""
        with self._lock:
            self._planned.clear()

    def take(self, call: Call) -> list[Fault]:
        """Return (and count down) this call's faults: every delay, and the first error.

        A later error waits for its turn, so two throttles followed by a denial can be injected as two faults.
        """
        with self._lock:
            taken: list[Fault] = []
            for planned in self._planned:
                if not planned.fault.concerns(call):
                    continue
                if planned.fault.error and any(fault.error for fault in taken):
                    continue
                taken.append(planned.fault)
                if planned.left is not None:
                    planned.left -= 1
            self._planned = [planned for planned in self._planned if planned.left != 0]
            return taken
