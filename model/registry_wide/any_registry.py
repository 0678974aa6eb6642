"""Rules of the registry's own settings that hold in any registry."""

from collections.abc import Collection, Iterator

from model.broken_repository import broken_repository_rules
from model.mistakes import BrokenRule, instead, shown
from model.registry_wide.creation_templates import CreationTemplate, broken_template
from model.registry_wide.pull_through_cache import broken_mirror
from model.registry_wide.scanning import broken_scanning
from model.registry_wide.settings import RegistryWideSettings, broken_registry_grant


def broken_in_any_registry(settings: RegistryWideSettings, data_planes: Collection[str] | None) -> Iterator[BrokenRule]:
    """What the registry's settings break whatever registry they are for; see `broken_registry_rules`."""
    if settings.scanning:
        yield from (broken.below("scanning") for broken in broken_scanning(settings.scanning))
    for number, grant in enumerate(settings.policy):
        yield from (broken.below("policy", number) for broken in broken_registry_grant(grant))
    for prefix, mirror in settings.pull_through_cache.items():
        yield from (broken.below("pullThroughCache", prefix) for broken in broken_mirror(mirror))
    for prefix, template in settings.creation_templates.items():
        yield from (broken.below("creationTemplates", prefix) for broken in _template(template, data_planes))


def _template(template: CreationTemplate, data_planes: Collection[str] | None) -> Iterator[BrokenRule]:
    yield from broken_repository_rules(None, template)
    yield from broken_template(template)
    for number, name in enumerate(template.data_planes or ()):
        if data_planes is not None and name not in data_planes:
            remedy = instead(name, sorted(data_planes))
            by = (("dataPlanes", number),)
            yield BrokenRule(("dataPlanes",), shown(name), "is no data plane of this stack", remedy, by)
