"""Resources that AWS would refuse for their tags, default tags included; checked once, on what is declared."""

from collections.abc import Iterator

from union_ecr.declared.stack import DeclaredStack
from union_ecr.settings.provider_tags import MOST_TAGS
from union_ecr.stack_file.errors import Violation
from union_ecr.stack_file.parse import DEFAULT_TAGS_KEY, NAMESPACE


def tag_violations(stack: DeclaredStack) -> Iterator[Violation]:
    """Every repository and push role with more tags than AWS takes, or with two that IAM takes for one.

    Paths are below `config`. A build cache has the tags of its image.
    """
    tags = stack.provider_tags
    for repository in stack.repositories:
        if repository.cache_of is None:
            place = (f"{NAMESPACE}:images", repository.image, "resourceTags")
            yield from (found.below(*place) for found in _too_many(tags.wanted(repository.resource_tags)))
    for role in stack.push_roles:
        wanted = tags.wanted(role.resource_tags)
        for found in (*_too_many(wanted), *_same_key(wanted)):
            yield found.below(f"{NAMESPACE}:pushRoles", role.key, "resourceTags")


def _too_many(tags: dict[str, str]) -> Iterator[Violation]:
    if len(tags) > MOST_TAGS:
        rule = f"comes to {len(tags)} AWS tags with those of {DEFAULT_TAGS_KEY}, and AWS takes {MOST_TAGS}"
        yield Violation((), None, rule, "write fewer in one of the two places")


def _same_key(tags: dict[str, str]) -> Iterator[Violation]:
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html (case sensitivity)."""
    seen: dict[str, str] = {}
    for key in tags:
        if (first := seen.setdefault(key.casefold(), key)) != key:
            rule = f"comes to the AWS tags {first} and {key} with those of {DEFAULT_TAGS_KEY}, which IAM takes for one"
            yield Violation((), None, rule, f"write {first} in both places")
