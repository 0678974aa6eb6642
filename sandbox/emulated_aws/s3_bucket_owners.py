"""The account that a call expects to have a bucket, which moto does not read.

Amazon S3 user guide, "Verifying bucket ownership with bucket owner condition": another owner is "Access Denied".
"""

from moto.s3.models import s3_backends

from .call_log import Call
from .faults import ErrorAnswer
from .request_parsing import Environment


def of_another_account(call: Call, environ: Environment) -> ErrorAnswer | None:
    """Return the error of a call that expects another account to have the bucket."""
    expected = environ.get("HTTP_X_AMZ_EXPECTED_BUCKET_OWNER")
    bucket = environ["PATH_INFO"].lstrip("/").partition("/")[0]
    if call.service != "s3" or not expected or bucket not in s3_backends.bucket_accounts:
        return None
    owner = s3_backends.bucket_accounts[bucket][1]
    return None if owner == expected else ErrorAnswer("AccessDenied", "Access Denied", status=403)
