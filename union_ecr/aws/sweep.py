"""A sweep: reads each registry of the chosen stacks once and compares it with everything declared of it."""

import traceback
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from union_ecr.aws.client import connect_first
from union_ecr.aws.credentials import Credentials, credentials_of
from union_ecr.aws.registry import Interrupted, Wanted, read_registry, wanted_by
from union_ecr.aws.worker_pool import Progress
from union_ecr.declared.registry import parts_always_read
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.acceptance import Acceptances
from union_ecr.drift.findings import INTERRUPTED, Finding, Found, Report, Unknown, by_severity
from union_ecr.drift.live import LiveRegistry, Unreadable
from union_ecr.drift.stack import StackInput, stack_findings
from union_ecr.drift.unmanaged import unmanaged_findings
from union_ecr.ecr.registry import Registry
from union_ecr.settings.provider_tags import ProviderTags
from union_ecr.settings.registry.drift import AcceptedFinding
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.invalid_file import InvalidFile
from union_ecr.workspace.shared_registry import SharedRegistry


@dataclass(frozen=True)
class Stack:
    """A valid stack file, its settings and what they declare."""

    file: StackFile
    settings: Settings
    declared: DeclaredStack

    @property
    def registry(self) -> Registry:
        """The registry of the stack."""
        return self.declared.registry

    @property
    def tags(self) -> ProviderTags:
        """What Pulumi's AWS provider adds to and ignores of the declared tags."""
        return self.declared.provider_tags

    @property
    def ignore(self) -> tuple[str, ...]:
        """Patterns of the repositories that are not unmanaged although no stack declares them."""
        return self.settings.registry_wide.ignore if self.settings.registry_wide else ()

    @property
    def accepted(self) -> tuple[AcceptedFinding, ...]:
        """The findings that are known and stay, whichever stack of the registry they are of."""
        return self.settings.registry_wide.drift.accepted if self.settings.registry_wide else ()


Stacks = Mapping[str, Stack]


def sweep(
    stacks: Stacks, every: Stacks, progress: Progress, invalid: Collection[InvalidFile] = (), *, today: str
) -> Report:
    """How AWS differs from what the chosen stacks declare, and what lives undeclared in their registries.

    `every` holds all stacks with valid files, the chosen ones included: what they declare is not unmanaged. `invalid`
    are the files that are not valid; what they declare may look unmanaged. `today` (YYYY-MM-DD) decides which entries
    of drift.accepted still hold. A registry is read once, with the first
    credentials named by its chosen stacks that are of its account. A registry that cannot be read does not stop the
    others, and neither does a defect of this program. After Ctrl-C what is known is reported, the rest as unknown.

    Raises:
        InvalidStackFiles: what a stack file says of credentials has errors; AWS was not asked.
    """
    credentials = {name: credentials_of(stack.file, stack.registry) for name, stack in stacks.items()}
    result = _Result()
    for registry in dict.fromkeys(stack.registry for stack in stacks.values()):
        here = {name: stack for name, stack in every.items() if stack.registry == registry}
        chosen = {name: stack for name, stack in stacks.items() if stack.registry == registry}
        declared = {name: stack.declared for name, stack in here.items()}
        shared = SharedRegistry(registry, declared, tuple(file for file in invalid if file.may_be_of(registry)))
        job = _RegistryJob(shared, chosen, here, [credentials[name] for name in chosen], today)
        result.declared += sum(len(stack.declared.repositories) for stack in chosen.values())
        try:
            if result.interrupted:
                raise KeyboardInterrupt
            _sweep_registry(job, result, progress)
        except KeyboardInterrupt:
            result.interrupted = True
            result.found.append(job.unknown(INTERRUPTED))
        except Exception as defect:  # noqa: BLE001 - what is found elsewhere is reported all the same
            result.found.append(job.unknown(_describe_defect(defect)))
    return result.report()


@dataclass(frozen=True)
class _RegistryJob:
    """One registry to sweep, as all its stacks declare it: its chosen stacks, and all that have valid files."""

    shared: SharedRegistry
    chosen: Stacks
    here: Stacks
    credentials: list[Credentials | Unreadable]
    today: str

    @property
    def registry(self) -> Registry:
        return self.shared.registry

    def wanted(self) -> Wanted:
        """What the chosen stacks declare, and what may grant untrusted access undeclared."""
        tags_of = {
            repository.name: tags
            for stack, tags in ((stack, stack.tags) for stack in self.chosen.values())
            for repository in stack.declared.repositories
        }
        wanted = wanted_by(stack.declared for stack in self.chosen.values())
        tags = {name: tags_of[name].wanted(declared) for name, declared in (wanted.tags or {}).items()}
        parts = wanted.parts | parts_always_read(self.registry)
        return replace(wanted, parts=parts, tags=tags or None, counted=lambda name, live: tags_of[name].seen(live))

    def compared_with(self, live: LiveRegistry) -> list[Found]:
        """What is found, with what the stacks of the registry accept of it.

        Only a sweep that saw everything tells which entries accept nothing.
        """
        found = list(self._found(live))
        complete = {*self.chosen} == {*self.here} and not self.shared.invalid
        complete &= not any(isinstance(result, Unknown) for result in found)
        accepted = Acceptances([(name, stack.accepted) for name, stack in self.here.items()], self.today)
        return [*accepted.applied_to(found), *(accepted.unused(found) if complete else ())]

    def _found(self, live: LiveRegistry) -> Iterator[Found]:
        for name, stack in self.chosen.items():
            yield from stack_findings(StackInput(name, stack.declared, stack.tags, self.shared), live)
        ignore = [pattern for stack in self.here.values() for pattern in stack.ignore]
        invalid = [file.name for file in self.shared.invalid]
        yield from unmanaged_findings(self.shared.stacks, ignore, live, invalid)

    def unknown(self, reason: str) -> Unknown:
        return Unknown(f"anything of the registry {self.registry.label}", reason, tuple(self.chosen))


@dataclass
class _Result:
    """What a sweep has found so far."""

    found: list[Found] = field(default_factory=list)
    declared: int = 0
    live: int = 0
    interrupted: bool = False

    def report(self) -> Report:
        """The report; what an interruption left unread is reported once a registry, not once a repository."""
        distinct = {(found.what, found.reason): found for found in reversed(self.found) if isinstance(found, Unknown)}
        unknown = tuple(
            found for found in reversed(distinct.values()) if found.repository is None or found.reason != INTERRUPTED
        )
        findings = by_severity([found for found in self.found if isinstance(found, Finding)])
        return Report(findings, self.declared, self.live, unknown)


def _sweep_registry(job: _RegistryJob, result: _Result, progress: Progress) -> None:
    """Read and compare one registry; after Ctrl-C compare what was read by then, and pass the interruption on."""
    outcome = _read(job, progress)
    if isinstance(outcome, Unreadable):
        result.found.append(job.unknown(outcome.reason))
        return
    live = outcome.live if isinstance(outcome, Interrupted) else outcome
    result.live += 0 if isinstance(live.repositories, Unreadable) else len(live.repositories)
    result.found += job.compared_with(live)
    if isinstance(outcome, Interrupted):
        raise outcome


def _read(job: _RegistryJob, progress: Progress) -> LiveRegistry | Interrupted | Unreadable:
    aws = connect_first(job.credentials)
    if isinstance(aws, Unreadable):
        return aws
    try:
        return read_registry(aws, job.wanted(), progress)
    except Interrupted as interrupted:
        return interrupted


def _describe_defect(defect: Exception) -> str:
    """A defect with the line that raised it, for the people who fix it."""
    *_, (frame, line) = traceback.walk_tb(defect.__traceback__)
    where = f"{frame.f_globals.get('__name__')}:{line}"
    return f"a defect of union-ecr, {type(defect).__name__} at {where}: {defect}"
