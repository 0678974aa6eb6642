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
# Settings of a bucket by their names in the query; what has no action of its own for a deletion needs that of a change.
_SETTINGS = {
    "encryption": "EncryptionConfiguration",
    "lifecycle": "LifecycleConfiguration",
    "policy": "BucketPolicy",
    "publicAccessBlock": "BucketPublicAccessBlock",
    "tagging": "BucketTagging",
    "versioning": "BucketVersioning",
}
_OF_A_SETTING = {"GET": "Get", "PUT": "Put", "DELETE": "Put"}
_OF_A_BUCKET = {"GET": "s3:ListBucket", "HEAD": "s3:ListBucket", "PUT": "s3:CreateBucket", "DELETE": "s3:DeleteBucket"}

Wanted = tuple[str, str, Mapping[str, str]]
"""An action, an ARN, and what is known of the request."""


def s3_actions(account: str, partition: str, environ: Environment) -> Iterator[Wanted]:
    """Yield what must be allowed; a method nobody here knows is an action that nobody can have."""
    method = environ["REQUEST_METHOD"]
    bucket, _, key = unquote(environ["PATH_INFO"]).lstrip("/").partition("/")
    if not bucket:
        yield "s3:ListAllMyBuckets", "*", {}
        return
    arn = f"arn:{partition}:s3:::{bucket}"
    query = parse_qs(environ.get("QUERY_STRING", ""), keep_blank_values=True)
    if not key and (setting := next((name for name in _SETTINGS if name in query), None)):
        verb = "Delete" if (method, setting) == ("DELETE", "policy") else _OF_A_SETTING.get(method, method)
        yield f"s3:{verb}{_SETTINGS[setting]}", arn, {}
        return
    if not key:
        prefix = query.get("prefix")
        yield _OF_A_BUCKET.get(method, f"s3:{method}"), arn, {"s3:prefix": prefix[0]} if prefix else {}
        return
    if source := environ.get("HTTP_X_AMZ_COPY_SOURCE"):
        yield "s3:GetObject", f"arn:{partition}:s3:::{unquote(source).lstrip('/')}", {}
    version = "Version" if "versionId" in query else ""
    yield f"{_OF_AN_OBJECT.get(method, f's3:{method}')}{version}", f"{arn}/{key}", {}
    owner = s3_backends.bucket_accounts.get(bucket, (partition, account))[1]
    objects: Any = s3_backends[owner][partition]
    if method in ("GET", "HEAD") and bucket in objects.buckets and objects.get_object(bucket, key) is None:
        yield "s3:ListBucket", arn, {}
