"""Stops calling an operation that AWS has not answered for a while."""

import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError

SECONDS = 90
"""How long an operation may go without one answer, counted from its first failed attempt.

Where everything is throttled the SDK's adaptive mode slows all calls together down to one in two seconds: an hour for a
thousand repositories.
"""
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html, and the codes that botocore retries
_THROTTLED = ("Throttl", "TooManyRequests", "RequestLimit", "SlowDown")


class CircuitOpen(BotoCoreError):
    """The call was not made: its operation has gone unanswered for too long."""

    fmt = "not asked again: AWS answered no {operation} for {seconds} s"


class CircuitBreaker:
    """Watches every attempt of a client's calls, and fails the calls of an unanswered operation at once.

    Operations that AWS still answers go on. A denial is an answer. Safe among threads: it keeps one value for each
    operation.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failing_since: dict[str, float] = {}

    def watch(self, client: Any) -> None:
        """Watch a client, ahead of its own handlers, which wait for their turn to send."""
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register_first(f"before-send.{service}", self._before)
        client.meta.events.register(f"response-received.{service}", self._after)

    def record(self, operation: str, answered: bool) -> None:
        """Record the outcome of one attempt."""
        if answered:
            self._failing_since.pop(operation, None)
        else:
            self._failing_since.setdefault(operation, self._clock())

    def is_open(self, operation: str) -> bool:
        """Whether an operation has gone unanswered for too long."""
        since = self._failing_since.get(operation)
        return since is not None and self._clock() - since > SECONDS

    def _before(self, event_name: str, **_: Any) -> None:
        operation = event_name.rpartition(".")[2]
        if self.is_open(operation):
            raise CircuitOpen(operation=operation, seconds=SECONDS)

    def _after(
        self, event_name: str, exception: Exception | None, parsed_response: Mapping[str, Any] | None, **_: Any
    ) -> None:
        if not isinstance(exception, CircuitOpen):
            self.record(event_name.rpartition(".")[2], exception is None and _is_answer(parsed_response or {}))


def _is_answer(response: Mapping[str, Any]) -> bool:
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", HTTPStatus.OK)
    code = str(response.get("Error", {}).get("Code", ""))
    throttled = code.startswith(_THROTTLED) or status == HTTPStatus.TOO_MANY_REQUESTS
    return not throttled and status < HTTPStatus.INTERNAL_SERVER_ERROR
