"""Tokens as GetAuthorizationToken gives them."""

import base64
import hashlib
import json
from datetime import datetime

# Lengths as those of a token of eu-west-1: a login is about 2,600 characters.
_PAYLOAD_BYTES, _KEY_BYTES = 1200, 184


def authorization_token(caller: str, registry: str, expires_at: datetime) -> str:
    """Return the base64 of `AWS:PASSWORD`, as ECR's API reference describes AuthorizationData.

    To its users the password is opaque. It is base64 of JSON with these five keys, the last one being the
    second at which it expires: https://blog.differentpla.net/blog/2024/11/27/aws-ecr-podman-login. Here the payload
    is the same in all tokens of a caller for a registry, so that a test can know it; in AWS it is new in each.
    """
    seed = f"{caller} {registry}".encode()
    password = {
        "payload": _base64(hashlib.shake_256(b"payload " + seed).digest(_PAYLOAD_BYTES)),
        "datakey": _base64(hashlib.shake_256(b"datakey " + seed).digest(_KEY_BYTES)),
        "version": "2",
        "type": "DATA_KEY",
        "expiration": int(expires_at.timestamp()),
    }
    return _base64(b"AWS:" + _base64(json.dumps(password, separators=(",", ":")).encode()).encode())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
