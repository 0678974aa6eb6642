"""Rules of the registry's own settings that only a known registry, or more than one field, can show."""

from collections.abc import Collection, Iterator

from union_ecr.declared.registry import destination_of
from union_ecr.declared.registry_policy import LONGEST_REGISTRY_POLICY, registry_policy
from union_ecr.ecr.actions import document_text
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.settings.broken_repository import broken_in
from union_ecr.settings.registry.any_registry import broken_in_any_registry
from union_ecr.settings.registry.pull_through_cache import (
    WITHOUT_PULL_THROUGH,
    PullThroughCacheRule,
    needs_credential,
    upstream_registry,
)
from union_ecr.settings.registry.registry import RegistryWideSettings
from union_ecr.settings.registry.replication import MOST_DESTINATIONS
from union_ecr.settings.registry.types import ROOT
from union_ecr.settings.right_parts import STAND_INS
from union_ecr.stack_file.errors import Violation, format_value

_OWN_ROLE = "name a role of account {}, arn:{}:iam::{}:role/NAME"


def broken_registry_rules(
    registry: Registry | None,
    settings: RegistryWideSettings,
    data_planes: Collection[str] | None,
    repositories: Collection[str] | None,
) -> Iterator[Violation]:
    """What the registry's settings break, with paths below them; they stand on their own (`resolved_registry_wide`).

    Of an unknown registry (None) it is what they break in any. `data_planes` are the names that templates may use,
    None where they are not known, so that nothing is told twice; `repositories` those that are declared beside them,
    None where they are not known.
    """
    if registry and registry.partition in WITHOUT_PULL_THROUGH and settings.pull_through_cache:
        rule = f"ECR has no pull-through cache in {registry.region}"
        yield Violation(("pullThroughCache",), None, rule, "leave it out", ())
        settings = settings.model_copy(update={"pull_through_cache": {}})
    yield from broken_in_any_registry(settings, data_planes, repositories)
    if registry is None:
        return
    yield from _replication(registry, settings)
    yield from _policy(registry, settings)
    for prefix, mirror in settings.pull_through_cache.items():
        for broken in _mirror(registry, prefix, mirror):
            yield broken.below("pullThroughCache", prefix)
    for prefix, template in settings.creation_templates.items():
        for broken in (*broken_in(registry, template), *_foreign_role(registry, template.custom_role)):
            yield broken.below("creationTemplates", prefix)
    for number, arn in enumerate(settings.pull_time_update_exclusions):
        if (parsed := Arn.parse(arn)) and parsed.partition != registry.partition:
            rule = f"is of another partition than {registry.region}, so it pulls nothing here"
            remedy = f"name a role or user that begins with arn:{registry.partition}:"
            yield Violation(("pullTimeUpdateExclusions", number), format_value(arn), rule, remedy)


def _replication(registry: Registry, settings: RegistryWideSettings) -> Iterator[Violation]:
    everywhere = set()
    for number, rule in enumerate(settings.replication):
        for index, destination in enumerate(rule.destinations):
            path = ("replication", number, "destinations", index)
            target = destination_of(registry, destination)
            everywhere.add(target)
            there = Registry(target.account, target.region)
            if there == registry:
                yield Violation(path, None, "is the registry itself", "name another region, or another account")
            elif there.partition != registry.partition:
                broken = f"is of another partition than {registry.region}, and no image is copied across"
                remedy = f"name a region of the partition {registry.partition}"
                yield Violation((*path, "region"), format_value(destination.region), broken, remedy)
    if len(everywhere) > MOST_DESTINATIONS:
        broken = f"names {len(everywhere)} different destinations, and ECR takes {MOST_DESTINATIONS}"
        yield Violation(("replication",), None, broken, "replicate to fewer")


def _policy(registry: Registry, settings: RegistryWideSettings) -> Iterator[Violation]:
    for number, grant in enumerate(settings.policy):
        for index, account in enumerate(grant.accounts or ()):
            if account == registry.account:
                rule = "is the registry's own account, where IAM policies alone decide"
                yield Violation(("policy", number, "accounts", index), format_value(account), rule, "leave it out")
    policy = registry_policy(registry, settings.policy)
    length = len(document_text(policy)) if policy else 0
    if length > LONGEST_REGISTRY_POLICY:
        rule = f"would be a policy of {length:,} characters, and ECR takes {LONGEST_REGISTRY_POLICY:,}"
        remedy = "grant to an organization (organizationId) instead of its accounts, or by fewer patterns"
        yield Violation(("policy",), None, rule, remedy)


def _mirror(registry: Registry, prefix: str, mirror: PullThroughCacheRule) -> Iterator[Violation]:
    """What a mirror breaks here; a field that its upstream does not take is told of that alone (`broken_mirror`)."""
    upstream, refused = upstream_registry(mirror.upstream), mirror.upstream == STAND_INS["upstream"]
    own = (registry.partition, registry.region, registry.account)
    secret = Arn.parse(mirror.credential or "") if needs_credential(mirror.upstream) else None
    if secret and (secret.partition, secret.region, secret.account) != own:
        rule = "ECR reads only secrets of the registry's own account and region"
        remedy = f"name one that begins with arn:{own[0]}:secretsmanager:{own[1]}:{own[2]}:"
        yield Violation(("credential",), format_value(mirror.credential), rule, remedy)
    if mirror.upstream_prefix and prefix == ROOT and (upstream or refused):
        rule = f"{ROOT} mirrors names as they are, so it takes no upstreamPrefix"
        yield Violation(
            ("upstreamPrefix",), format_value(mirror.upstream_prefix), rule, "mirror it below another prefix"
        )
    if upstream or refused:
        yield from _foreign_role(registry, mirror.custom_role)
    if upstream is None:
        return
    if upstream == registry:
        yield Violation(("upstream",), format_value(mirror.upstream), "is the registry itself", "name another registry")
    elif upstream.partition != registry.partition:
        rule = f"is of another partition than {registry.region}, and none reaches across"
        yield Violation(("upstream",), format_value(mirror.upstream), rule, f"name one of {registry.partition}")
    elif upstream.account != registry.account and not mirror.custom_role:
        rule = f"the ECR of account {upstream.account} needs a customRole, by which ECR pulls there"
        remedy = "write the ARN of a role of this account that trusts pullthroughcache.ecr.amazonaws.com"
        yield Violation((), None, rule, remedy, (("upstream",), ("customRole",)))


def _foreign_role(registry: Registry, role: str | None) -> Iterator[Violation]:
    # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html (customRoleArn)
    arn = Arn.parse(role or "")
    if arn and (arn.partition, arn.account) != (registry.partition, registry.account):
        remedy = _OWN_ROLE.format(registry.account, registry.partition, registry.account)
        yield Violation(
            ("customRole",), format_value(role), "ECR assumes only roles of the registry's own account", remedy
        )
