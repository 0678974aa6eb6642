"""Every policy that CI's roles need for a stack, by name.

The bootstrap applies them with its bucket and prefixes; `make docs` writes them without either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from union_ecr.ci_roles.deployment import UNBOUNDED_RULE, CiJob, deployment_policy, unbounded_push_roles
from union_ecr.ci_roles.managed_policies import boundary_violations, role_policies, role_policy_violations
from union_ecr.ci_roles.state import (
    BUCKET,
    assuming_identity_policy,
    boundary_identity_policy,
    state_identity_policy,
)
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.policy_document import Document
from union_ecr.stack_file.errors import Violation
from union_ecr.stack_file.parse import StackFile
from union_ecr.stack_file.provider_config import assumed_roles

BOUNDARY = "push-boundary"
"""The name of the push roles' permissions boundary, beside `up`, `up-state`, `up-assume`, …"""

ASSUMING = (CiJob.UP, CiJob.DRIFT)
"""The roles that may assume those of `aws:assumeRoles`: not preview, which runs what anybody pushed."""

_PREVIEW_LEFT_OUT = (
    "stack {}: has aws:assumeRoles, so a preview would run as the role that deploys: the role preview may not assume "
    "it, and the stack is not previewed; better leave aws:assumeRoles out (docs/ci.md)"
)


@dataclass(frozen=True)
class StackPolicies:
    """A stack's policies by name, and warnings for the admin who applies them."""

    documents: Mapping[str, Document]
    warnings: tuple[str, ...]

    def of_role(self, job: CiJob) -> dict[str, Document]:
        """The policies of the role that a job assumes, by their names on the role.

        A stack with `aws:assumeRoles` is deployed by the last role of that chain, which has the document of the role's
        own name; the job's role then only begins the chain.
        """
        chained = any(f"{assuming}-assume" in self.documents for assuming in ASSUMING)
        kinds = {"union-ecr-state": "-state", "union-ecr-assume": "-assume"} | ({} if chained else {"union-ecr": ""})
        own = {name: f"{job}{kind}" for name, kind in sorted(kinds.items())}
        return {name: self.documents[key] for name, key in own.items() if key in self.documents}


def stack_policies(
    name: str, file: StackFile, stack: DeclaredStack, bucket: str = BUCKET, prefixes: Sequence[str] = ()
) -> StackPolicies:
    """Every policy that CI's roles need for the stack that this file declares.

    `bucket` is the name of the state's bucket; `prefixes` such as `ml/*` stand for every repository below them.
    """
    partition = stack.registry.partition
    states = {f"{job}-state": state_identity_policy(job, name, partition, bucket) for job in CiJob}
    first = first_assumed_role(file)
    assuming = {f"{job}-assume": assuming_identity_policy(first) for job in ASSUMING} if first else {}
    documents: dict[str, Document | None] = {
        **{job.value: deployment_policy(job, stack, prefixes) for job in CiJob},
        **states,
        **assuming,
        BOUNDARY: boundary_identity_policy(stack, prefixes),
    }
    written = {key: document for key, document in documents.items() if document}
    warnings = [*_warnings(name, stack, written), *([_PREVIEW_LEFT_OUT.format(name)] if assumed_roles(file) else ())]
    return StackPolicies(written, tuple(warnings))


def first_assumed_role(file: StackFile) -> Mapping[str, Any] | None:
    """The first of `aws:assumeRoles`; Pulumi and `union-ecr drift` report what is invalid there."""
    roles = assumed_roles(file)
    return roles[0] if roles and isinstance(roles[0].get("roleArn"), str) else None


def _warnings(name: str, stack: DeclaredStack, documents: Mapping[str, Document]) -> Iterator[str]:
    for role in unbounded_push_roles(stack):
        yield f"stack {name}: push role {role.key} {UNBOUNDED_RULE}; name one (docs/ci.md)"
    violations: list[Violation] = []
    for job in CiJob:
        own = {key: documents[key] for key in (job.value, f"{job}-state") if key in documents}
        violations += role_policy_violations(job, role_policies(job, own))
    if BOUNDARY in documents:
        violations += boundary_violations(documents[BOUNDARY])
    yield from (f"stack {name}: {violation.rule}; {violation.remedy}" for violation in violations)
