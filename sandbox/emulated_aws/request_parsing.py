"""Reads from an HTTP request which API call it is, and with which parameters."""

import io
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from moto.core.request import Request
from moto.core.routing import get_service_router
from moto.iam.models import get_account_id_from
from werkzeug.exceptions import NotFound

from .call_log import Call

Environment = dict[str, Any]

# Signature Version 4: "Credential=KEY/DATE/REGION/SERVICE/aws4_request".
CREDENTIAL_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/")
# moto takes an unsigned request of no known service for one to S3.
UNSIGNED_SERVICE = "s3"


def identify(environ: Environment) -> Call:
    """Return the call, its status still open. The body stays readable for moto."""
    scope = CREDENTIAL_SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    account = get_account_id_from(scope["key"] if scope else "")
    service = scope["service"].lower() if scope else UNSIGNED_SERVICE
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        parameters = _json_object(_body(environ))
        return Call(service, target.rpartition(".")[2], account, _repository(parameters))
    if environ.get("CONTENT_TYPE", "").startswith("application/x-www-form-urlencoded"):
        action = parse_qs(_body(environ).decode()).get("Action")
        if action:
            return Call(service, action[0], account)
    return Call(service, _rest_operation(service, environ), account)


def parameters_of(environ: Environment) -> Mapping[str, Any]:
    """Return the parameters of a call that `identify` has read: those of its JSON object, else of its form."""
    stream = environ["wsgi.input"]
    body = stream.read()
    stream.seek(0)
    return _json_object(body) if "HTTP_X_AMZ_TARGET" in environ else dict(parse_qsl(body.decode(errors="replace")))


def _body(environ: Environment) -> bytes:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    body: bytes = environ["wsgi.input"].read(length)
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _repository(parameters: dict[str, Any]) -> str | None:
    """Return the single repository an ECR call is about: by name, alone in a list of names, or in an ARN."""
    name = parameters.get("repositoryName")
    if isinstance(name, str):
        return name
    names = parameters.get("repositoryNames")
    if isinstance(names, list) and len(names) == 1:
        return str(names[0])
    _, separator, in_arn = str(parameters.get("resourceArn", "")).partition(":repository/")
    return in_arn if separator else None


def _rest_operation(service: str, environ: Environment) -> str:
    try:
        return str(get_service_router(service).match(Request(environ))[0].name)
    except (NotFound, NotImplementedError):
        return f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
