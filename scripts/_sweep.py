"""A sweep: each registry of the chosen stacks read once, and compared with everything that is declared of it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from model.declared import DeclaredStack, declare
from model.drift.stack import Found, StackToSweep, in_words, stack_findings
from model.drift.unmanaged import unmanaged_findings
from model.findings import BROKEN_OFF, CannotTell, Finding, Report, worst_first
from model.images import Registry
from model.live import LiveRegistry, Unread
from model.registry_wide.pull_through_cache import WITHOUT_PULL_THROUGH
from model.settings import Settings
from model.stack_file import StackFile
from scripts._aws import access_of, connect
from scripts._crew import Progress
from scripts._live_registry import BrokenOff, Wanted, read_registry, wanted_by

Stacks = Mapping[str, tuple[StackFile, Settings]]


@dataclass(frozen=True)
class _Stack:
    """A stack file with what follows from it, computed once."""

    file: StackFile
    declared: DeclaredStack
    ignore: tuple[str, ...]
    default_tags: Mapping[str, str]


_Group = Mapping[str, _Stack]


def sweep(stacks: Stacks, every: Stacks, progress: Progress) -> Report:
    """What of the chosen stacks does not live as declared, and what lives in their registries undeclared.

    `every` are all stacks whose files are right, the chosen ones among them: what they declare is not unmanaged. A
    registry is read once, with the credentials of the first of its chosen stacks that names any. One that cannot be
    read stops no other; after Ctrl-C what is known is told and all else is unknown.
    """
    found: list[Found] = []
    live_count = declared_count = 0
    broken_off = False
    for registry, names in _by_registry(stacks).items():
        here = {name: _known(*one) for name, one in every.items() if one[1].registry == registry}
        group = {name: here[name] for name in names}
        declared_count += sum(len(one.declared.repositories) for one in group.values())
        live: LiveRegistry | Unread = Unread(BROKEN_OFF)
        if not broken_off:
            try:
                live = _read(registry, group, here, progress)
            except BrokenOff as broken:
                live, broken_off = broken.live, True
                found.append(_unknown(registry, names, BROKEN_OFF))
        if isinstance(live, Unread):
            found.append(_unknown(registry, names, live.reason))
            continue
        live_count += 0 if isinstance(live.repositories, Unread) else len(live.repositories)
        found += _compared(group, here, live)
    findings = worst_first([one for one in found if isinstance(one, Finding)])
    unknown = (one for one in found if isinstance(one, CannotTell))
    # What was not got to is told once a registry, not once a repository.
    told = tuple(one for one in dict.fromkeys(unknown) if one.repository is None or one.reason != BROKEN_OFF)
    return Report(findings, declared_count, live_count, told)


def _known(file: StackFile, settings: Settings) -> _Stack:
    ignore = settings.registry_wide.ignore if settings.registry_wide else ()
    return _Stack(file, declare(settings), ignore, _default_tags(file))


def _unknown(registry: Registry, stacks: Iterable[str], reason: str) -> CannotTell:
    return CannotTell(f"anything of the registry {in_words(registry)}", reason, tuple(stacks))


def _by_registry(stacks: Stacks) -> dict[Registry, list[str]]:
    groups: dict[Registry, list[str]] = {}
    for name, (_, settings) in stacks.items():
        groups.setdefault(settings.registry, []).append(name)
    return groups


def _read(registry: Registry, group: _Group, here: _Group, progress: Progress) -> LiveRegistry | Unread:
    accesses = [access_of(one.file, registry) for one in group.values()]
    named = [one for one in accesses if not isinstance(one, Unread) and (one.profile or one.roles)]
    access = (named or accesses)[0]
    aws = access if isinstance(access, Unread) else connect(access)
    return aws if isinstance(aws, Unread) else read_registry(aws, _wanted(registry, group, here), progress)


def _wanted(registry: Registry, group: _Group, here: _Group) -> Wanted:
    """What the group declares, and what tells repositories that ECR makes by itself from unmanaged ones."""
    wanted = wanted_by(one.declared for one in group.values())
    tags = {
        repository.name: {**one.default_tags, **repository.resource_tags}
        for one in here.values()
        for repository in one.declared.repositories
    }
    mirrors = set() if registry.partition in WITHOUT_PULL_THROUGH else {"pullThroughCache"}
    return replace(wanted, parts=wanted.parts | {"policy", *mirrors}, tags=tags)


def _compared(group: _Group, here: _Group, live: LiveRegistry) -> Iterator[Found]:
    for name, one in group.items():
        yield from stack_findings(StackToSweep(name, one.declared, one.default_tags), live)
    declared = {name: one.declared for name, one in here.items()}
    yield from unmanaged_findings(declared, [pattern for one in here.values() for pattern in one.ignore], live)


def _default_tags(file: StackFile) -> dict[str, str]:
    """The tags that the provider puts on everything (`aws:defaultTags`), as a mapping or as a text of JSON."""
    given = file.config.get("aws:defaultTags") or {}
    try:
        told = json.loads(given) if isinstance(given, str) else given
    except ValueError:
        return {}
    tags = told.get("tags", {}) if isinstance(told, dict) else {}
    return {str(key): str(value) for key, value in tags.items()} if isinstance(tags, dict) else {}
