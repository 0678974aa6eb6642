"""What a call to S3 wants to be allowed: its action and its object, by the method, the path and the query.

Paths begin with the bucket, as they do where the endpoint is no domain of AWS. Sources: service authorization reference
of Amazon S3 (actions, resource types, `s3:prefix`); S3 API reference, CopyObject (permissions); GetObject and
HeadObject: "If the object you request doesn't exist, the error that Amazon S3 returns depends on whether you also have
the s3:ListBucket permission": without it, and it has no prefix then, 403.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote

from moto.s3.models import s3_backends

from .request_parsing import Environment

_OF_AN_OBJECT = {"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "DELETE": "s3:DeleteObject"}
_OF_A_BUCKET = {"GET": "s3:ListBucket", "HEAD": "s3:ListBucket", "PUT": "s3:CreateBucket", "DELETE": "s3:DeleteBucket"}

Wanted = tuple[str, str, Mapping[str, str]]
"""An action, an ARN, and what is known of the request."""


def s3_actions(account: str, partition: str, environ: Environment) -> Iterator[Wanted]:
    """Yield what must be allowed; a method nobody here knows is an action that nobody can have."""
    method = environ["REQUEST_METHOD"]
    bucket, _, key = unquote(environ["PATH_INFO"]).lstrip("/").partition("/")
    arn = f"arn:{partition}:s3:::{bucket}"
    if not key:
        prefix = parse_qs(environ.get("QUERY_STRING", "")).get("prefix")
        yield _OF_A_BUCKET.get(method, f"s3:{method}"), arn, {"s3:prefix": prefix[0]} if prefix else {}
        return
    if source := environ.get("HTTP_X_AMZ_COPY_SOURCE"):
        yield "s3:GetObject", f"arn:{partition}:s3:::{unquote(source).lstrip('/')}", {}
    yield _OF_AN_OBJECT.get(method, f"s3:{method}"), f"{arn}/{key}", {}
    objects: Any = s3_backends[account][partition]
    if method in ("GET", "HEAD") and bucket in objects.buckets and objects.get_object(bucket, key) is None:
        yield "s3:ListBucket", arn, {}
