"""Tokens' claims against a trust policy, matched as IAM matches them."""

import re
from collections.abc import Sequence
from typing import Any

from union_ecr.declared.trust_policy import trust_policy
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.registry import Registry
from union_ecr.settings.push_roles import PushRoleFields

REGISTRY = Registry("333344445555", "eu-central-1")
FOR_AWS = "sts.amazonaws.com"


def policy_for(registry: Registry = REGISTRY, **rules: Any) -> Document:
    return trust_policy(registry, PushRoleFields.model_validate(rules))


def may_assume(
    policy: Document,
    issuer: str,
    audience: str,
    subject: str,
    workflow: str | None = None,
    ref: str | None = None,
) -> bool:
    """IAM's decision on a token: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html

    Every operator of a statement must hold, one of an operator's values is enough, one statement is enough.
    `workflow` is the claim job_workflow_ref.
    """
    values = {"aud": audience, "sub": subject, "job_workflow_ref": workflow, "ref": ref}
    claims = {f"{issuer}:{claim}": value for claim, value in values.items()}
    return any(
        statement["Effect"] == "Allow"
        and statement["Action"] == "sts:AssumeRoleWithWebIdentity"
        and statement["Principal"].get("Federated", "").endswith(f":oidc-provider/{issuer}")
        and all(
            any(_holds(operator, value, claims.get(key)) for value in _listed(values))
            for operator, keys in statement["Condition"].items()
            for key, values in keys.items()
        )
        for statement in policy["Statement"]
    )


def _holds(operator: str, value: str, claim: str | None) -> bool:
    assert "${" not in value, "a policy variable"
    if operator == "StringEquals":
        return claim == value
    assert operator == "StringLike", operator
    pattern = "".join({"*": ".*", "?": "."}.get(letter, re.escape(letter)) for letter in value)
    return claim is not None and re.fullmatch(pattern, claim, re.DOTALL) is not None


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value
