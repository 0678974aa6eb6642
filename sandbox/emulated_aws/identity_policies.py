"""What a role's own policies let its sessions do.

moto has a switch for this (INITIAL_NO_AUTH_ACTION_COUNT), which is no use here: it asks every policy about the
resource `*`, so that a statement about one repository allows nothing, and its refusals are in another service's words.
Our reading of AWS is in `permissions`. Only sessions of roles that exist in the emulated IAM are held to it; the
caller's permissions boundary, session policies and service control policies are not looked at.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl

from moto.iam.models import Role, iam_backends
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

from .calls import Call
from .faults import ErrorAnswer
from .incoming import CREDENTIAL_SCOPE, Environment
from .permissions import AuthorizationRequest, allowed
from .policy_principals import as_list
from .s3_actions import s3_actions

PREFIXES: Mapping[str, str] = {"tagging": "tag"}
"""How actions of a service begin, where that is not the service's name in signatures."""

# STS API reference, GetCallerIdentity: "No permissions are required to perform this operation."
FREE = frozenset({"sts:GetCallerIdentity"})
# Service authorization reference, dependent actions: a creation with tags also wants the right to tag.
TAGGING_CREATIONS: Mapping[str, tuple[str, str]] = {
    "ecr:CreateRepository": ("tags", "ecr:TagResource"),
    "iam:CreateRole": ("Tags.member.1.Key", "iam:TagRole"),
}

# CloudFormation's handlers of AWS::ECR::PullThroughCacheRule: who puts a rule with a secret must be allowed to read it.
READING_SECRETS = frozenset({"ecr:CreatePullThroughCacheRule", "ecr:UpdatePullThroughCacheRule"})


@dataclass(frozen=True)
class Asked:
    """What a session of a role wanted to do."""

    role: str
    question: AuthorizationRequest


class IdentityPolicies:
    """Whether they are enforced, what they say, and what sessions of roles asked since it began."""

    def __init__(self) -> None:
        self._enforced = False
        self._asked: list[Asked] = []

    def enforce(self, enforced: bool) -> None:
        """Begin or end."""
        self._enforced = enforced
        self._asked = []

    def asked(self) -> list[dict[str, Any]]:
        """Everything that was asked, allowed or not, as JSON."""
        return [asdict(one) for one in self._asked]

    def refusal(self, call: Call, environ: Environment) -> ErrorAnswer | None:
        """Return the refusal of a call, in AWS's words ("Troubleshoot access denied error messages")."""
        scope = CREDENTIAL_SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not self._enforced or scope is None:
            return None
        region = scope["region"]
        session = sts_backends[call.account][get_partition(region)].get_assumed_role_from_access_key(scope["key"])
        role = _role(call.account, region, session.role_arn.rpartition("/")[2]) if session else None
        if session is None or role is None:
            return None
        statements = list(_statements(role))
        for question in _questions(call, region, environ):
            if question.action in FREE:
                continue
            self._asked.append(Asked(role.name, question))
            if not allowed(statements, question):
                told = f"User: {session.arn} is not authorized to perform: {question.action} on resource: "
                reason = "because no identity-based policy allows the action"
                return _denied(call.service, f"{told}{question.resource} {reason}")
        return None


def _questions(call: Call, region: str, environ: Environment) -> Iterator[AuthorizationRequest]:
    if call.service == "s3":
        for wanted, arn, more in s3_actions(call.account, get_partition(region), environ):
            yield AuthorizationRequest(wanted, arn, {"aws:RequestedRegion": region, **more})
        return
    parameters = _parameters(environ)
    action = f"{PREFIXES.get(call.service, call.service)}:{call.operation}"
    context = {"aws:RequestedRegion": region, **dict(_boundary(call, region, parameters))}
    for resource in _resources(call, region, parameters):
        yield AuthorizationRequest(action, resource, context)
        tags, right = TAGGING_CREATIONS.get(action, ("", ""))
        if parameters.get(tags):
            yield AuthorizationRequest(right, resource, context)
    if action in READING_SECRETS and parameters.get("credentialArn"):
        yield AuthorizationRequest("secretsmanager:GetSecretValue", str(parameters["credentialArn"]), context)


def _resources(call: Call, region: str, parameters: Mapping[str, Any]) -> list[str]:
    """Return the ARNs that a call is about, `*` where its service knows no resource for it.

    A listing of all repositories is about `repository/*`, as ECR's refusals of it say.
    """
    partition = get_partition(region)
    if call.service == "iam" and "RoleName" in parameters:
        role = _role(call.account, region, parameters["RoleName"])
        new = f"arn:{partition}:iam::{call.account}:role{parameters.get('Path', '/')}{parameters['RoleName']}"
        return [role.arn if role else new]
    if call.service != "ecr":
        return ["*"]
    if arn := parameters.get("resourceArn"):
        return [str(arn)]
    listing = ["*"] if call.operation == "DescribeRepositories" else []
    one = [parameters["repositoryName"]] if "repositoryName" in parameters else []
    names = one or parameters.get("repositoryNames") or listing
    registry = parameters.get("registryId") or call.account
    return [f"arn:{partition}:ecr:{region}:{registry}:repository/{name}" for name in names] or ["*"]


def _boundary(call: Call, region: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the boundary that is put on a role, or that the role has already (IAM condition keys)."""
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


def _parameters(environ: Environment) -> Mapping[str, Any]:
    """Return the parameters of a call that `incoming.identify` has read: JSON, else a form."""
    stream = environ["wsgi.input"]
    body = stream.read()
    stream.seek(0)
    if "HTTP_X_AMZ_TARGET" in environ:
        return _json_object(body)
    return dict(parse_qsl(body.decode(errors="replace")))


def _json_object(body: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _denied(service: str, told: str) -> ErrorAnswer:
    """ECR API reference, Common Errors: AccessDeniedException, HTTP 400; IAM, STS and S3: AccessDenied, HTTP 403."""
    if service in ("iam", "sts", "s3"):
        return ErrorAnswer("AccessDenied", told, status=403)
    return ErrorAnswer("AccessDeniedException", told)
