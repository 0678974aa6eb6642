"""Whether a role lets itself be assumed, once that is enforced: moto gives a session of any role, also of none.

IAM user guide, "AWS JSON policy elements: Principal", and "Access to AWS accounts owned by third parties" for
sts:ExternalId. AssumeRole only: web identities and SAML are not evaluated.
"""

import json

from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from .call_log import Call
from .faults import ErrorAnswer
from .policy_evaluation import AuthorizationRequest, allowed_by_resource
from .policy_principals import as_list
from .request_parsing import CREDENTIAL_SCOPE, Environment, parameters_of
from .sessions import caller_of

ASSUME_ROLE = "sts:AssumeRole"


class RoleTrust:
    """Enforces trust policies."""

    def __init__(self) -> None:
        self._enforced = False

    def enforce(self, enforced: bool) -> None:
        """Start or stop."""
        self._enforced = enforced

    def access_denied(self, call: Call, environ: Environment) -> ErrorAnswer | None:
        """Return the error of an AssumeRole that the role does not allow; it does not say whether the role exists."""
        scope = CREDENTIAL_SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        if not self._enforced or scope is None or (call.service, call.operation) != ("sts", "AssumeRole"):
            return None
        parameters = parameters_of(environ)
        arn, caller = parameters["RoleArn"], caller_of(scope["key"], call.account, scope["region"])
        context = {**caller.context, "sts:ExternalId": parameters.get("ExternalId")}
        roles = iam_backends[arn.split(":")[4]][get_partition(scope["region"])].get_roles()
        document = next((role.assume_role_policy_document for role in roles if role.arn == arn), "{}")
        statements = as_list(json.loads(document).get("Statement", []))
        if allowed_by_resource(statements, AuthorizationRequest(ASSUME_ROLE, arn, context), caller):
            return None
        message = f"User: {caller.arn} is not authorized to perform: {ASSUME_ROLE} on resource: {arn}"
        return ErrorAnswer("AccessDenied", message, status=403)
