"""The policies of CI's three roles for every stack file, to apply with the AWS CLI: docs/ci.md."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from union_ecr.ci_roles.deployment import DeploymentRole, deployment_policy, unbounded_push_roles
from union_ecr.ci_roles.state import (
    LONGEST_BOUNDARY,
    assuming_identity_policy,
    boundary_identity_policy,
    state_identity_policy,
)
from union_ecr.declared.size_limits import MOST_INLINE_POLICY_CHARACTERS
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.stack_file.parse import StackFile, parse_stack_file, stack_of
from union_ecr.stack_file.provider_config import assumed_roles
from union_ecr.workspace.load import load

BOUNDARY = "push-boundary"
"""The name of the push roles' permissions boundary in the generated file, beside `up`, `up-state`, `up-assume`, …"""

ASSUMING = (DeploymentRole.UP, DeploymentRole.DRIFT)
"""The roles that may assume those of `aws:assumeRoles`: not preview, which runs what anybody pushed."""

_PREVIEW_LEFT_OUT = (
    "stack {}: has aws:assumeRoles, so a preview would run as the role that deploys: the role preview may not assume "
    "it, and the stack is not previewed; better leave aws:assumeRoles out (docs/ci.md, step 3)"
)


@dataclass(frozen=True)
class StackPolicies:
    """A stack's policies by name, and warnings for the admin who applies them."""

    documents: Mapping[str, Document]
    warnings: tuple[str, ...]


def deployment_policies(stack_files: Iterable[Path]) -> dict[str, StackPolicies]:
    """The policies of each stack, sorted by the stack's name."""
    names = {stack: path for path in stack_files if (stack := stack_of(path.name))}
    return {
        name: stack_policies(name, parse_stack_file(f"{path.parent.name}/{path.name}", path.read_bytes))
        for name, path in sorted(names.items())
    }


def stack_policies(name: str, file: StackFile) -> StackPolicies:
    """Every policy that CI's roles need for the stack."""
    stack = declare(load(file))
    states = {f"{role}-state": state_identity_policy(role, name, stack.registry.partition) for role in DeploymentRole}
    first = _first_role(file)
    assuming = {f"{role}-assume": assuming_identity_policy(first) for role in ASSUMING} if first else {}
    documents: dict[str, Document | None] = {
        **{role.value: deployment_policy(role, stack) for role in DeploymentRole},
        **states,
        **assuming,
        BOUNDARY: boundary_identity_policy(stack),
    }
    written = {key: document for key, document in documents.items() if document}
    warnings = [*_warnings(name, stack, written), *([_PREVIEW_LEFT_OUT.format(name)] if assumed_roles(file) else ())]
    return StackPolicies(written, tuple(warnings))


def as_text(policies: Mapping[str, StackPolicies]) -> str:
    """The generated file: JSON by stack, then by document."""
    return json.dumps({name: stack.documents for name, stack in policies.items()}, indent=2) + "\n"


def _warnings(name: str, stack: DeclaredStack, documents: Mapping[str, Document]) -> Iterator[str]:
    for role in unbounded_push_roles(stack):
        yield (
            f"stack {name}: push role {role.key} has no permissionsBoundary, so the role up of this stack can give it "
            "any right in the account: name one (docs/ci.md, push-boundary)"
        )
    for deployment in DeploymentRole:
        own = [documents[key] for key in (deployment.value, f"{deployment}-state") if key in documents]
        if (length := sum(len(document_text(document)) for document in own)) > MOST_INLINE_POLICY_CHARACTERS:
            yield (
                f"stack {name}: the policies of role {deployment} have {length:,} characters, and IAM takes "
                f"{MOST_INLINE_POLICY_CHARACTERS:,} of a role: share the images out among several stacks, or write a "
                "prefix by hand (docs/ci.md)"
            )
    if BOUNDARY in documents and (length := len(document_text(documents[BOUNDARY]))) > LONGEST_BOUNDARY:
        yield (
            f"stack {name}: the {BOUNDARY} has {length:,} characters, and IAM takes {LONGEST_BOUNDARY:,} of a managed "
            "policy: write a prefix by hand (docs/ci.md)"
        )


def _first_role(file: StackFile) -> Mapping[str, Any] | None:
    """The first of `aws:assumeRoles`; Pulumi and `union-ecr drift` report what is invalid there."""
    roles = assumed_roles(file)
    return roles[0] if roles and isinstance(roles[0].get("roleArn"), str) else None
