"""What the stacks declare, as far as a workflow's images meet it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.registry.repository_names import ROOT

_IMMUTABLE, _EXCLUSION = "IMMUTABLE", "_WITH_EXCLUSION"


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
class RegistryImages:
    """One registry: its repositories by name, the stacks that could have more, and its pull-through cache rules.

    `mirrors` has the prefix of each pull-through cache rule by its upstream's host.
    """

    account: str
    region: str
    repositories: Mapping[str, DeclaredImage] = field(default_factory=dict)
    stacks: tuple[str, ...] = ()
    mirrors: Mapping[str, str] = field(default_factory=dict)

    def is_cached(self, repository: str) -> bool:
        """Whether a pull-through cache rule makes a repository of this name when it is pulled first."""
        return any(prefix == ROOT or repository.startswith(f"{prefix}/") for prefix in self.mirrors.values())


def declared_images(stacks: Mapping[str, DeclaredStack], preferred: Collection[str] = ()) -> dict[str, RegistryImages]:
    """What stacks declare, by the host of the registry; new images belong to the preferred stacks, if it has any."""
    found: dict[str, RegistryImages] = {}
    for host in sorted({stack.registry.host for stack in stacks.values()}):
        those = {name: stack for name, stack in sorted(stacks.items()) if stack.registry.host == host}
        first = next(iter(those.values())).registry
        repositories = {
            repository.name: DeclaredImage(
                name, repository.image, repository.tag_mutability, repository.tag_mutability_exclusions
            )
            for name, stack in those.items()
            for repository in stack.repositories
        }
        rules = [
            rule for stack in those.values() if stack.registry_wide for rule in stack.registry_wide.pull_through_cache
        ]
        mirrors = {rule.upstream: rule.prefix for rule in rules}
        chosen = tuple(name for name in those if name in preferred) or tuple(those)
        found[host] = RegistryImages(first.account, first.region, repositories, chosen, mirrors)
    return found
