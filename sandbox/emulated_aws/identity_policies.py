"""Identity policies: what a role's policies allow its sessions to do, once that is enforced.

moto has a switch for this (INITIAL_NO_AUTH_ACTION_COUNT), which does not help here: it evaluates every policy for the
resource `*`, so a statement about a single repository allows nothing, and its errors are those of another service.
Only sessions of roles that exist in the emulated IAM are held to their policies.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from moto.iam.models import Role, iam_backends
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

from .call_log import Call
from .faults import ErrorAnswer
from .policy_evaluation import AuthorizationRequest
from .policy_principals import as_list
from .request_parsing import CREDENTIAL_SCOPE, Environment, parameters_of
from .s3_actions import s3_actions
from .s3_bucket_policies import allowed_with_bucket_policy

ACTION_PREFIXES: Mapping[str, str] = {"tagging": "tag"}
"""The prefix of a service's actions, where it is not the service's name in signatures."""

# STS API reference, GetCallerIdentity: "No permissions are required to perform this operation."
ALWAYS_ALLOWED = frozenset({"sts:GetCallerIdentity"})
# Service authorization reference, dependent actions: a creation with tags also needs the permission to tag.
TAGGING_CREATIONS: Mapping[str, tuple[str, str]] = {
    "ecr:CreateRepository": ("tags", "ecr:TagResource"),
    "iam:CreateRole": ("Tags.member.1.Key", "iam:TagRole"),
}

# CloudFormation's handlers of AWS::ECR::PullThroughCacheRule: a rule with a secret needs the permission to read it.
SECRET_READING_ACTIONS = frozenset({"ecr:CreatePullThroughCacheRule", "ecr:UpdatePullThroughCacheRule"})


@dataclass(frozen=True)
class RoleRequest:
    """An authorization request of a session of a role."""

    role: str
    request: AuthorizationRequest


class IdentityPolicies:
    """Enforces identity policies, and records the authorization requests of roles while it does."""

    def __init__(self) -> None:
        self._enforced = False
        self._requests: list[RoleRequest] = []

    def enforce(self, enforced: bool) -> None:
        """Start or stop, with an empty record."""
        self._enforced = enforced
        self._requests = []

    def requests(self) -> list[dict[str, Any]]:
        """Return all recorded requests, allowed or not, as JSON."""
        return [asdict(request) for request in self._requests]

    def access_denied(self, call: Call, environ: Environment) -> ErrorAnswer | None:
        """Return the error of a call that is not allowed, as AWS words it ("Troubleshoot access denied errors")."""
        scope = CREDENTIAL_SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not self._enforced or scope is None:
            return None
        region = scope["region"]
        session = sts_backends[call.account][get_partition(region)].get_assumed_role_from_access_key(scope["key"])
        role = _role(call.account, region, session.role_arn.rpartition("/")[2]) if session else None
        if session is None or role is None:
            return None
        statements = list(_statements(role))
        for request in _authorization_requests(call, region, environ):
            if request.action in ALWAYS_ALLOWED:
                continue
            self._requests.append(RoleRequest(role.name, request))
            if not allowed_with_bucket_policy(statements, request, role.arn):
                return _access_denied(
                    call.service,
                    f"User: {session.arn} is not authorized to perform: {request.action} on resource: "
                    f"{request.resource} because no identity-based policy allows the action",
                )
        return None


def _authorization_requests(call: Call, region: str, environ: Environment) -> Iterator[AuthorizationRequest]:
    if call.service == "s3":
        for action, arn, context in s3_actions(call.account, get_partition(region), environ):
            yield AuthorizationRequest(action, arn, {"aws:RequestedRegion": region, **context})
        return
    parameters = parameters_of(environ)
    action = f"{ACTION_PREFIXES.get(call.service, call.service)}:{call.operation}"
    context = {"aws:RequestedRegion": region, **dict(_boundary(call, region, parameters))}
    for resource in _resources(call, region, parameters):
        yield AuthorizationRequest(action, resource, context)
        tags, tagging_action = TAGGING_CREATIONS.get(action, ("", ""))
        if parameters.get(tags):
            yield AuthorizationRequest(tagging_action, resource, context)
    if action in SECRET_READING_ACTIONS and parameters.get("credentialArn"):
        yield AuthorizationRequest("secretsmanager:GetSecretValue", str(parameters["credentialArn"]), context)


def _resources(call: Call, region: str, parameters: Mapping[str, Any]) -> list[str]:
    """Return the ARNs that a call is about, `*` where its service has no resource for it.

    A listing of all repositories is about `repository/*`, as ECR's errors say.
    """
    partition = get_partition(region)
    if call.service == "iam" and "RoleName" in parameters:
        role = _role(call.account, region, parameters["RoleName"])
        new = f"arn:{partition}:iam::{call.account}:role{parameters.get('Path', '/')}{parameters['RoleName']}"
        return [role.arn if role else new]
    if (call.service, call.operation) == ("sts", "AssumeRole"):
        return [str(parameters["RoleArn"])]
    if call.service == "iam":
        return [str(parameters.get("PolicyArn") or parameters.get("OpenIDConnectProviderArn") or "*")]
    if call.service != "ecr":
        return ["*"]
    if arn := parameters.get("resourceArn"):
        return [str(arn)]
    listing = ["*"] if call.operation == "DescribeRepositories" else []
    single = [parameters["repositoryName"]] if "repositoryName" in parameters else []
    names = single or parameters.get("repositoryNames") or listing
    registry = parameters.get("registryId") or call.account
    return [f"arn:{partition}:ecr:{region}:{registry}:repository/{name}" for name in names] or ["*"]


def _boundary(call: Call, region: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the permissions boundary that a role gets, or has already (IAM condition keys)."""
    if call.service != "iam" or "RoleName" not in parameters:
        return
    role = _role(call.account, region, parameters["RoleName"])
    arn = parameters.get("PermissionsBoundary") or (role and role.permissions_boundary_arn)
    if arn:
        yield "iam:PermissionsBoundary", arn


def _role(account: str, region: str, name: str) -> Role | None:
    roles: list[Role] = list(iam_backends[account][get_partition(region)].get_roles())
    return next((role for role in roles if role.name == name), None)


def _statements(role: Role) -> Iterator[Mapping[str, Any]]:
    managed = [version.document for policy in role.managed_policies.values() for version in policy.versions[-1:]]
    for text in [*role.policies.values(), *managed]:
        yield from as_list(json.loads(text)["Statement"])


def _access_denied(service: str, message: str) -> ErrorAnswer:
    """ECR API reference, Common Errors: AccessDeniedException, HTTP 400; IAM, STS and S3: AccessDenied, HTTP 403."""
    if service in ("iam", "sts", "s3"):
        return ErrorAnswer("AccessDenied", message, status=403)
    return ErrorAnswer("AccessDeniedException", message)
