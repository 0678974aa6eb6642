"""All that is declared of a registry beside what lives in it, for what concerns no stack alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.findings import Finding, Kind, Severity
from union_ecr.drift.live import LiveRegistry
from union_ecr.drift.permissions import permissions_of
from union_ecr.drift.trusted_principals import TrustedPrincipals
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import NAMESPACE

_IMAGES = ("config", f"{NAMESPACE}:images")


@dataclass(frozen=True)
class RegistryComparison:
    """`stacks` are all stacks of the registry; `wrong` are stack files that cannot be used and may declare anything."""

    stacks: Mapping[str, DeclaredStack]
    live: LiveRegistry
    wrong: tuple[str, ...]

    @property
    def registry(self) -> Registry:
        """Account and region."""
        return self.live.registry

    @property
    def words(self) -> str:
        """The registry as it is told."""
        return f"the registry {self.registry.words}"

    @property
    def owner(self) -> str:
        """Whose stack file alone may say something of the registry itself."""
        owners = [name for name, stack in self.stacks.items() if stack.registry_wide]
        return f" of the stack {owners[0]}" if owners else ""

    @property
    def wide(self) -> list[DeclaredRegistry]:
        """What the stacks declare of the registry itself."""
        return [stack.registry_wide for stack in self.stacks.values() if stack.registry_wide]

    @cached_property
    def repositories(self) -> set[str]:
        """The names of all declared repositories."""
        return {repository.name for stack in self.stacks.values() for repository in stack.repositories}

    @cached_property
    def images(self) -> set[str]:
        """The names of all declared images, which are the keys of the stack files."""
        return {repository.image for stack in self.stacks.values() for repository in stack.repositories}

    @cached_property
    def encryptions(self) -> set[str]:
        """The types of encryption that any declared repository has."""
        return {one.encryption.type.value for stack in self.stacks.values() for one in stack.repositories}

    def declares(self, part: str) -> bool:
        """Whether any stack says anything of a part of the registry."""
        return any(getattr(one, part) for one in self.wide)

    @cached_property
    def acquaintances(self) -> TrustedPrincipals:
        """Those to whom any stack gives anything, by repositories, templates and the registry policy."""
        declared = [repository for stack in self.stacks.values() for repository in stack.repositories]
        policies = filter(None, (document for one in self.wide for document in _policies(one)))
        return TrustedPrincipals(
            self.registry,
            {one.arn: frozenset(permissions_of(one.policy["Statement"]) if one.policy else ()) for one in declared},
            frozenset(right for policy in policies for right in permissions_of(policy["Statement"])),
        )

    def finding(
        self, kind: Kind, field: str | None, live: Any, severity: Severity, remedy: str, repository: str | None = None
    ) -> Finding:
        """A finding of no stack; its remedy says first which wrong files may declare it."""
        place = _IMAGES if kind is Kind.UNMANAGED else ()
        if self.wrong:
            remedy = f"{remedy}  # but first mend {', '.join(self.wrong)}, which may declare it"
        return Finding(None, repository, kind, field, None, live, severity, remedy, place, self.registry)


def _policies(wide: DeclaredRegistry) -> Iterator[Document | None]:
    yield wide.policy
    yield from (template.policy for template in wide.creation_templates)
