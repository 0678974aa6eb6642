"""Error answers in each service's own wire format.

The formats are those of botocore's service models: ECR speaks AWS JSON 1.1 (`__type` and `message`), STS
and IAM the AWS query protocol (`ErrorResponse` XML), S3 REST-XML (a bare `Error` element).
"""

import json
from collections.abc import Callable
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from .faults import ErrorAnswer

REQUEST_ID = "00000000-0000-0000-0000-000000000000"


def _json(error: ErrorAnswer) -> Response:
    body = json.dumps({"__type": error.code, "message": error.message})
    return Response(body, error.status, content_type="application/x-amz-json-1.1")


def _query(error: ErrorAnswer) -> Response:
    fault = "Receiver" if error.status >= 500 else "Sender"
    body = (
        f"<ErrorResponse><Error><Type>{fault}</Type><Code>{escape(error.code)}</Code>"
        f"<Message>{escape(error.message)}</Message></Error>"
        f"<RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
    )
    return Response(body, error.status, content_type="text/xml")


def _s3(error: ErrorAnswer) -> Response:
    body = (
        f"<Error><Code>{escape(error.code)}</Code><Message>{escape(error.message)}</Message>"
        f"<RequestId>{REQUEST_ID}</RequestId></Error>"
    )
    return Response(body, error.status, content_type="application/xml")


RENDERERS: dict[str, Callable[[ErrorAnswer], Response]] = {"sts": _query, "iam": _query, "s3": _s3}


def error_response(service: str, error: ErrorAnswer) -> Response:
    """Return the error as that service sends it."""
    return RENDERERS.get(service, _json)(error)


def unknown_operation(service: str, operation: str) -> Response:
    """Return the refusal of an operation nothing here implements.

    AWS JSON 1.1 protocol (Smithy): UnknownOperationException. IAM API reference, Common Errors:
    InvalidAction, HTTP 400.
    """
    code = "InvalidAction" if RENDERERS.get(service) is _query else "UnknownOperationException"
    return error_response(service, ErrorAnswer(code, f"{operation} is not part of the emulated {service}"))
