"""What a stack declares of its registry, as labelled lines."""

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
from union_ecr.settings.registry.repository_names import names_below

_WHEN: Mapping[str, str] = {
    "SCAN_ON_PUSH": "on every push",
    "CONTINUOUS_SCAN": "on every push, and again when new vulnerabilities are known",
    "MANUAL": "by hand only",
}
_WHAT_ELSE: Mapping[str, str] = {"BASIC": "everything else by hand only", "ENHANCED": "nothing else is scanned"}
_UNMATCHED: Mapping[str, str] = {"BASIC": "by hand only", "ENHANCED": "never"}
_CREATED: Mapping[str, str] = {
    "PULL_THROUGH_CACHE": "a first pull through a mirror",
    "REPLICATION": "replication",
    "CREATE_ON_PUSH": "a push",
}
_ACCOUNT_SETTINGS: Mapping[str, str] = {
    "BASIC_SCAN_TYPE_VERSION": "basic scanning is done by",
    "REGISTRY_POLICY_SCOPE": "the registry policy has the scope",
    "BLOB_MOUNTING": "blob mounting is",
}

# https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
_DEFAULTS = "get ECR's defaults: no policy of theirs lets another account pull, and nothing expires"


def describe_registry(declared: DeclaredRegistry, build_caches: Iterable[str] = ()) -> list[tuple[str, str]]:
    """A label and a sentence for each declared setting.

    `build_caches` are the names of the stack's build cache repositories.
    """
    caches = tuple(build_caches)
    return [
        *(("scanning", text) for text in _scanning(declared.scanning)),
        *(("replication", _replication(rule, caches)) for rule in declared.replication),
        *(("access", text) for text in describe_registry_policy(declared.policy)),
        *(
            ("mirror", text)
            for rule in declared.pull_through_cache
            for text in _pull_through_cache_rule(rule, declared)
        ),
        *(("template", text) for template in declared.creation_templates for text in _template(template, declared)),
        *(("account", f"{_ACCOUNT_SETTINGS[name]} {value}") for name, value in declared.account_settings.items()),
        *(("no use", f"pulls by {arn} do not count") for arn in declared.pull_time_update_exclusions),
    ]


def describe_access(
    policy: Document | None, registry: DeclaredRegistry | None, names: str, account: str | None = None
) -> list[str]:
    """Who may do what with a repository, by its own policy and by the registry policy that the stack declares.

    `names` is the repository's name, or the pattern of a template's names; `account` is the registry's.
    """
    own = describe_repository_policy(policy, account)
    declared = registry.policy if registry else None
    by_registry = [f"by the registry policy, {line}" for line in _by_registry_policy(declared, names, account)]
    if own or by_registry:
        return [*(own or ["no repository policy"]), *by_registry]
    elsewhere = "a registry policy may still let others in (this stack has none, another may)"
    return [f"no repository policy; {'the registry policy lets nobody in, either' if declared else elsewhere}"]


def describe_scan(registry: DeclaredRegistry | None, name: str, scan_on_push: bool) -> str:
    """When a repository is scanned: by the registry's filters if the stack has them, else by its own setting."""
    scanning = registry.scanning if registry else None
    if scanning is None:
        return "on every push" if scan_on_push else "none on push"
    frequency = scanning.frequency_of(name)
    filters = f"{scanning.type}, by registry.scanning" if frequency else "no filter of registry.scanning matches"
    ignored = "; its scanOnPush has no effect" if scan_on_push and frequency in (None, "MANUAL") else ""
    return f"{_WHEN[frequency] if frequency else _UNMATCHED[scanning.type]} ({filters}{ignored})"


def _by_registry_policy(policy: Document | None, names: str, account: str | None) -> list[str]:
    """The lines of the statements that apply to a repository with such a name."""
    applicable = [
        statement
        for statement in (policy or {}).get("Statement", [])
        if any(intersects(arn.partition(":repository/")[2], names) for arn in listed(statement["Resource"]))
    ]
    return describe_registry_policy({"Statement": applicable}, account)


def _scanning(scanning: DeclaredScanning | None) -> Iterator[str]:
    if scanning is None:
        return
    for rule in scanning.rules:
        yield f"{scanning.type}, {_WHEN[rule.frequency]}: {_listed(rule.filters)}"
    yield f"{scanning.type}: {_WHAT_ELSE[scanning.type]}"


def _replication(rule: DeclaredReplicationRule, build_caches: tuple[str, ...]) -> str:
    where = _listed(f"{target.region} of account {target.account}" for target in rule.destinations)
    what = f"that begin with {_listed(rule.prefixes)}" if rule.prefixes else "of every repository"
    copied = _listed(name for name in build_caches if rule.copies(name))
    among = f"; build caches among them, without their expiry: {copied}" if copied else ""
    return f"new images {'of repositories ' if rule.prefixes else ''}{what} are copied to {where}{among}"


def _pull_through_cache_rule(rule: DeclaredPullThroughCacheRule, registry: DeclaredRegistry) -> Iterator[str]:
    below = "every name that nothing else matches" if rule.prefix == "ROOT" else f"{rule.prefix}/…"
    login = f", with the login in {rule.credential}" if rule.credential else ""
    role = f", by the role {rule.custom_role}" if rule.custom_role else ""
    yield f"{below} mirrors {rule.upstream_names}{login}{role}"
    templates = [
        template.prefix for template in registry.creation_templates if "PULL_THROUGH_CACHE" in template.applied_for
    ]
    if not any(subsumes(names_below(prefix), names_below(rule.prefix)) for prefix in templates):
        some = _listed(f"{prefix}/…" for prefix in templates if prefix.startswith(f"{rule.prefix}/"))
        whose = f"no template but for {some}: its other" if some else "no template: its"
        yield f"{below}: {whose} repositories {_DEFAULTS}"


def _template(template: DeclaredCreationTemplate, registry: DeclaredRegistry) -> Iterator[str]:
    below = "names that no other template matches" if template.prefix == "ROOT" else f"{template.prefix}/…"
    creators = _listed(_CREATED[action] for action in template.applied_for)
    tags = describe_tag_mutability(template.tag_mutability, template.tag_mutability_exclusions)
    encryption = " ".join(filter(None, (template.encryption.type.value, template.encryption.key)))
    yield f"{below}, created by {creators}: tags {tags}; encryption {encryption}"
    access = describe_access(template.policy, registry, names_below(template.prefix))
    yield from (f"{below}: {line}" for line in access)
    yield from (f"{below}: {line}" for line in describe_lifecycle(template.lifecycle))
    if template.custom_role:
        yield f"{below}: created by the role {template.custom_role}"
    if template.resource_tags:
        yield f"{below}: AWS tags {_listed(f'{key}={value}' for key, value in template.resource_tags.items())}"


def _listed(values: Iterable[str]) -> str:
    return ", ".join(values)
