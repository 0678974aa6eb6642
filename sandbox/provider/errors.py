"""How a failed call is reported to the engine."""

from typing import Any, NoReturn

import grpc
from botocore.exceptions import BotoCoreError, ClientError

AwsError = (ClientError, BotoCoreError)


def abort(context: Any, service: str, action: str, error: Exception) -> NoReturn:
    """Fail in the plugin's words (AWS SDK for Go v2), so that what a test reads is what an admin will read."""
    message = str(error)
    if isinstance(error, ClientError):
        answer = error.response
        metadata = answer.get("ResponseMetadata", {})
        message = (
            f"operation error {service.upper()}: {error.operation_name}, https response error StatusCode: "
            f"{metadata.get('HTTPStatusCode', 0)}, RequestID: {metadata.get('RequestId', '')}, "
            f"{answer['Error'].get('Code')}: {answer['Error'].get('Message')}"
        )
    refuse(context, grpc.StatusCode.UNKNOWN, f"{action}: {message}")


def refuse(context: Any, status: grpc.StatusCode, reason: str) -> NoReturn:
    """Fail for a reason of our own."""
    context.abort(status, reason)
    raise AssertionError("abort raises")
