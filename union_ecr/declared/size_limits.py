"""Where a declared document is longer than AWS takes, in the form that AWS gets; checked once, on what is declared."""

from collections.abc import Iterator

from union_ecr.declared.push_role import DeclaredPushRole
from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.declared.registry_policy import LONGEST_REGISTRY_POLICY
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.actions import LONGEST_REPOSITORY_POLICY
from union_ecr.ecr.policy_document import Document, sent_length
from union_ecr.stack_file.errors import Violation
from union_ecr.stack_file.parse import NAMESPACE

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutLifecyclePolicy.html
MOST_LIFECYCLE_CHARACTERS = 30_720
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
MOST_LIFECYCLE_RULES = 50
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html; of a role the sum of its inline policies
MOST_TRUST_POLICY_CHARACTERS = 2_048
MOST_INLINE_POLICY_CHARACTERS = 10_240

_FEWER_GRANTS = (
    "grant fewer actions by name, to roles by the beginning of their names (rolesBy: condition) or to whole accounts "
    f"instead of role by role, to an organization (organizationId), or once for the whole registry ({NAMESPACE}:"
    "registry, policy)"
)
_FEWER_EXCEPTIONS = (
    "let deny except fewer principals: roles by the beginning of their names (with *), or whole accounts, instead of "
    "role by role"
)


def size_violations(stack: DeclaredStack) -> Iterator[Violation]:
    """Every document of a stack that AWS would refuse for its size; paths are below `config`."""
    measured: dict[tuple[int, int], list[Violation]] = {}  # by the documents, which repositories share
    for repository in stack.repositories:
        place = (repository.cache_of, "buildCache") if repository.cache_of else (repository.image,)
        documents = id(repository.policy), id(repository.lifecycle)
        if documents not in measured:
            measured[documents] = list(repository_size_violations(repository))
        for violation in measured[documents]:
            yield violation.below(f"{NAMESPACE}:images", *place)
    for role in stack.push_roles:
        yield from (violation.below(f"{NAMESPACE}:pushRoles", role.key) for violation in role_size_violations(role))
    if stack.registry_settings:
        for violation in registry_size_violations(stack.registry_settings):
            yield violation.below(f"{NAMESPACE}:registry")


def repository_size_violations(repository: DeclaredRepository) -> Iterator[Violation]:
    """Documents of one repository that ECR would refuse for their size; paths are below its settings."""
    yield from _policies(repository.policy, repository.lifecycle)


def registry_size_violations(registry: DeclaredRegistry) -> Iterator[Violation]:
    """Documents of the registry that ECR would refuse for their size; paths are below `registry`."""
    if (length := _length(registry.policy)) > LONGEST_REGISTRY_POLICY:
        rule = f"would be a policy of {length:,} characters, and ECR takes {LONGEST_REGISTRY_POLICY:,}"
        remedy = (
            "grant to organizational units (organizationalUnits), or to an organization (organizationId), instead of "
            "their accounts, or by fewer patterns"
        )
        excepts = _fits_without_deny(registry.policy, LONGEST_REGISTRY_POLICY)
        yield Violation(("deny" if excepts else "policy",), None, rule, _FEWER_EXCEPTIONS if excepts else remedy)
    for template in registry.creation_templates:
        for violation in _policies(template.policy, template.lifecycle):
            yield violation.below("creationTemplates", template.prefix)


def role_size_violations(role: DeclaredPushRole) -> Iterator[Violation]:
    """Documents of a push role that IAM would refuse for their size; paths are below the push role."""
    if (length := _length(role.trust_policy)) > MOST_TRUST_POLICY_CHARACTERS:
        rule = f"its trust policy would have {length:,} characters, and IAM takes {MOST_TRUST_POLICY_CHARACTERS:,}"
        yield Violation((), None, rule, "write patterns such as release/* for several branches, or two push roles")
    if (length := _length(role.policy)) > MOST_INLINE_POLICY_CHARACTERS:
        rule = f"its policy would have {length:,} characters, and IAM takes {MOST_INLINE_POLICY_CHARACTERS:,} of a role"
        yield Violation((), None, rule, "share the images out among several push roles")


def _policies(policy: Document | None, lifecycle: Document | None) -> Iterator[Violation]:
    """The documents that repositories and creation templates have alike."""
    if (length := _length(policy)) > LONGEST_REPOSITORY_POLICY:
        yield Violation(
            (),
            None,
            f"its repository policy would have {length:,} characters, and ECR takes {LONGEST_REPOSITORY_POLICY:,}",
            _FEWER_EXCEPTIONS if _fits_without_deny(policy, LONGEST_REPOSITORY_POLICY) else _FEWER_GRANTS,
        )
    if (count := len(lifecycle["rules"]) if lifecycle else 0) > MOST_LIFECYCLE_RULES:
        rule = f"comes to {count} rules with those of keepTags and untaggedDays, and ECR takes {MOST_LIFECYCLE_RULES}"
        yield Violation(("lifecycleRules",), None, rule, "write fewer, with * in the tags")
    if (length := _length(lifecycle)) > MOST_LIFECYCLE_CHARACTERS:
        rule = f"comes to a lifecycle policy of {length:,} characters, and ECR takes {MOST_LIFECYCLE_CHARACTERS:,}"
        yield Violation(("lifecycleRules",), None, rule, "write shorter descriptions and fewer tags")


def _length(document: Document | None) -> int:
    return sent_length(document) if document else 0


def _fits_without_deny(policy: Document | None, longest: int) -> bool:
    statements = [statement for statement in (policy or {}).get("Statement", ()) if statement["Effect"] == "Allow"]
    return _length({**(policy or {}), "Statement": statements}) <= longest
