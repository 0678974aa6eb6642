"""What the stacks declare of their registry, as labelled lines."""

from collections.abc import Iterable, Iterator, Mapping

from union_ecr.declared.registry import (
    DeclaredCreationTemplate,
    DeclaredPullThroughCacheRule,
    DeclaredRegistry,
    DeclaredReplicationRule,
    DeclaredScanning,
)
from union_ecr.ecr.policy_document import Document, listed
from union_ecr.ecr.wildcards import intersects, subsumes
from union_ecr.review.lifecycle import describe_lifecycle
from union_ecr.review.registry_policy import describe_registry_policy
from union_ecr.review.repository_policy import describe_repository_policy
from union_ecr.review.tag_mutability import describe_tag_mutability
from union_ecr.settings.registry.creation_templates import AppliedFor
from union_ecr.settings.registry.repository_names import ROOT, names_below
from union_ecr.workspace.shared_registry import SharedRegistry

_WHEN: Mapping[str, str] = {
    "SCAN_ON_PUSH": "on every push",
    "CONTINUOUS_SCAN": "on every push, and again when new vulnerabilities are known",
    "MANUAL": "by hand only",
}
_WHAT_ELSE: Mapping[str, str] = {"BASIC": "everything else by hand only", "ENHANCED": "nothing else is scanned"}
_UNMATCHED: Mapping[str, str] = {"BASIC": "by hand only", "ENHANCED": "never"}
CREATED_BY: Mapping[str, str] = {
    AppliedFor.PULL_THROUGH_CACHE: "a first pull through a cache rule",
    AppliedFor.REPLICATION: "replication",
    AppliedFor.CREATE_ON_PUSH: "a push",
}
"""What makes ECR create a repository, by the value of appliedFor."""
_MOST_NAMES = 5
_ACCOUNT_SETTINGS: Mapping[str, str] = {
    "BASIC_SCAN_TYPE_VERSION": "basic scanning is done by",
    "REGISTRY_POLICY_SCOPE": "the registry policy has the scope",
    "BLOB_MOUNTING": "blob mounting is",
}

# https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
_DEFAULTS = "get ECR's defaults: no policy of theirs lets another account pull, and nothing expires"


def describe_registry(shared: SharedRegistry) -> list[tuple[str, str]]:
    """A label and a sentence for each declared setting of the registry itself, and what it means for its images."""
    declared = shared.registry_settings
    if declared is None:
        return []
    return [
        *(("scanning", text) for text in _scanning(declared.scanning, shared)),
        *(("replication", _replication(rule, shared)) for rule in declared.replication),
        *(("access", text) for text in describe_registry_policy(declared.policy)),
        *(("cache rule", text) for rule in declared.pull_through_cache for text in _cache_rule(rule, shared)),
        *(("template", text) for template in declared.creation_templates for text in _template(template, shared)),
        *_of_every_repository(declared),
    ]


def describe_registry_of_another_stack(shared: SharedRegistry) -> list[tuple[str, str]]:
    """Where the registry's settings are, and those of them that hold for all images alike, labelled as above."""
    settings = shared.registry_settings
    return [
        *((("settings", f"in stack {shared.owner}"), *_of_every_repository(settings)) if settings else ()),
        *(("settings", doubt) for doubt in in_doubt_of_registry(shared)),
    ]


def describe_access(policy: Document | None, names: str, shared: SharedRegistry, stack: str | None = None) -> list[str]:
    """Who may do what with a repository, by its own policy and by the registry policy that any stack declares.

    `names` is the repository's name, or the pattern of a template's names; `stack` is the repository's, or None for a
    template, which creates the repository in the registry's own name.
    """
    account = shared.registry.account if stack else None
    own = describe_repository_policy(policy, account)
    declared = shared.registry_settings.policy if shared.registry_settings else None
    where = of_owner(shared, stack) if stack else ""
    applicable = _by_registry_policy(declared, names, account)
    by_registry = [f"by the registry policy{where}, {line}" for line in applicable]
    doubts = in_doubt(shared, "policy", "let others in")
    if own or by_registry:
        return [*(own or ["no repository policy"]), *by_registry, *doubts]
    nobody = f"the registry policy{where} lets nobody in, either" if declared else "no stack declares a registry policy"
    return ["; ".join(("no repository policy", *(doubts or [nobody])))]


def describe_scan(shared: SharedRegistry, stack: str, name: str, scan_on_push: bool) -> str:
    """When a repository is scanned: by the registry's filters if any stack has them, else by its own setting."""
    scanning = shared.registry_settings.scanning if shared.registry_settings else None
    doubts = "".join(f"; but {doubt}" for doubt in in_doubt(shared, "scanning", "decide otherwise"))
    if scanning is None:
        return f"{'on every push' if scan_on_push else 'not on push'}{doubts}"
    frequency, where = scanning.frequency_of(name), f"registry.scanning{of_owner(shared, stack)}"
    filters = f"{scanning.type}, by {where}" if frequency else f"no filter of {where} matches"
    ignored = "; its scanOnPush has no effect" if scan_on_push and not scanning.scans_on_push(name) else ""
    return f"{_WHEN[frequency] if frequency else _UNMATCHED[scanning.type]} ({filters}{ignored}){doubts}"


def of_owner(shared: SharedRegistry, stack: str) -> str:
    """What follows the name of a setting of the registry, for a reader of this stack: the stack that declares it."""
    return "" if shared.owner in (None, stack) else f" of stack {shared.owner}"


def in_doubt_of_registry(shared: SharedRegistry) -> list[str]:
    """A sentence for each invalid file that may set parts of the registry."""
    return [f"{file} is invalid and may set {_listed(parts)}" for file, parts in shared.parts_in_doubt().items()]


def in_doubt(shared: SharedRegistry, part: str, consequence: str) -> list[str]:
    """A sentence where invalid files may set a part of the registry, and so do what `consequence` says."""
    files = shared.may_set(part)
    verb = "is" if len(files) == 1 else "are"
    return [f"{_listed(files)} {verb} invalid and may {consequence} (registry.{part})"] if files else []


def _by_registry_policy(policy: Document | None, names: str, account: str | None) -> list[str]:
    """The lines of the statements that apply to a repository with such a name."""
    applicable = [
        statement
        for statement in (policy or {}).get("Statement", [])
        if any(intersects(arn.partition(":repository/")[2], names) for arn in listed(statement["Resource"]))
    ]
    return describe_registry_policy({"Statement": applicable}, account)


def _scanning(scanning: DeclaredScanning | None, shared: SharedRegistry) -> Iterator[str]:
    if scanning is None:
        return
    for rule in scanning.rules:
        yield f"{scanning.type}, {_WHEN[rule.frequency]}: {_listed(rule.filters)}"
    unmatched = [
        repository.name
        for repository in shared.repositories
        if repository.scan_on_push and scanning.frequency_of(repository.name) is None
    ]
    among = f"; declared ones among them, whose scanOnPush has no effect: {_some(unmatched)}" if unmatched else ""
    yield f"{scanning.type}: {_WHAT_ELSE[scanning.type]}{among}"


def _replication(rule: DeclaredReplicationRule, shared: SharedRegistry) -> str:
    where = describe_destinations(rule)
    what = f"that begin with {_listed(rule.prefixes)}" if rule.prefixes else "of every repository"
    caches = (repository.name for repository in shared.repositories if repository.cache_of)
    copied = _listed(name for name in caches if rule.copies(name))
    among = f"; build caches among them, without their expiry: {copied}" if copied else ""
    return f"new images {'of repositories ' if rule.prefixes else ''}{what} are copied to {where}{among}"


def describe_destinations(rule: DeclaredReplicationRule) -> str:
    """The registries that get the copies."""
    return _listed(f"{target.region} of account {target.account}" for target in rule.destinations)


def _of_every_repository(declared: DeclaredRegistry) -> Iterator[tuple[str, str]]:
    """The settings that hold for every repository of the registry alike."""
    for name, value in declared.account_settings.items():
        yield "account", f"{_ACCOUNT_SETTINGS[name]} {value}"
    for arn in declared.pull_time_update_exclusions:
        yield "pull time", f"pulls by {arn} do not update the last pull time"


def _cache_rule(rule: DeclaredPullThroughCacheRule, shared: SharedRegistry) -> Iterator[str]:
    below = "every name that nothing else matches" if rule.prefix == ROOT else f"{rule.prefix}/…"
    login = f", with the login in {rule.credential}" if rule.credential else ""
    role = f", by the role {rule.custom_role}" if rule.custom_role else ""
    yield f"{below} caches {rule.upstream_names}{login}{role}"
    settings = shared.registry_settings
    if settings is None:
        return
    covered = [
        repository.name for repository in shared.repositories if rule in settings.cache_rules_over(repository.name)
    ]
    if covered:
        yield f"{below}: pulls import images into declared repositories, too: {_some(covered)}"
    templates = [
        template.prefix for template in settings.creation_templates if "PULL_THROUGH_CACHE" in template.applied_for
    ]
    if not any(subsumes(names_below(prefix), names_below(rule.prefix)) for prefix in templates):
        some = _listed(f"{prefix}/…" for prefix in templates if prefix.startswith(f"{rule.prefix}/"))
        whose = f"no template but for {some}: its other" if some else "no template: its"
        yield f"{below}: {whose} repositories {_DEFAULTS}"


def _template(template: DeclaredCreationTemplate, shared: SharedRegistry) -> Iterator[str]:
    below = "names that no other template matches" if template.prefix == ROOT else f"{template.prefix}/…"
    creators = _listed(CREATED_BY[action] for action in template.applied_for)
    tags = describe_tag_mutability(template.tag_mutability, template.tag_mutability_exclusions)
    encryption = " ".join(filter(None, (template.encryption.type.value, template.encryption.key)))
    yield f"{below}, created by {creators}: tags {tags}; encryption {encryption}"
    access = describe_access(template.policy, names_below(template.prefix), shared)
    yield from (f"{below}: {line}" for line in access)
    yield from (f"{below}: {line}" for line in describe_lifecycle(template.lifecycle))
    if template.custom_role:
        yield f"{below}: created by the role {template.custom_role}"
    if template.resource_tags:
        yield f"{below}: AWS tags {_listed(f'{key}={value}' for key, value in template.resource_tags.items())}"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)


def _some(names: list[str]) -> str:
    """The first few of many names."""
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return f"{_listed(names[:_MOST_NAMES])}{more}"
