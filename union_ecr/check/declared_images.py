"""What the stacks declare, as far as a workflow's images meet it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.registry import Registry
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.registry.repository_names import ROOT, prefixes_over
from union_ecr.settings.registry.upstreams import upstream_registry

_IMMUTABLE = "IMMUTABLE"


@dataclass(frozen=True)
class DeclaredImage:
    """A repository that images are pushed to."""

    stack: str
    image: str
    tag_mutability: str
    exclusions: tuple[str, ...]

    def is_immutable(self, tag: str) -> bool:
        """Whether ECR refuses a second push of this tag.

        https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
        """
        excluded = any(subsumes(pattern, tag) for pattern in self.exclusions)
        return self.tag_mutability.startswith(_IMMUTABLE) is not excluded


@dataclass(frozen=True)
class CacheRule:
    """A pull-through cache rule: repositories below `prefix` are copies of those below `upstream_prefix`, if any."""

    upstream: str
    prefix: str
    upstream_prefix: str | None

    def repository_of(self, host: str, path: str) -> str | None:
        """The repository that the rule makes of an upstream's repository; None if it makes none of it."""
        if host != self.upstream:
            return None
        if self.upstream_prefix not in (None, ROOT):
            below = f"{self.upstream_prefix}/"
            if not path.startswith(below):
                return None
            path = path.removeprefix(below)
        return path if self.prefix == ROOT else f"{self.prefix}/{path}"


@dataclass(frozen=True)
class RegistryImages:
    """One registry: its repositories by name, the stacks that could have more, and its pull-through cache rules."""

    registry: Registry
    repositories: Mapping[str, DeclaredImage] = field(default_factory=dict)
    stacks: tuple[str, ...] = ()
    cache_rules: tuple[CacheRule, ...] = ()

    def repository_of(self, image: str) -> str | None:
        """The repository of the declared image with this name, which is a key of a stack file."""
        return next((name for name, declared in self.repositories.items() if declared.image == image), None)

    def public_rule_over(self, repository: str) -> str | None:
        """The prefix of a pull-through cache rule of a public upstream that covers the repository."""
        public = {rule.prefix for rule in self.cache_rules if upstream_registry(rule.upstream) is None}
        covering = prefixes_over((rule.prefix for rule in self.cache_rules), repository)
        return next((prefix for prefix in covering if prefix in public), None)

    def is_cached(self, repository: str) -> bool:
        """Whether a pull-through cache rule makes a repository of this name when it is pulled first."""
        return bool(prefixes_over((rule.prefix for rule in self.cache_rules), repository))

    def cached(self, host: str, path: str) -> str | None:
        """The repository that a pull-through cache rule makes of an upstream's repository, if one does."""
        found = (rule.repository_of(host, path) for rule in self.cache_rules)
        return next((repository for repository in found if repository), None)


@dataclass(frozen=True)
class _StackImages:
    """One stack, as far as images meet it."""

    name: str
    registry: Registry
    repositories: Mapping[str, DeclaredImage]
    cache_rules: tuple[CacheRule, ...]


def declared_images(stacks: Mapping[str, DeclaredStack], preferred: Collection[str] = ()) -> dict[str, RegistryImages]:
    """What stacks declare, by the host of the registry; new images belong to the preferred stacks, if it has any."""
    return _by_host([_declared_stack(name, stack) for name, stack in sorted(stacks.items())], preferred)


def declared_in_json(document: Any, preferred: Collection[str] = ()) -> dict[str, RegistryImages]:
    """What stacks declare, from what `render --json` prints.

    Raises:
        LookupError, TypeError, AttributeError: it is something else.
    """
    return _by_host([_stack_in_json(name, stack) for name, stack in sorted(document["stacks"].items())], preferred)


def _declared_stack(name: str, stack: DeclaredStack) -> _StackImages:
    repositories = {
        repository.name: DeclaredImage(
            name, repository.image, repository.tag_mutability, repository.tag_mutability_exclusions
        )
        for repository in stack.repositories
    }
    rules = stack.registry_settings.pull_through_cache if stack.registry_settings else ()
    cache_rules = tuple(CacheRule(rule.upstream, rule.prefix, rule.upstream_prefix) for rule in rules)
    return _StackImages(name, stack.registry, repositories, cache_rules)


def _stack_in_json(name: str, stack: Mapping[str, Any]) -> _StackImages:
    repositories = {
        repository["name"]: DeclaredImage(
            name,
            repository["image"],
            repository["tagMutability"],
            tuple(repository["tagMutabilityExclusions"]),
        )
        for repository in stack["repositories"]
    }
    rules = (stack.get("registrySettings") or {}).get("pullThroughCache") or ()
    cache_rules = tuple(CacheRule(rule["upstream"], rule["prefix"], rule.get("upstreamPrefix")) for rule in rules)
    registry = Registry(stack["registry"]["account"], stack["registry"]["region"])
    return _StackImages(name, registry, repositories, cache_rules)


def _by_host(stacks: Sequence[_StackImages], preferred: Collection[str]) -> dict[str, RegistryImages]:
    found: dict[str, RegistryImages] = {}
    for registry in sorted({stack.registry for stack in stacks}, key=lambda registry: registry.host):
        those = [stack for stack in stacks if stack.registry == registry]
        names = tuple(stack.name for stack in those)
        found[registry.host] = RegistryImages(
            registry,
            {name: image for stack in those for name, image in stack.repositories.items()},
            tuple(name for name in names if name in preferred) or names,
            tuple(rule for stack in those for rule in stack.cache_rules),
        )
    return found
