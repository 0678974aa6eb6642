"""Everything that a registry's stacks declare, compared with what lives in it, for findings of no single stack."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import Any

from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.drift.access_reasons import AccessChange, describe_access_change
from union_ecr.drift.findings import Finding, Kind, Severity
from union_ecr.drift.live import LiveRegistry
from union_ecr.drift.permissions import Statement, denials_of, permissions_of, statements_of
from union_ecr.drift.principals import PrincipalNames
from union_ecr.drift.prune_policy import Pruned, prune
from union_ecr.drift.repository_policy import UNREADABLE
from union_ecr.drift.trusted_principals import TrustedPrincipals
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import NAMESPACE
from union_ecr.workspace.shared_registry import SharedRegistry

_IMAGES = ("config", f"{NAMESPACE}:images")


@dataclass(frozen=True)
class RegistryComparison:
    """A registry as all its stacks declare it, and as it lives."""

    shared: SharedRegistry
    live: LiveRegistry

    @property
    def registry(self) -> Registry:
        """Account and region."""
        return self.live.registry

    @property
    def name(self) -> str:
        """The registry, for people."""
        return f"the registry {self.registry.label}"

    @property
    def of_owner(self) -> str:
        """The end of a phrase: of which stack the settings of the registry are."""
        return f" of the stack {self.shared.owner}" if self.shared.owner else ""

    @cached_property
    def repository_names(self) -> set[str]:
        """The names of all declared repositories."""
        return {repository.name for repository in self.shared.repositories}

    @cached_property
    def images(self) -> set[str]:
        """The names of all declared images, which are keys of the stack files."""
        return {repository.image for repository in self.shared.repositories}

    @cached_property
    def encryptions(self) -> set[str]:
        """The types of encryption that any declared repository has."""
        return {repository.encryption.type.value for repository in self.shared.repositories}

    def declares(self, part: str) -> bool:
        """Whether any stack declares this part of the registry."""
        return bool(self.shared.registry_settings and getattr(self.shared.registry_settings, part))

    @cached_property
    def trusted(self) -> TrustedPrincipals:
        """Everybody to whom any stack grants anything, by repositories, templates and the registry policy."""
        settings = self.shared.registry_settings
        policies = [policy for policy in _policies(settings) if policy] if settings else []
        return TrustedPrincipals(
            self.registry,
            {
                repository.arn: frozenset(permissions_of(repository.policy["Statement"]) if repository.policy else ())
                for repository in self.shared.repositories
            },
            frozenset(permission for policy in policies for permission in permissions_of(policy["Statement"])),
        )

    @cached_property
    def without_untrusted_access(self) -> Callable[[str], Pruned | None]:
        """What remains of a policy without untrusted access; None where it grants none. Many repositories share one."""
        return cache(partial(prune, is_unwanted=self.trusted.grants_untrusted_access))

    @cached_property
    def principals(self) -> PrincipalNames:
        """How people know the principals of the registry's policies."""
        planes = {arn: name for stack in self.shared.stacks.values() for arn, name in stack.data_planes.items()}
        return PrincipalNames(self.registry, planes)

    def describe_unwanted(self, policy: str, is_unwanted: Callable[[Statement], bool]) -> str:
        """Who can do what by the unwanted statements of a policy that no stack declares."""
        statements = statements_of(policy)
        if statements is None:
            return UNREADABLE
        unwanted = [statement for statement in statements if is_unwanted(statement)]
        change = AccessChange(permissions_of(unwanted), (), denied=denials_of(unwanted))
        return describe_access_change(self.principals, change)

    @cached_property
    def describe_untrusted_access(self) -> Callable[[str], str]:
        """Who can do what by a policy that grants untrusted access. Many repositories share one."""
        return cache(partial(self.describe_unwanted, is_unwanted=self.trusted.grants_untrusted_access))

    def finding(
        self,
        kind: Kind,
        field: str | None,
        live: Any,
        severity: Severity,
        reason: str,
        remedy: str,
        repository: str | None = None,
    ) -> Finding:
        """A finding of no stack; its remedy names the invalid files that may declare it."""
        place = _IMAGES if kind is Kind.UNMANAGED else ()
        if self.shared.invalid:
            files = ", ".join(file.name for file in self.shared.invalid)
            remedy = f"{remedy}  # but first fix {files}, which may declare it"
        return Finding(None, repository, kind, field, None, live, severity, reason, remedy, place, self.registry)


def _policies(settings: DeclaredRegistry) -> Iterator[Document | None]:
    yield settings.policy
    yield from (template.policy for template in settings.creation_templates)
