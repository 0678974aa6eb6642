"""Rules of the registry's own settings that hold in any registry."""

import re
from collections.abc import Collection, Iterator

from union_ecr.ecr.actions import RegistryAccess
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.broken_repository import broken_repository_rules
from union_ecr.settings.registry.creation_templates import AppliedFor, CreationTemplate, broken_template
from union_ecr.settings.registry.pull_through_cache import broken_mirror
from union_ecr.settings.registry.registry import RegistryWideSettings, broken_registry_grant
from union_ecr.settings.registry.scanning import broken_scanning
from union_ecr.settings.registry.types import ROOT, names_below, prefixes_meet
from union_ecr.stack_file.errors import KeyPath, Violation, format_value, suggestion

# Shorter words and numbers differ on purpose: team-a and team-b, gcr and ghcr, mirror/k8s and mirror/quay.
_SHORTEST_WORD = 4


def broken_in_any_registry(
    settings: RegistryWideSettings, data_planes: Collection[str] | None, repositories: Collection[str] | None
) -> Iterator[Violation]:
    """What the registry's settings break whatever registry they are for; see `broken_registry_rules`."""
    if settings.scanning:
        yield from (broken.below("scanning") for broken in broken_scanning(settings.scanning))
    for number, grant in enumerate(settings.policy):
        yield from (broken.below("policy", number) for broken in broken_registry_grant(grant))
    for prefix, mirror in settings.pull_through_cache.items():
        yield from (broken.below("pullThroughCache", prefix) for broken in broken_mirror(mirror))
    for prefix, template in settings.creation_templates.items():
        yield from (broken.below("creationTemplates", prefix) for broken in _template(template, data_planes))
    if repositories is not None:
        yield from _mirrors_missed_by_the_policy(settings, repositories)
    yield from _mirrors_missed_by_templates(settings)


def _template(template: CreationTemplate, data_planes: Collection[str] | None) -> Iterator[Violation]:
    yield from broken_repository_rules(None, template)
    yield from broken_template(template)
    for number, name in enumerate(template.data_planes or ()):
        if data_planes is not None and name not in data_planes:
            remedy = suggestion(name, sorted(data_planes))
            yield Violation(("dataPlanes", number), format_value(name), "is no data plane of this stack", remedy)


def _mirrors_missed_by_the_policy(settings: RegistryWideSettings, repositories: Collection[str]) -> Iterator[Violation]:
    """Patterns that are a mirror's prefix and so match none of its images, which are all below it.

    Only where that is certain: a repository of that very name is neither declared nor below another mirror.
    """
    mirrors = settings.pull_through_cache
    for number, grant in enumerate(settings.policy):
        for index, name in enumerate(grant.repositories):
            may_exist = name in repositories or any(subsumes(names_below(mirror), name) for mirror in mirrors)
            if RegistryAccess.PULL_THROUGH in grant.access and name in mirrors and not may_exist:
                place: KeyPath = ("policy", number, "repositories", index)
                rule = f"is the prefix of a mirror, whose images are all below {name}/"
                looked_at: tuple[KeyPath, ...] = (place, ("policy", number, "access"), ("pullThroughCache",))
                yield Violation(place, format_value(name), rule, f"write {name}/*", looked_at)


def _mirrors_missed_by_templates(settings: RegistryWideSettings) -> Iterator[Violation]:
    """Templates for mirrors alone, without one here, that are called like a mirror without a template but for a letter.

    Any other template may be for a mirror that was made by hand.
    """
    mirrors, templates = settings.pull_through_cache, settings.creation_templates
    bare = [one for one in mirrors if not any(prefixes_meet(one, prefix) for prefix in templates if prefix != ROOT)]
    for prefix, template in templates.items():
        for_mirrors = set(template.applied_for) == {AppliedFor.PULL_THROUGH_CACHE}
        alone = for_mirrors and not any(prefixes_meet(prefix, one) for one in mirrors)
        if alone and (likely := next((one for one in bare if _is_slip(prefix, one)), None)):
            place: KeyPath = ("creationTemplates", prefix)
            rule = "is for mirrors alone, and no mirror of this stack is there"
            yield Violation(
                place, format_value(prefix), rule, f"did you mean {likely}?", (place, ("pullThroughCache",))
            )


def _is_slip(prefix: str, meant: str) -> bool:
    """Whether two prefixes differ in one letter of one word."""
    both = zip(re.split("([^a-z]+)", prefix), re.split("([^a-z]+)", meant), strict=False)
    differing = [pair for pair in both if pair[0] != pair[1]]
    if len(prefix) != len(meant) or len(differing) != 1:
        return False
    word, other = differing[0]
    letters = sum(one != another for one, another in zip(word, other, strict=False))
    return len(word) == len(other) >= _SHORTEST_WORD and word.isalpha() and letters == 1
