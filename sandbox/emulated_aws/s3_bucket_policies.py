"""What a bucket's policy adds to the policies of a caller.

In the bucket's own account either of the two may allow; from another account both must (IAM user guide, "Cross-account
policy evaluation logic"). A Deny in either wins. Bucket policies are judged together with identity policies, and for
roles only; moto's own judgement, which knows neither callers nor conditions, is off. The loopback counts as TLS.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, s3_backends

from .caller import Caller
from .policy_evaluation import AuthorizationRequest, Decision, combined, evaluate, statements_of
from .policy_principals import Statement


def install() -> None:
    """Make moto in this process decide nothing by a bucket's policy."""
    FakeBucket.get_permission = lambda *_: PermissionResult.NEUTRAL  # type: ignore[method-assign]


def allowed_with_bucket_policy(statements: Iterable[Statement], request: AuthorizationRequest, role_arn: str) -> bool:
    """Tell whether a role with these statements may do what it asks for, if it is about a bucket with its policy."""
    identity = evaluate(statements, request)
    if not request.action.startswith("s3:"):
        return identity is Decision.ALLOWED
    name = request.resource.rpartition(":")[2].partition("/")[0]
    if name not in s3_backends.bucket_accounts:
        return identity is Decision.ALLOWED
    partition, account = s3_backends.bucket_accounts[name]
    caller = Caller.of_role(role_arn)
    bucket = _decision(s3_backends[account][partition].buckets[name].policy, request, caller)
    if caller.account == account or Decision.EXPLICIT_DENY in (identity, bucket):
        return combined([identity, bucket]) is Decision.ALLOWED
    return identity is bucket is Decision.ALLOWED


def _decision(policy: bytes | None, request: AuthorizationRequest, caller: Caller) -> Decision:
    if policy is None:
        return Decision.IMPLICIT_DENY
    context: Mapping[str, Any] = {**caller.context, **request.context, "aws:SecureTransport": "true"}
    asked = AuthorizationRequest(request.action, request.resource, context)
    return evaluate(statements_of(policy.decode()), asked, caller)
