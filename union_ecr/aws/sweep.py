"""A sweep: each registry of the chosen stacks read once, and compared with everything that is declared of it."""

import traceback
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from union_ecr.aws.client import connect
from union_ecr.aws.credentials import Credentials, credentials_of
from union_ecr.aws.registry import Interrupted, Wanted, read_registry, wanted_by
from union_ecr.aws.worker_pool import Progress
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.drift.findings import INTERRUPTED, Finding, Report, Unknown, by_severity
from union_ecr.drift.live import LiveRegistry, Unreadable
from union_ecr.drift.stack import Found, StackInput, stack_findings
from union_ecr.drift.undeclared_registry import parts_read_anyway
from union_ecr.drift.unmanaged import unmanaged_findings
from union_ecr.ecr.registry import Registry
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.parse import StackFile
from union_ecr.stack_file.provider_tags import ProviderTags

Stacks = Mapping[str, tuple[StackFile, Settings]]


@dataclass(frozen=True)
class _Stack:
    """A stack file with what follows from it, computed once."""

    file: StackFile
    declared: DeclaredStack
    ignore: tuple[str, ...]
    tags: ProviderTags


_Group = Mapping[str, _Stack]


@dataclass(frozen=True)
class _RegistryJob:
    """A registry with the stacks that are asked about, all right ones that are there, and the files that are wrong."""

    registry: Registry
    group: _Group
    here: _Group
    wrong: tuple[str, ...]


@dataclass
class _Result:
    """What a sweep found by now."""

    found: list[Found] = field(default_factory=list)
    declared: int = 0
    live: int = 0
    interrupted: bool = False

    def report(self) -> Report:
        unknown = {(one.what, one.reason): one for one in reversed(self.found) if isinstance(one, Unknown)}
        # What was not got to is told once a registry, not once a repository.
        told = tuple(one for one in reversed(unknown.values()) if one.repository is None or one.reason != INTERRUPTED)
        findings = by_severity([one for one in self.found if isinstance(one, Finding)])
        return Report(findings, self.declared, self.live, told)


def sweep(stacks: Stacks, every: Stacks, progress: Progress, wrong: Collection[str] = ()) -> Report:
    """What of the chosen stacks does not live as declared, and what lives in their registries undeclared.

    `every` are all stacks whose files are right, the chosen ones among them: what they declare is not unmanaged.
    `wrong` are the names of the files that are not, so that what they declare may seem to be. A registry is read once,
    with the credentials that its chosen stacks name, the first that are of its account. One that cannot be read stops
    no other, and neither does a defect of ours; after Ctrl-C what is known is told and all else is unknown.

    Raises:
        InvalidStackFiles: a stack file says of its credentials what cannot be meant; AWS was not asked.
    """
    accesses = {name: credentials_of(file, settings.registry) for name, (file, settings) in stacks.items()}
    tally = _Result()
    for registry, names in _by_registry(stacks).items():
        here = {name: _known(*one) for name, one in every.items() if one[1].registry == registry}
        group = {name: here[name] for name in names}
        tally.declared += sum(len(one.declared.repositories) for one in group.values())
        try:
            if tally.interrupted:
                raise KeyboardInterrupt
            around = _RegistryJob(registry, group, here, tuple(wrong))
            _registry(tally, around, [accesses[name] for name in names], progress)
        except KeyboardInterrupt:
            tally.interrupted = True
            tally.found.append(_unknown(registry, names, INTERRUPTED))
        except Exception as defect:  # noqa: BLE001 - what is found elsewhere is told all the same
            tally.found.append(_unknown(registry, names, _in_words(defect)))
    return tally.report()


def _registry(
    tally: _Result, around: _RegistryJob, accesses: Sequence[Credentials | Unreadable], progress: Progress
) -> None:
    """Read and compare one registry; after Ctrl-C what was read by then is compared, and the interruption goes on."""
    live = _read(accesses, _wanted(around), progress)
    if isinstance(live, Unreadable):
        tally.found.append(_unknown(around.registry, around.group, live.reason))
        return
    known = live.live if isinstance(live, Interrupted) else live
    tally.live += 0 if isinstance(known.repositories, Unreadable) else len(known.repositories)
    tally.found += _compared(around, known)
    if isinstance(live, Interrupted):
        raise live


def _read(
    accesses: Sequence[Credentials | Unreadable], wanted: Wanted, progress: Progress
) -> LiveRegistry | Interrupted | Unreadable:
    """What lives, read with the first credentials that are of the registry's account; named ones come first."""
    reasons: dict[str, None] = {}
    distinct = [one for number, one in enumerate(accesses) if one not in accesses[:number]]
    for access in sorted(distinct, key=_last_resort):
        aws = access if isinstance(access, Unreadable) else connect(access)
        if isinstance(aws, Unreadable):
            reasons[aws.reason] = None
            continue
        try:
            return read_registry(aws, wanted, progress)
        except Interrupted as broken:
            return broken
    return Unreadable("; ".join(reasons))


def _last_resort(access: Credentials | Unreadable) -> int:
    if isinstance(access, Unreadable):
        return 2
    return 0 if access.profile or access.roles else 1


def _in_words(defect: Exception) -> str:
    """A defect with the line where it is, for whoever mends it."""
    *_, (frame, line) = traceback.walk_tb(defect.__traceback__)
    where = f"{frame.f_globals.get('__name__')}:{line}"
    return f"a defect of union-ecr, {type(defect).__name__} at {where}: {defect}"


def _known(file: StackFile, settings: Settings) -> _Stack:
    ignore = settings.registry_wide.ignore if settings.registry_wide else ()
    return _Stack(file, declare(settings), ignore, ProviderTags.of(file.config))


def _unknown(registry: Registry, stacks: Iterable[str], reason: str) -> Unknown:
    return Unknown(f"anything of the registry {registry.words}", reason, tuple(stacks))


def _by_registry(stacks: Stacks) -> dict[Registry, list[str]]:
    groups: dict[Registry, list[str]] = {}
    for name, (_, settings) in stacks.items():
        groups.setdefault(settings.registry, []).append(name)
    return groups


def _wanted(around: _RegistryJob) -> Wanted:
    """What the group declares, what lets strangers in undeclared, and what tells ECR's own repositories from others."""
    wanted = wanted_by(one.declared for one in around.group.values())
    owner = {repository.name: one for one in around.group.values() for repository in one.declared.repositories}
    tags = {
        repository.name: one.tags.wanted(repository.resource_tags)
        for one in around.group.values()
        for repository in one.declared.repositories
    }
    parts = wanted.parts | parts_read_anyway(around.registry)
    return replace(wanted, parts=parts, tags=tags or None, counted=lambda name, live: owner[name].tags.seen(live))


def _compared(around: _RegistryJob, live: LiveRegistry) -> Iterator[Found]:
    for name, one in around.group.items():
        yield from stack_findings(StackInput(name, one.declared, one.tags), live)
    declared = {name: one.declared for name, one in around.here.items()}
    ignore = [pattern for one in around.here.values() for pattern in one.ignore]
    yield from unmanaged_findings(declared, ignore, live, around.wrong)
