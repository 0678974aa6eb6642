"""Grants: who, besides the data planes, may do what with a repository."""

from collections.abc import Iterator
from typing import Annotated, NoReturn

from pydantic import StrictStr

from union_ecr.ecr.actions import CHANGES, REGISTRY_ONLY_ACTIONS, REPOSITORY_ACTIONS, TOKEN_ACTION, Access
from union_ecr.settings.constrained_text import OneOf
from union_ecr.settings.grantees import Grantee
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse, suggestion

FUTURE_RIGHTS = "would grant rights that ECR does not have yet"
"""What is wrong with a wildcard in a granted action."""


def _refuse_action(action: str) -> NoReturn:
    if action == TOKEN_ACTION:
        refuse(
            "cannot be granted by a repository policy",
            "give it to the caller's own role, on every resource: `union-ecr policy pull` has it",
        )
    if "*" in action or "?" in action:
        refuse(FUTURE_RIGHTS, "name each action")
    if action in REGISTRY_ONLY_ACTIONS:
        refuse("belongs in the registry's policy", "write it in registry.policy (access: replicate)")
    refuse("is no action on one repository", suggestion(action, REPOSITORY_ACTIONS))


RepositoryAction = Annotated[StrictStr, OneOf(REPOSITORY_ACTIONS, _refuse_action)]


class Grant(Grantee):
    """Somebody, and what they may do with the repository.

    Who: exactly one of principals, organizationId, organizationalUnits and service. What: access, actions or both.
    """

    access: tuple[Access, ...] = ()
    """Any of pull, push, describe."""
    actions: tuple[RepositoryAction, ...] = ()
    """Further ECR actions by name, such as ecr:ListTagsForResource; those that delete or change only to principals."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """What the fields of a grant break together, and what it names outside the registry's partition or region."""
        yield from super().violations(context)
        if not self.access and not self.actions:
            yield Violation((), None, "grants nothing", "add access: [pull], or actions")
        if self.service is not None and set(self.access) - {Access.PULL}:
            rule, remedy = "a service only pulls", "write access: [pull], and further rights by name in actions"
            yield Violation((), None, rule, remedy)
        if self.principals is None and any(getattr(self, kind) is not None for kind in self.kinds()):
            yield from _changes_by_unnamed_principals(self)


def _changes_by_unnamed_principals(grant: Grant) -> Iterator[Violation]:
    """Actions that take something away or change the repository's rules are for named principals only."""
    for number, action in enumerate(grant.actions):
        if action in CHANGES:
            rule = f"would let principals that the grant does not name {CHANGES[action]}"
            yield Violation(("actions", number), format_value(action), rule, "grant it to principals")
