"""Who may do what with a repository without being named by a policy of it: roles of the registry's own account."""

from collections.abc import Iterator

from union_ecr.declared.repository import DeclaredRepository
from union_ecr.ecr.policy_document import listed
from union_ecr.review.push_role import verb_of
from union_ecr.workspace.shared_registry import SharedRegistry


def describe_own_account(repository: DeclaredRepository, stack: str, shared: SharedRegistry) -> Iterator[str]:
    """A line for each push role of any stack, and for each data plane in the registry's own account.

    In the account, an identity policy is enough; the role of a data plane has Union's.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-vs-iam-policy.html
    """
    for owner, declared in shared.stacks.items():
        of_stack = "" if owner == stack else f" of stack {owner}"
        for role in declared.push_roles:
            for statement in role.policy["Statement"]:
                if repository.arn in listed(statement["Resource"]):
                    yield f"{verb_of(statement)}: {role.arn} (push role {role.key}{of_stack})"
    for access, arn, data_plane in shared.stacks[stack].own_account_access.get(repository.image, ()):
        yield f"{access}: {arn} (data plane {data_plane}; in the registry's own account, by its own policy)"
