"""How a failed call is reported to the engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import grpc
from botocore.exceptions import BotoCoreError, ClientError

AwsError = (ClientError, BotoCoreError)


class ActionError(Exception):
    """A failed call of an operation that consists of several, with what the plugin was doing then."""

    def __init__(self, action: str, error: Exception) -> None:
        super().__init__(action)
        self.action, self.error = action, error


@contextmanager
def action(text: str) -> Iterator[None]:
    """Say in an error that this was being done."""
    try:
        yield
    except AwsError as error:
        raise ActionError(text, error) from error


def message_of(service: str, error: Exception) -> str:
    """The error in the words of the AWS SDK for Go v2, so that what a test reads is what an admin will read."""
    if not isinstance(error, ClientError):
        return str(error)
    answer = error.response
    metadata = answer.get("ResponseMetadata", {})
    return (
        f"operation error {service.upper()}: {error.operation_name}, https response error StatusCode: "
        f"{metadata.get('HTTPStatusCode', 0)}, RequestID: {metadata.get('RequestId', '')}, "
        f"{answer['Error'].get('Code')}: {answer['Error'].get('Message')}"
    )


def framed(message: str) -> str:
    """A message as resources of the older SDK report it (hashicorp/go-multierror, ListFormatFunc)."""
    return f"1 error occurred:\n\t* {message}\n\n"


def refuse(context: Any, status: grpc.StatusCode, reason: str) -> NoReturn:
    """Fail for this reason."""
    context.abort(status, reason)
    raise AssertionError("abort raises")
