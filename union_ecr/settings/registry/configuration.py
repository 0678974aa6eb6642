"""Everything a stack file can set for a registry, and the rules between those settings."""

from collections.abc import Collection, Iterator
from typing import Annotated, Any

from pydantic import Field, ValidationError

from union_ecr.ecr.actions import RegistryAccess
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.deny import RegistryDeny
from union_ecr.settings.registry.account_settings import AccountSettings
from union_ecr.settings.registry.creation_templates import AppliedFor, CreationTemplate
from union_ecr.settings.registry.drift import DriftSettings
from union_ecr.settings.registry.iam_arns import ExcludedPrincipal
from union_ecr.settings.registry.misspelt_prefixes import misspelt_prefixes
from union_ecr.settings.registry.policy import RegistryGrant, denied_registry_grants
from union_ecr.settings.registry.pull_through_cache import (
    MOST_PULL_THROUGH_CACHE_RULES,
    WITHOUT_PULL_THROUGH_CACHE,
    PullThroughCacheRule,
)
from union_ecr.settings.registry.replication import MOST_DESTINATIONS, MOST_REPLICATION_RULES, ReplicationRule
from union_ecr.settings.registry.repository_names import (
    ROOT,
    CachePrefix,
    RepositoryPattern,
    TemplatePrefix,
    names_below,
)
from union_ecr.settings.registry.scanning import Scanning
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value


class RegistryFields(StrictModel):
    """Settings that apply to every repository of an account and region, whichever stack declares them.

    What is left out is neither created nor changed. What is set replaces what the registry had: of everything but
    rules, templates and exclusions a registry has one. Removed again, scanning goes back to BASIC without rules,
    replication to none; an account setting stays.
    """

    scanning: Scanning | None = None
    """Vulnerability scanning; its filters then replace the scanOnPush of the images of all stacks."""
    replication: Annotated[tuple[ReplicationRule, ...], Field(max_length=MOST_REPLICATION_RULES)] = ()
    """Copies of new images of all stacks in other regions or accounts. Settings of repositories are not copied."""
    policy: tuple[RegistryGrant, ...] = ()
    """The registry policy: who may do what without a grant in every repository."""
    deny: RegistryDeny | None = None
    """What the registry policy denies in every repository, whatever a grant or an IAM policy allows."""
    pull_through_cache: Annotated[
        dict[CachePrefix, PullThroughCacheRule], Field(max_length=MOST_PULL_THROUGH_CACHE_RULES)
    ] = Field(default_factory=dict)
    """Pull-through cache rules, by the prefix below which the images of their upstream appear, or ROOT."""
    creation_templates: dict[TemplatePrefix, CreationTemplate] = Field(default_factory=dict)
    """Settings of repositories that ECR creates itself, by the prefix of their names, or ROOT."""
    account_settings: AccountSettings | None = None
    """ECR's account settings in this region; one that is removed again stays as it is."""
    pull_time_update_exclusions: Annotated[tuple[ExcludedPrincipal, ...], Field(max_length=100)] = ()
    """Roles and users, of any account, whose pulls do not count as use of an image, such as scanners."""

    @property
    def sets_nothing(self) -> bool:
        """Whether ECR would be as it is without these settings."""
        return not any(getattr(self, field) for field in RegistryFields.model_fields)

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """The rules between sections, and those that need a prefix or all entries of a section."""
        registry = context.registry
        if self.deny:
            yield from (violation.below("policy") for violation in denied_registry_grants(self.deny, self.policy))
        if registry:
            yield from self._too_many_destinations(registry)
            yield from self._exclusions_of_another_partition(registry)
        if registry and self.pull_through_cache and registry.partition in WITHOUT_PULL_THROUGH_CACHE:
            rule = f"ECR has no pull-through cache in {registry.region}"
            yield Violation(("pullThroughCache",), None, rule, "leave it out")
            return
        yield from self._upstream_prefix_for_root()
        yield from self._misspelt_template_prefixes()
        if context.repositories is not None:
            yield from self._grants_that_miss_cached_repositories(context.repositories)

    def _upstream_prefix_for_root(self) -> Iterator[Violation]:
        rule = self.pull_through_cache.get(ROOT)
        if rule and rule.upstream_prefix:
            yield Violation(
                ("pullThroughCache", ROOT, "upstreamPrefix"),
                format_value(rule.upstream_prefix),
                f"{ROOT} keeps the names of the upstream, so it takes no upstreamPrefix",
                f"use another prefix than {ROOT}",
            )

    def _misspelt_template_prefixes(self) -> Iterator[Violation]:
        for_cache_only = [
            prefix
            for prefix, template in self.creation_templates.items()
            if set(template.applied_for) == {AppliedFor.PULL_THROUGH_CACHE}
        ]
        misspelt = misspelt_prefixes(for_cache_only, self.creation_templates, self.pull_through_cache)
        for prefix, likely in misspelt.items():
            rule = "is a template for PULL_THROUGH_CACHE only, and this stack has no rule with that prefix"
            remedy = f"did you mean {likely}?"
            yield Violation(("creationTemplates", prefix), format_value(prefix), rule, remedy)

    def _grants_that_miss_cached_repositories(self, repositories: Collection[str]) -> Iterator[Violation]:
        """Patterns equal to the prefix of a pull-through cache rule, which match none of its repositories.

        Reported only if no repository can have that very name: it is not declared, and not below another rule's prefix.
        """
        prefixes = self.pull_through_cache
        for number, grant in enumerate(self.policy):
            for index, name in enumerate(grant.repositories):
                may_exist = name in repositories or any(subsumes(names_below(prefix), name) for prefix in prefixes)
                if RegistryAccess.PULL_THROUGH in grant.access and name in prefixes and not may_exist:
                    rule = f"is the prefix of a pull-through cache rule, whose repositories are all below {name}/"
                    path = ("policy", number, "repositories", index)
                    yield Violation(path, format_value(name), rule, f"write {name}/*")

    def _too_many_destinations(self, registry: Registry) -> Iterator[Violation]:
        targets = {destination.target(registry) for rule in self.replication for destination in rule.destinations}
        if len(targets) > MOST_DESTINATIONS:
            rule = f"names {len(targets)} different destinations, and ECR allows {MOST_DESTINATIONS}"
            yield Violation(("replication",), None, rule, "replicate to fewer")

    def _exclusions_of_another_partition(self, registry: Registry) -> Iterator[Violation]:
        for number, principal in enumerate(self.pull_time_update_exclusions):
            arn = Arn.parse(principal)
            if arn and arn.partition != registry.partition:
                rule = f"is in another partition than {registry.region}, so it pulls nothing here"
                remedy = f"name a role or user that begins with arn:{registry.partition}:"
                yield Violation(("pullTimeUpdateExclusions", number), format_value(principal), rule, remedy)


class RegistrySection(RegistryFields):
    """The `registry` section of a stack file: the configuration, and what drift ignores and accepts."""

    ignore: tuple[RepositoryPattern, ...] = ()
    """Names, with *, of live repositories that no stack declares and that `union-ecr drift` does not report."""
    drift: DriftSettings = DriftSettings()
    """What `union-ecr drift` reports in another way, for all stacks of the registry."""


SETTING_NAMES = tuple(field.alias or name for name, field in RegistryFields.model_fields.items())
"""What a registry's settings can set, by the names in a stack file."""


def invalid_sections(registry: Any, context: ValidationContext) -> set[str | int]:
    """The sections of the registry's settings that are invalid by themselves, or the rules between them break."""
    try:
        RegistrySection.model_validate(registry, by_alias=True, by_name=False, context=context)
    except ValidationError as error:
        return {details["loc"][0] for details in error.errors(include_url=False) if details["loc"]}
    return set()
