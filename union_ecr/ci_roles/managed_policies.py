"""Which policies a role of CI gets: inline ones while they fit, else customer managed policies.

The limits are IAM's: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from union_ecr.ci_roles.deployment import Statement
from union_ecr.declared.size_limits import MOST_INLINE_POLICY_CHARACTERS
from union_ecr.ecr.policy_document import VERSION, Document, sent_length
from union_ecr.stack_file.errors import Violation
from union_ecr.stack_file.parse import NAMESPACE

LONGEST_MANAGED_POLICY = 6_144
"""Characters of a managed policy, without white space."""
MOST_MANAGED_POLICIES = 10
"""Managed policies of a role; a quota that AWS raises on request, to 20."""


@dataclass(frozen=True)
class RolePolicies:
    """A role's policies by name: all of them inline, or all of them managed."""

    inline: Mapping[str, Document]
    managed: Mapping[str, Document]

    @property
    def fits(self) -> bool:
        """Whether IAM takes as many managed policies."""
        return len(self.managed) <= MOST_MANAGED_POLICIES


def role_policies(role_name: str, documents: Mapping[str, Document]) -> RolePolicies:
    """The documents as inline policies of these names if IAM takes them, else as managed policies ROLE-1, ROLE-2, ….

    Together the managed policies allow exactly what the documents do: statements move as they are, and one that is too
    long is divided by its resources.
    """
    if sum(map(sent_length, documents.values())) <= MOST_INLINE_POLICY_CHARACTERS:
        return RolePolicies(dict(documents), {})
    statements = [statement for document in documents.values() for statement in document["Statement"]]
    policies = enumerate(_packed(statements), start=1)
    return RolePolicies({}, {f"{role_name}-{number}": _document(policy) for number, policy in policies})


def _packed(statements: Iterable[Statement]) -> Iterator[list[Statement]]:
    """The statements in as few policies as their order allows; no policy holds two pieces of the same one."""
    policy: list[Statement] = []
    for statement in statements:
        rest = statement["Resource"]
        while rest:
            count = _fitting(policy, statement, rest)
            if count:
                policy.append({**statement, "Resource": rest[:count]})
                rest = rest[count:]
            if rest:
                yield policy
                policy = []
    if policy:
        yield policy


def _fitting(policy: list[Statement], statement: Statement, resources: list[str]) -> int:
    """How many of the resources the policy has room for in a statement like this."""

    def length(count: int) -> int:
        return sent_length(_document([*policy, {**statement, "Resource": resources[:count]}]))

    return bisect_right(range(1, len(resources) + 1), LONGEST_MANAGED_POLICY, key=length)


def _document(statements: list[Statement]) -> Document:
    return {"Version": VERSION, "Statement": statements}


def role_policy_violations(job: str, policies: RolePolicies) -> Iterator[Violation]:
    """More policies of a job's role than IAM attaches."""
    if not policies.fits:
        rule = f"its role {job} needs {len(policies.managed)} managed policies, and IAM takes {MOST_MANAGED_POLICIES}"
        yield Violation((), None, rule, "share the images out among several stacks, or use prefixes (docs/ci.md)")


def boundary_violations(document: Document) -> Iterator[Violation]:
    """A boundary of push roles that is longer than a managed policy."""
    if (length := sent_length(document)) > LONGEST_MANAGED_POLICY:
        rule = f"the boundary of its push roles has {length:,} characters, and IAM takes {LONGEST_MANAGED_POLICY:,}"
        yield Violation((f"{NAMESPACE}:pushRoles",), None, rule, "use prefixes (docs/ci.md)")
