"""The roles of CI in the emulated AWS, and whether what they were granted is what they asked for."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.emulated_aws.policy_evaluation import AuthorizationRequest, allowed
from sandbox.provider.server import stand_in_provider
from tests.engine.conftest import Team
from tests.engine.stack import EngineStack
from union_ecr.ci_roles.deployment import BEHIND, CiJob, deployment_policy
from union_ecr.ecr.policy_document import Document

ASKED_BEHIND = f"{BEHIND}Credentials"
"""The one statement of those behind another call that the emulated AWS does ask for."""

Right = tuple[str, str]
"""An action, and a resource that it is granted on."""


def role_name(role: CiJob) -> str:
    return f"union-ecr-{role}-{Team.name}"


def put_policy(aws: EmulatedAws, role: CiJob, document: Document, name: str = "union-ecr") -> None:
    """Make the role what its policy says, by an administrator's hand."""
    iam = aws.client("iam")
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        iam.create_role(RoleName=role_name(role), AssumeRolePolicyDocument="{}")
    iam.put_role_policy(RoleName=role_name(role), PolicyName=name, PolicyDocument=json.dumps(document))


def declared_policy(team: Team, role: CiJob) -> Document:
    document = deployment_policy(role, team.declared())
    assert document
    return document


@contextmanager
def acting_as(team: Team, role: CiJob) -> Iterator[None]:
    """Deploy with a provider that holds a session of the role."""
    before = team.stack
    with stand_in_provider(team.aws.environment(DEFAULT_ACCOUNT, role_name(role))) as port:
        team.stack = EngineStack(team.project, team.name, {"PULUMI_DEBUG_PROVIDERS": f"aws:{port}"}, exists=True)
        yield
    team.stack = before


class Watched:
    """What a role is granted from one step to the next, and what it asks for meanwhile."""

    def __init__(self, aws: EmulatedAws, role: CiJob) -> None:
        self._aws, self._role = aws, role
        self._steps: list[tuple[Document, list[AuthorizationRequest]]] = []

    @contextmanager
    def holding(self, document: Document) -> Iterator[None]:
        """Within, the role has this policy."""
        put_policy(self._aws, self._role, document)
        before = len(self._aws.authorization_requests(role_name(self._role)))
        yield
        asked = self._aws.authorization_requests(role_name(self._role))[before:]
        self._steps.append((document, _unique(asked)))

    def refused(self) -> list[AuthorizationRequest]:
        """What was asked for in vain, even where nobody minded."""
        return [
            request
            for document, asked in self._steps
            for request in asked
            if not allowed(document["Statement"], request)
        ]

    def idle(self) -> set[Right]:
        """The rights without any one of which everything would have been allowed as well."""
        granted = {right for document, _ in self._steps for right in rights(document)}
        return {right for right in granted if not self._missed(right)}

    def _missed(self, right: Right) -> bool:
        return any(
            not allowed(without(document, right)["Statement"], request)
            for document, asked in self._steps
            for request in asked
            if request.action == right[0] and right in rights(document)
        )


def rights(document: Document) -> set[Right]:
    """Everything in a policy but what AWS asks for behind another call, and the emulated AWS does not."""
    return {
        (action, resource)
        for statement in document["Statement"]
        if statement["Sid"] == ASKED_BEHIND or not statement["Sid"].startswith(BEHIND)
        for action in statement["Action"]
        for resource in statement["Resource"]
    }


def without(document: Document, right: Right) -> Document:
    """The policy with an action taken from it, on one resource; the others keep it."""
    action, resource = right
    statements = []
    for statement in document["Statement"]:
        grants = action in statement["Action"] and resource in statement["Resource"]
        actions = [name for name in statement["Action"] if not grants or name != action]
        statements.append({**statement, "Action": actions})
        others = [arn for arn in statement["Resource"] if arn != resource]
        if grants and others:
            statements.append({**statement, "Sid": f"{statement['Sid']}Less", "Action": [action], "Resource": others})
    return {**document, "Statement": [statement for statement in statements if statement["Action"]]}


def without_action(document: Document, action: str) -> Document:
    for right in sorted(rights(document)):
        document = without(document, right) if right[0] == action else document
    return document


def _unique(asked: Sequence[AuthorizationRequest]) -> list[AuthorizationRequest]:
    return list(
        {
            json.dumps([request.action, request.resource, dict(request.context)], sort_keys=True): request
            for request in asked
        }.values()
    )
