"""What a stack declares of its registry: every setting of the account and region with its finished documents."""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from union_ecr.declared.denials import roles_that_fill
from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.declared.registry_policy import registry_policy
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.actions import Access
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.registry import Registry
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.grants import Grant
from union_ecr.settings.registry.account_settings import AccountSettings
from union_ecr.settings.registry.configuration import RegistryFields
from union_ecr.settings.registry.creation_templates import AppliedFor, CreationTemplate
from union_ecr.settings.registry.pull_through_cache import WITHOUT_PULL_THROUGH_CACHE, PullThroughCacheRule
from union_ecr.settings.registry.replication import ReplicationRule
from union_ecr.settings.registry.repository_names import ROOT, names_below, prefixes_over
from union_ecr.settings.registry.scanning import ScanFrequency, Scanning
from union_ecr.settings.registry.upstreams import upstream_registry
from union_ecr.settings.repository import Encryption

_MOST_FREQUENT_FIRST = (ScanFrequency.CONTINUOUS_SCAN, ScanFrequency.SCAN_ON_PUSH, ScanFrequency.MANUAL)


@dataclass(frozen=True)
class DeclaredScanningRule:
    """A filter for repositories and when they are scanned; the filters are sorted."""

    frequency: str
    filters: tuple[str, ...]


@dataclass(frozen=True)
class DeclaredScanning:
    """The declared scanning; the rules are sorted by frequency."""

    type: str
    rules: tuple[DeclaredScanningRule, ...]

    def frequency_of(self, repository: str) -> str | None:
        """When a repository of this name is scanned; None if no filter matches it.

        A filter without * matches every name that contains it, and CONTINUOUS_SCAN wins over SCAN_ON_PUSH:
        https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
        """
        matching = {
            rule.frequency
            for rule in self.rules
            if any(subsumes(name if "*" in name else f"*{name}*", repository) for name in rule.filters)
        }
        return next((frequency for frequency in _MOST_FREQUENT_FIRST if frequency in matching), None)

    def scans_on_push(self, repository: str) -> bool:
        """Whether a push to a repository of this name is scanned."""
        return self.frequency_of(repository) not in (None, ScanFrequency.MANUAL)


@dataclass(frozen=True, order=True)
class DeclaredDestination:
    """A registry that gets copies, always with its account."""

    region: str
    account: str


@dataclass(frozen=True, order=True)
class DeclaredReplicationRule:
    """Where repositories with these prefixes are copied; without prefixes, all repositories."""

    destinations: tuple[DeclaredDestination, ...]
    prefixes: tuple[str, ...]

    def copies(self, repository: str) -> bool:
        """Whether new images of a repository of this name are copied; a prefix has no wildcards.

        https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RepositoryFilter.html
        """
        return not self.prefixes or repository.startswith(self.prefixes)


@dataclass(frozen=True)
class DeclaredPullThroughCacheRule:
    """The declared pull-through cache rule; `credential` is the ARN of a secret, never its content.

    `upstream_prefix` is what ECR is given: ROOT for an ECR upstream unless another is declared, and nothing for any
    other upstream and for the prefix ROOT, where ECR takes none.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-private-wildcards.html
    """

    prefix: str
    upstream: str
    credential: str | None
    upstream_prefix: str | None
    custom_role: str | None

    @property
    def upstream_names(self) -> str:
        """The upstream registry, and where the names begin in it."""
        below = self.upstream_prefix not in (None, ROOT)
        return f"{self.upstream}/{self.upstream_prefix}" if below else self.upstream

    @property
    def is_public(self) -> bool:
        """Whether others than the owner of an ECR push to the upstream."""
        return upstream_registry(self.upstream) is None

    def source_of(self, repository: str) -> str:
        """The upstream repository of a repository below the prefix.

        https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-private-wildcards.html
        """
        name = repository if self.prefix == ROOT else repository.removeprefix(f"{self.prefix}/")
        return f"{self.upstream_names}/{name}"


@dataclass(frozen=True)
class DeclaredCreationTemplate:
    """What repositories below a prefix get when ECR creates them, in ECR's own values, as a repository's."""

    prefix: str
    applied_for: tuple[str, ...]
    description: str | None
    custom_role: str | None
    tag_mutability: str
    tag_mutability_exclusions: tuple[str, ...]
    encryption: Encryption
    resource_tags: dict[str, str]
    policy: Document | None
    lifecycle: Document | None


@dataclass(frozen=True)
class DeclaredRegistry:
    """Everything a stack declares of its registry; what is None or empty is neither created nor touched.

    `account_settings` are by ECR's own names, such as BLOB_MOUNTING; rules and templates by their prefixes.
    """

    scanning: DeclaredScanning | None
    replication: tuple[DeclaredReplicationRule, ...]
    policy: Document | None
    pull_through_cache: tuple[DeclaredPullThroughCacheRule, ...]
    creation_templates: tuple[DeclaredCreationTemplate, ...]
    account_settings: dict[str, str]
    pull_time_update_exclusions: tuple[str, ...]

    def cache_rules_over(self, repository: str) -> tuple[DeclaredPullThroughCacheRule, ...]:
        """The pull-through cache rules that cover a repository of this name, the longest prefix first."""
        rules = {rule.prefix: rule for rule in self.pull_through_cache}
        return tuple(rules[prefix] for prefix in prefixes_over(rules, repository))

    def templates_over(self, repository: str) -> dict[str, DeclaredCreationTemplate]:
        """The template from which ECR would create a repository of this name, by what makes it do so.

        https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
        """
        found = {}
        for action in AppliedFor:
            templates = {made.prefix: made for made in self.creation_templates if action in made.applied_for}
            if prefixes := prefixes_over(templates, repository):
                found[action.value] = templates[prefixes[0]]
        return found


def with_resolved_templates(
    settings: RegistryFields, grants_of: Callable[[tuple[str, ...] | None], tuple[Grant, ...]]
) -> RegistryFields:
    """The settings with data planes resolved to grants and with explicit tag mutability.

    `grants_of` returns the grants for data planes by name (None: all of the stack).
    """
    templates = {
        prefix: template.model_copy(
            update={
                "grants": (*template.grants, *_of_data_planes(template, grants_of(template.data_planes))),
                "tag_mutability": template.effective_tag_mutability,
            }
        )
        for prefix, template in settings.creation_templates.items()
    }
    return settings.model_copy(update={"creation_templates": templates})


def _of_data_planes(template: CreationTemplate, grants: tuple[Grant, ...]) -> tuple[Grant, ...]:
    """The grants of data planes on a template: an image builder may push only if a push creates every repository.

    Elsewhere, a pushed image would pass for one of the upstream registry or of the replication source.
    """
    if set(template.applied_for) == {AppliedFor.CREATE_ON_PUSH}:
        return grants
    return tuple(
        grant.model_copy(update={"access": tuple(access for access in grant.access if access is not Access.PUSH)})
        for grant in grants
    )


def declared_registry(registry: Registry, settings: RegistryFields) -> DeclaredRegistry:
    """What the registry's settings declare; `settings` are those of `with_resolved_templates`."""
    return DeclaredRegistry(
        scanning=declared_scanning(settings.scanning) if settings.scanning else None,
        replication=tuple(sorted({_replication_rule(registry, rule) for rule in settings.replication})),
        policy=registry_policy(registry, settings.policy, settings.deny, roles_that_fill(settings, "*")),
        pull_through_cache=tuple(
            declared_cache_rule(prefix, rule) for prefix, rule in sorted(settings.pull_through_cache.items())
        ),
        creation_templates=tuple(
            declared_template(registry, prefix, template, roles_that_fill(settings, names_below(prefix)))
            for prefix, template in sorted(settings.creation_templates.items())
        ),
        account_settings=declared_account_settings(settings.account_settings or AccountSettings()),
        pull_time_update_exclusions=tuple(sorted(set(settings.pull_time_update_exclusions))),
    )


def declared_cache_rule(prefix: str, rule: PullThroughCacheRule) -> DeclaredPullThroughCacheRule:
    """What one pull-through cache rule declares."""
    # The provider does not compute it: left out while ECR answers ROOT, the rule would be replaced at every up.
    filled_in = ROOT if upstream_registry(rule.upstream) and prefix != ROOT else None
    return DeclaredPullThroughCacheRule(
        prefix, rule.upstream, rule.credential, rule.upstream_prefix or filled_in, rule.custom_role
    )


def parts_always_read(registry: Registry) -> frozenset[str]:
    """The parts of a registry that drift reads even if no stack declares them, by their names in the stack file.

    Through these parts other accounts get access, and ECR creates repositories by itself.
    """
    cache_rules = set() if registry.partition in WITHOUT_PULL_THROUGH_CACHE else {"pullThroughCache"}
    return frozenset({"policy", "replication", "creationTemplates", *cache_rules})


def declared_as_json(declared: Any) -> Any:
    """The registry, or any part of it, as `render --json` shows it: camelCase keys, documents as objects."""
    if isinstance(declared, BaseModel):
        return declared.model_dump(mode="json", by_alias=True, exclude_none=True)
    if dataclasses.is_dataclass(declared) and not isinstance(declared, type):
        return {
            to_camel(field.name): declared_as_json(getattr(declared, field.name))
            for field in dataclasses.fields(declared)
        }
    return [declared_as_json(entry) for entry in declared] if isinstance(declared, tuple) else declared


def declared_scanning(scanning: Scanning) -> DeclaredScanning:
    """What the scanning of a registry declares."""
    rules = sorted(scanning.rules, key=lambda rule: rule.frequency)
    return DeclaredScanning(
        scanning.type.value,
        tuple(DeclaredScanningRule(rule.frequency.value, tuple(sorted(set(rule.filters)))) for rule in rules),
    )


def _replication_rule(registry: Registry, rule: ReplicationRule) -> DeclaredReplicationRule:
    targets = {destination.target(registry) for destination in rule.destinations}
    destinations = sorted(DeclaredDestination(target.region, target.account) for target in targets)
    return DeclaredReplicationRule(tuple(destinations), tuple(sorted(set(rule.prefixes or ()))))


def declared_template(
    registry: Registry | None, prefix: str, template: CreationTemplate, roles_of_ecr: Iterable[str] = ()
) -> DeclaredCreationTemplate:
    """What one creation template declares, with explicit tag mutability; its policy needs the registry."""
    return DeclaredCreationTemplate(
        prefix=prefix,
        applied_for=tuple(sorted({action.value for action in template.applied_for})),
        description=template.description,
        custom_role=template.custom_role,
        tag_mutability=template.ecr_tag_mutability,
        tag_mutability_exclusions=tuple(sorted(set(template.tag_mutability_exclusions))),
        encryption=template.encryption,
        resource_tags=dict(sorted(template.resource_tags.items())),
        policy=repository_policy(registry, template.grants, template.deny, roles_of_ecr=roles_of_ecr)
        if registry
        else None,
        lifecycle=lifecycle_policy(template.untagged_expire_after, template.lifecycle_rules, template.keep_tags),
    )


def declared_account_settings(settings: AccountSettings) -> dict[str, str]:
    """The account settings by ECR's own names."""
    return {
        name.upper(): str(value)
        for name in sorted(AccountSettings.model_fields)
        if (value := getattr(settings, name)) is not None
    }
