"""What a deployed stack is for: the names of its images, who pushes and pulls, what expires, what its registry does."""

from collections.abc import Iterator, Sequence

from union_ecr.declared.build_cache import build_cache_options
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.review.lifecycle import describe_lifecycle
from union_ecr.review.push_role import describe_push_role
from union_ecr.review.registry import describe_registry
from union_ecr.review.repository_policy import describe_repository_policy
from union_ecr.workspace.shared_registry import SharedRegistry

_MOST_IMAGES, _MOST_GRANTS, _MOST_RULES, _MOST_ROLES, _MOST_SETTINGS = 2, 5, 4, 3, 6
_MOST_ON_A_LINE, _LONGEST = 2, 90
_SHOWN_ELSEWHERE = ("cache rule", "template")


def describe(name: str, shared: SharedRegistry) -> Iterator[str]:
    """A stack's points as lines, few enough for a screen; `union-ecr render` says all of it."""
    declared = shared.stacks[name]
    images = [repository for repository in declared.repositories if not repository.cache_of]
    lines = [line for image in images for line in _names(image)]
    yield from capped(lines, 2 * _MOST_IMAGES, "line")
    for cache in (repository for repository in declared.repositories if repository.cache_of):
        yield f"build cache of {cache.cache_of}: {build_cache_options(cache.uri)}"
    if images:
        richest = max(images, key=lambda image: len(str(image.policy or "")))
        grants = describe_repository_policy(richest.policy, declared.registry.account)
        if grants:
            yield from _labelled(f"{richest.image} access", grants, _MOST_GRANTS)
        longest = max(images, key=lambda image: len(str(image.lifecycle or "")))
        rules = sorted(describe_lifecycle(longest.lifecycle), key=lambda rule: rule.startswith("Keep"))
        yield from _labelled(f"{longest.image} expiry", rules, _MOST_RULES)
        yield f"log in: {declared.registry.login}"
    for role in declared.push_roles[:_MOST_ROLES]:
        yield from _labelled(f"push role {role.arn}", describe_push_role(role)[:2], _MOST_RULES)
    if declared.registry_settings:
        settings = [f"{label}: {line}" for label, line in describe_registry(shared)]
        own = [line for line in settings if not line.startswith(_SHOWN_ELSEWHERE)]
        yield from capped(own, _MOST_SETTINGS, "setting")


def capped(lines: Sequence[str], most: int, what: str) -> list[str]:
    """The first lines, and how many more there are of `what`, in the singular."""
    hidden = len(lines) - most
    return [*lines[:most], *([f"and {hidden} more {what}{'s' if hidden > 1 else ''}"] if hidden > 0 else [])]


def _names(image: DeclaredRepository) -> Iterator[str]:
    yield f"{image.image}: push to {image.uri}"
    yield f"  in Python: {image.reference.image_spec}"


def _labelled(label: str, lines: Sequence[str], most: int) -> Iterator[str]:
    shown = capped(lines, most, "line")
    if len(shown) <= _MOST_ON_A_LINE and len(text := "; ".join(shown)) <= _LONGEST:
        yield f"{label}: {text}"
        return
    yield f"{label}:"
    yield from (f"  {line}" for line in shown)
