"""What a repository is like, as labelled lines: by its own settings and by those of its registry."""

from collections.abc import Iterator

from union_ecr.declared.build_cache import build_cache_options
from union_ecr.declared.registry import DeclaredPullThroughCacheRule, DeclaredRegistry
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.review.lifecycle import describe_lifecycle
from union_ecr.review.own_account import describe_own_account
from union_ecr.review.registry import CREATED_BY, describe_access, describe_destinations, describe_scan, of_owner
from union_ecr.review.resource_tags import describe_tags
from union_ecr.review.tag_mutability import describe_tag_mutability
from union_ecr.settings.registry.creation_templates import AppliedFor
from union_ecr.settings.repository import TagMutability
from union_ecr.workspace.shared_registry import SharedRegistry


def describe_repository(
    repository: DeclaredRepository, stack: str, shared: SharedRegistry
) -> Iterator[tuple[str, str]]:
    """A label and a sentence for each fact about a repository of a stack, whichever stack of its registry declares it.

    `shared` is the registry with all its stacks.
    """
    yield "repository", repository.uri
    if repository.cache_of:
        yield "cache of", repository.cache_of
        yield "buildx", build_cache_options(repository.uri)
    else:
        yield "in Python", repository.reference.image_spec
    yield "tags", describe_tag_mutability(repository.tag_mutability, repository.tag_mutability_exclusions)
    yield "scan", describe_scan(shared, stack, repository.name, repository.scan_on_push)
    yield "encryption", " ".join(filter(None, (repository.encryption.type.value, repository.encryption.key)))
    who = describe_access(repository.policy, repository.name, shared, stack)
    yield from (("access", line) for line in (*who, *describe_own_account(repository, stack, shared)))
    yield from (("expiry", line) for line in describe_lifecycle(repository.lifecycle))
    if shared.registry_settings:
        yield from _by_the_registry(repository, shared.registry_settings, of_owner(shared, stack))
    if tags := describe_tags(repository.resource_tags, shared.stacks[stack].provider_tags):
        yield "AWS tags", tags
    if repository.adopt:
        yield "creation", "none: the repository exists and is taken over (adopt)"
    refused = "refused by Pulumi (protect)" if repository.protect else "allowed"
    images = "deletes the images in it" if repository.force_delete else "refused by ECR while images are in it"
    yield "deletion", f"{refused}; {images}"


def _by_the_registry(
    repository: DeclaredRepository, settings: DeclaredRegistry, of_stack: str
) -> Iterator[tuple[str, str]]:
    """What the settings of the registry add; `of_stack` names the stack that declares them, if it is another one."""
    rules = (rule["selection"] for rule in (repository.lifecycle or {"rules": []})["rules"])
    if any(selection["countType"] == "sinceImagePulled" for selection in rules):
        for arn in settings.pull_time_update_exclusions:
            yield "expiry", f"Pulls by {arn} do not count (pullTimeUpdateExclusions{of_stack})"
    for copies in settings.replication:
        if copies.copies(repository.name):
            without = ", without its expiry" if repository.cache_of else ""
            yield "copies", f"new images, to {describe_destinations(copies)}{without} (registry.replication{of_stack})"
    cache_rules = settings.cache_rules_over(repository.name)
    for rule in cache_rules:
        yield "imports", f"{_imports(repository, rule)} (pull-through cache rule {rule.prefix}{of_stack})"
    if not repository.adopt:
        for action, template in settings.templates_over(repository.name).items():
            if action != AppliedFor.PULL_THROUGH_CACHE or cache_rules:
                first = f"if {CREATED_BY[action]} comes before pulumi up"
                yield "creation", f"{first}, from the template {template.prefix}{of_stack}; then write adopt: true"


def _imports(repository: DeclaredRepository, rule: DeclaredPullThroughCacheRule) -> str:
    excluded = ", ".join(repository.tag_mutability_exclusions)
    if repository.tag_mutability.startswith(TagMutability.MUTABLE):
        renewed = f", and renews it when it changes there{f' (not {excluded})' if excluded else ''}"
    else:
        renewed = f", and renews {excluded} when it changes there" if excluded else ""
    anyone = "; whoever pushes there decides what is pulled here" if rule.is_public else ""
    return f"a pull of a tag that is not here takes it from {rule.source_of(repository.name)}{renewed}{anyone}"
