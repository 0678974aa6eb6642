"""What may be lost by a change: images, repositories, and what protects them."""

from collections.abc import Iterator, Mapping

from union_ecr.changes.change import Change, ChangeKind
from union_ecr.changes.lifecycle import why_more_is_taken
from union_ecr.declared.registry import DeclaredCreationTemplate
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.principals import enumerated
from union_ecr.drift.tag_mutability import weakens_immutability, why_tag_mutability
from union_ecr.ecr.policy_document import Document
from union_ecr.workspace.shared_registry import SharedRegistry

_UNPROTECTED = "pulumi up no longer refuses to delete or replace the repository."
_FORCED = "Deleting the repository deletes the images in it, too."
_ENCRYPTED = "ECR cannot change it: pulumi up would have to replace the repository, without its images, and fails."


def losses(stack: str, before: SharedRegistry, after: SharedRegistry) -> Iterator[Change]:
    """What the change of a stack may lose; both registries are with all their stacks, one of which is this stack.

    Pulumi refuses to delete or replace what was protected before, whatever the change says.
    """
    old, new = before.stacks[stack], after.stacks[stack]
    if old.registry != new.registry:
        reason = f"The stack moves from {old.registry.label} to {new.registry.label}: no image moves with it."
        yield _loss(f"everything in {old.registry.label}", None, reason)
        return
    kept = {repository.logical_name: repository for repository in new.repositories}
    elsewhere = {repository.name: name for name, other in after.stacks.items() for repository in other.repositories}
    for repository in old.repositories:
        found = kept.get(repository.logical_name)
        if found is None:
            yield _deleted(repository, elsewhere)
        else:
            yield from _weakened(repository, found)
            yield from _lifecycle(repository.name, repository.lifecycle, found.lifecycle)
    yield from _pull_times(before, after, kept)
    yield from _templates(old, new)


def _deleted(repository: DeclaredRepository, elsewhere: Mapping[str, str]) -> Change:
    """https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DeleteRepository.html (force)."""
    if repository.protect:
        what = "pulumi up refuses to delete it, and fails (protect)"
    elif repository.force_delete:
        what = f"pulumi up deletes it with its {'layers' if repository.cache_of else 'images'} (forceDelete)"
    else:
        what = "pulumi up deletes it if it is empty, and fails if images are in it"
    moved = f"; stack {elsewhere[repository.name]} declares it now" if repository.name in elsewhere else ""
    return _loss(repository.name, None, f"The stack no longer declares the repository: {what}{moved}.")


def _weakened(old: DeclaredRepository, new: DeclaredRepository) -> Iterator[Change]:
    """What of a repository's own settings protects images less."""
    if old.encryption != new.encryption:
        yield _loss(old.name, "encryption", _ENCRYPTED)
    if old.protect and not new.protect:
        yield _loss(old.name, "protect", _UNPROTECTED)
    if new.force_delete and not old.force_delete:
        yield _loss(old.name, "forceDelete", _FORCED)
    yield from _tags(old.name, old, new)


Tagged = DeclaredRepository | DeclaredCreationTemplate


def _tags(subject: str, old: Tagged, new: Tagged) -> Iterator[Change]:
    exclusions = old.tag_mutability_exclusions, new.tag_mutability_exclusions
    if weakens_immutability(old.tag_mutability, exclusions[0], new.tag_mutability, exclusions[1]):
        yield _loss(subject, "tagMutability", why_tag_mutability(new.tag_mutability, exclusions[1], weaker=True))


def _lifecycle(subject: str, old: Document | None, new: Document | None) -> Iterator[Change]:
    if reason := why_more_is_taken(old, new):
        yield _loss(subject, "lifecycle", reason)


def _pull_times(
    before: SharedRegistry, after: SharedRegistry, kept: Mapping[str, DeclaredRepository]
) -> Iterator[Change]:
    """Pulls that no longer count, for repositories with rules by the last pull; any stack may declare them.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegisterPullTimeUpdateExclusion.html
    """
    old, new = (
        {*(declared.pull_time_update_exclusions if declared else ())}
        for declared in (before.registry_settings, after.registry_settings)
    )
    if new <= old:
        return
    reason = f"Pulls by {enumerated(sorted(new - old))} no longer count, so rules by last pull take what it pulls."
    for repository in kept.values():
        rules = repository.lifecycle["rules"] if repository.lifecycle else ()
        if any(rule["selection"]["countType"] == "sinceImagePulled" for rule in rules):
            yield _loss(repository.name, "registry.pullTimeUpdateExclusions", reason)


def _templates(old: DeclaredStack, new: DeclaredStack) -> Iterator[Change]:
    """What repositories that ECR creates from a template lose from now on."""
    templates = {
        template.prefix: template
        for template in (new.registry_settings.creation_templates if new.registry_settings else ())
    }
    for template in old.registry_settings.creation_templates if old.registry_settings else ():
        subject = f"new repositories below {template.prefix}"
        if found := templates.get(template.prefix):
            yield from _tags(subject, template, found)
            yield from _lifecycle(subject, template.lifecycle, found.lifecycle)


def _loss(subject: str, field: str | None, reason: str) -> Change:
    return Change(ChangeKind.LOSS, (subject,), field, reason)
