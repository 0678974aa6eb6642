"""How long calls of a kind go on where AWS does not answer any of them: not for ever."""

import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from botocore.exceptions import BotoCoreError

SECONDS = 90
"""Since the first attempt that failed, without one answer to a call of that kind.

The SDK's adaptive mode slows down to a call in two seconds where everything is throttled, for all calls together: at a
thousand repositories that is an hour.
"""
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html, and what botocore takes for throttling
_THROTTLED = ("Throttl", "TooManyRequests", "RequestLimit", "SlowDown")


class CircuitOpen(BotoCoreError):
    """A call that was not made any more."""

    fmt = "not asked any more: AWS answered no {operation} for {seconds} s"


class CircuitBreaker:
    """Hears every attempt of a client's calls, and lets those of a kind that is not answered fail at once.

    Only that kind: what AWS still answers is asked on. A denial is an answer. May be used by several threads: what is
    kept is one value for each kind of call.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failing_since: dict[str, float] = {}

    def watch(self, client: Any) -> None:
        """Listen to a client, before its own handlers: they wait for their turn to send."""
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register_first(f"before-send.{service}", self._before)
        client.meta.events.register(f"response-received.{service}", self._after)

    def hear(self, operation: str, answered: bool) -> None:
        """Take note of an attempt."""
        if answered:
            self._failing_since.pop(operation, None)
        else:
            self._failing_since.setdefault(operation, self._clock())

    def is_over(self, operation: str) -> bool:
        """Whether calls of a kind have not been answered for too long."""
        since = self._failing_since.get(operation)
        return since is not None and self._clock() - since > SECONDS

    def _before(self, event_name: str, **_: Any) -> None:
        operation = event_name.rpartition(".")[2]
        if self.is_over(operation):
            raise CircuitOpen(operation=operation, seconds=SECONDS)

    def _after(
        self, event_name: str, exception: Exception | None, parsed_response: Mapping[str, Any] | None, **_: Any
    ) -> None:
        if not isinstance(exception, CircuitOpen):
            self.hear(event_name.rpartition(".")[2], exception is None and _is_answer(parsed_response or {}))


def _is_answer(response: Mapping[str, Any]) -> bool:
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", HTTPStatus.OK)
    code = str(response.get("Error", {}).get("Code", ""))
    throttled = code.startswith(_THROTTLED) or status == HTTPStatus.TOO_MANY_REQUESTS
    return not throttled and status < HTTPStatus.INTERNAL_SERVER_ERROR
