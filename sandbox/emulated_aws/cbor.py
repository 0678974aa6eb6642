"""Smithy RPC v2 CBOR, which moto does not support: translated from and to AWS JSON 1.1, which it does.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html: the path is /service/NAME/operation/NAME, the body
CBOR (RFC 8949), an error's `__type` its shape, and every message carries `smithy-protocol: rpc-v2-cbor`. botocore 1.44
prefers it for the Resource Groups Tagging API. The signature is that of the original message, so moto could not
verify it.
"""

import io
import json
import re
from typing import Any

import cbor2
from werkzeug.wrappers import Response

Environment = dict[str, Any]

PROTOCOL = "rpc-v2-cbor"
CONTENT_TYPE = "application/cbor"
PATH = re.compile(r"/service/(?P<service>\w+)/operation/(?P<operation>\w+)")


def speaks_cbor(environ: Environment) -> bool:
    """Tell whether a request is of this protocol."""
    return environ.get("HTTP_SMITHY_PROTOCOL") == PROTOCOL and PATH.fullmatch(environ["PATH_INFO"]) is not None


def as_json_request(environ: Environment) -> Environment:
    """Return the same request in AWS JSON 1.1."""
    named = PATH.fullmatch(environ["PATH_INFO"])
    assert named is not None  # noqa: S101  # see speaks_cbor
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    text = json.dumps(cbor2.loads(body) if body else {}).encode()
    return {
        **environ,
        "PATH_INFO": "/",
        "HTTP_X_AMZ_TARGET": f"{named['service']}.{named['operation']}",
        "CONTENT_TYPE": "application/x-amz-json-1.1",
        "CONTENT_LENGTH": str(len(text)),
        "wsgi.input": io.BytesIO(text),
    }


def as_cbor_response(response: Response) -> Response:
    """Return an answer in AWS JSON 1.1 in CBOR."""
    body = cbor2.dumps(json.loads(response.get_data()))
    return Response(body, response.status_code, {"smithy-protocol": PROTOCOL}, content_type=CONTENT_TYPE)
