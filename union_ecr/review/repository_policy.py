"""Who may do what by a repository policy, as lines."""

from collections.abc import Mapping
from typing import Any

from union_ecr.ecr.actions import ACTIONS, CHANGES, SERVICE_PULL, Access
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.policy_document import Document, listed
from union_ecr.review.denials import describe_denial, is_deny

# Within an account a resource's own policy is enough.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
AND_HERE = "and everyone in the registry's own account if that belongs to it"


def describe_repository_policy(policy: Document | None, account: str | None = None) -> list[str]:
    """A repository policy, one line for each principal and permission, and for what is denied; empty without a policy.

    `account` is the registry's own, if it is known.
    """
    statements = (policy or {}).get("Statement", [])
    granted = [
        f"{_verb(statement)}: {principal}"
        for statement in statements
        if not is_deny(statement)
        for principal in describe_principals(statement, account)
    ]
    return [*granted, *(describe_denial(statement) for statement in statements if is_deny(statement))]


def _verb(statement: Mapping[str, Any]) -> str:
    actions = tuple(listed(statement["Action"]))
    pulls = dict.fromkeys(SERVICE_PULL.values(), Access.PULL)
    if access := {**pulls, **{actions: access for access, actions in ACTIONS.items()}}.get(actions):
        return access.value
    names = ", ".join(action.partition(":")[2] for action in actions)
    changes = dict.fromkeys(CHANGES[action] for action in actions if action in CHANGES)
    return f"MAY {', '.join(changes).upper()} ({names})" if changes else names


def describe_principals(statement: Mapping[str, Any], account: str | None) -> list[str]:
    """Whom a statement names, by principals or by a condition, in words; `account` is the registry's own."""
    principal, conditions = statement["Principal"], statement.get("Condition")
    if not conditions:
        return [_principal(name) for name in listed(principal["AWS"])]
    # The organization of units stands behind them, and says nothing more.
    key, values = next(test for keys in conditions.values() for test in keys.items())
    names = listed(values)
    if "Service" in principal:
        return [f"{principal['Service']} for {name}" for name in names]
    if key == "aws:PrincipalArn":
        return [_role_by_condition(name, account) for name in names]
    sentences = {
        "aws:PrincipalOrgID": f"everyone in organization {{}} whose IAM policy allows it, {AND_HERE}",
        "aws:PrincipalOrgPaths": f"everyone in organizational unit {{}} whose IAM policy allows it, {AND_HERE}",
    }
    return [sentences[key].format(name.removesuffix("/*")) for name in names]


def _role_by_condition(arn: str, account: str | None) -> str:
    """A role by condition. The principal is its account, which within an account only passes the question on.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (AWS account principals)
    """
    role = Arn.parse(arn)
    wildcard = ", where * matches / as well" if "*" in arn else ""
    own = (
        "; in the registry's own account its own policy must allow it, too" if role and role.account == account else ""
    )
    return f"{arn} (by a condition on its ARN{wildcard}{own})"


def _principal(principal: str) -> str:
    arn = Arn.parse(principal)
    return f"everyone in account {arn.account} whose IAM policy allows it" if arn and arn.is_account_root else principal
