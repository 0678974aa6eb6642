"""Smithy RPC v2 CBOR, which moto does not support: translated from and to AWS JSON 1.1, which it does.

https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html: the path is /service/NAME/operation/NAME, the body
CBOR (RFC 8949), an error's `__type` its shape, and every message carries `smithy-protocol: rpc-v2-cbor`. botocore 1.44
prefers it for the Resource Groups Tagging API. The signature is that of the original message, so moto could not
verify it.
"""

import io
import json
import re
import struct
from typing import Any

from botocore.parsers import RpcV2CBORParser
from werkzeug.wrappers import Response

Environment = dict[str, Any]

PROTOCOL = "rpc-v2-cbor"
CONTENT_TYPE = "application/cbor"
PATH = re.compile(r"/service/(?P<service>\w+)/operation/(?P<operation>\w+)")
# RFC 8949, section 3.1: the major type is the first three bits.
UNSIGNED, NEGATIVE, TEXT, LIST, MAP = 0, 1, 3, 4, 5
SIMPLE = {False: b"\xf4", True: b"\xf5", None: b"\xf6"}


def speaks_cbor(environ: Environment) -> bool:
    """Tell whether a request is of this protocol."""
    return environ.get("HTTP_SMITHY_PROTOCOL") == PROTOCOL and PATH.fullmatch(environ["PATH_INFO"]) is not None


def as_json_request(environ: Environment) -> Environment:
    """Return the same request in AWS JSON 1.1."""
    named = PATH.fullmatch(environ["PATH_INFO"])
    assert named is not None  # noqa: S101  # see speaks_cbor
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    text = json.dumps(_decoded(body) if body else {}).encode()
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
    body = encoded(json.loads(response.get_data()))
    return Response(body, response.status_code, {"smithy-protocol": PROTOCOL}, content_type=CONTENT_TYPE)


def encoded(value: Any) -> bytes:
    """Return what JSON can say, without its fractions, in CBOR."""
    if value is None or isinstance(value, bool):
        return SIMPLE[value]
    if isinstance(value, int):
        return _head(UNSIGNED, value) if value >= 0 else _head(NEGATIVE, -1 - value)
    if isinstance(value, str):
        text = value.encode()
        return _head(TEXT, len(text)) + text
    if isinstance(value, list):
        return _head(LIST, len(value)) + b"".join(map(encoded, value))
    if isinstance(value, dict):
        return _head(MAP, len(value)) + b"".join(encoded(key) + encoded(item) for key, item in value.items())
    raise TypeError(f"no CBOR for {type(value).__name__}")


def _head(major: int, size: int) -> bytes:
    if size < 24:
        return bytes([major << 5 | size])
    for more, format_ in ((24, ">BB"), (25, ">BH"), (26, ">BI"), (27, ">BQ")):
        if size < 1 << 8 * (struct.calcsize(format_) - 1):
            return struct.pack(format_, major << 5 | more, size)
    raise OverflowError(size)


def _decoded(body: bytes) -> Any:
    parser: Any = RpcV2CBORParser()
    return parser.parse_data_item(parser.get_peekable_stream_from_bytes(body))
