"""The sweep of one registry: what to read of it, and what that differs from."""

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from union_ecr.aws.client import Aws
from union_ecr.aws.registry import RegistryReader, Wanted, wanted_by
from union_ecr.aws.session import Session
from union_ecr.aws.worker_pool import JobGroup
from union_ecr.declared.registry import parts_always_read
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.acceptance import Acceptances
from union_ecr.drift.findings import INTERRUPTED, Found, Unknown
from union_ecr.drift.live import LiveRegistry, Unreadable
from union_ecr.drift.stack import StackInput, stack_findings
from union_ecr.drift.unmanaged import unmanaged_findings
from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.drift import AcceptedFinding
from union_ecr.settings.stack import Settings
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.shared_registry import SharedRegistry

OnFound = Callable[[Sequence[Found]], None]
"""Called with what was found in a registry, as soon as it was compared."""


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
    def ignore(self) -> tuple[str, ...]:
        """Patterns of the repositories that are not unmanaged although no stack declares them."""
        return self.settings.registry_settings.ignore if self.settings.registry_settings else ()

    @property
    def accepted(self) -> tuple[AcceptedFinding, ...]:
        """The findings that are known and stay, whichever stack of the registry they are of."""
        return self.settings.registry_settings.drift.accepted if self.settings.registry_settings else ()


Stacks = Mapping[str, Stack]


@dataclass
class RegistrySweep:
    """One registry, as all its stacks declare it: its chosen stacks, and all that have valid files.

    `found` is what was found, None before that; `live` is the number of its live repositories.
    """

    shared: SharedRegistry
    chosen: Stacks
    here: Stacks
    today: str
    on_found: OnFound
    found: Sequence[Found] | None = None
    live: int = 0
    _reader: RegistryReader | None = field(default=None, init=False)

    @property
    def registry(self) -> Registry:
        """The registry."""
        return self.shared.registry

    def begin(self, session: Session, group: JobGroup) -> None:
        """Begin to read it, as a job of its group, with a session of its account."""
        self._reader = RegistryReader(Aws(session, self.registry), self._wanted(), group)
        self._reader.start()

    def on_idle(self, group: JobGroup) -> None:
        """Compare it as soon as everything is read. A defect of this program makes it unknown."""
        reader = self._reader
        try:
            group.check()
            if reader and not reader.resume():
                self.finish(self._compare(reader))
        except Exception as defect:  # noqa: BLE001 - what is found elsewhere is reported all the same
            self.finish([unknown_registries([self], describe_defect(defect))])

    def interrupt(self) -> None:
        """After Ctrl-C: compare what was read by then."""
        if self.found is None:
            read = self._compare(self._reader) if self._reader else []
            self.finish([*read, unknown_registries([self], INTERRUPTED)])

    def finish(self, found: Sequence[Found]) -> None:
        """End it with what was found."""
        self.found, self._reader = found, None
        self.on_found(found)

    def _compare(self, reader: RegistryReader) -> list[Found]:
        live = reader.live()
        self.live = 0 if isinstance(live.repositories, Unreadable) else len(live.repositories)
        return [self._placed(found) for found in self._compared_with(live)]

    def _placed(self, found: Found) -> Found:
        if isinstance(found, Unknown):
            return replace(found, registries=(self.registry,))
        return replace(found, registry=self.registry)

    def _wanted(self) -> Wanted:
        """What the chosen stacks declare, and what may grant untrusted access undeclared."""
        tags_of = {
            repository.name: tags
            for stack, tags in ((stack, stack.declared.provider_tags) for stack in self.chosen.values())
            for repository in stack.declared.repositories
        }
        wanted = wanted_by(stack.declared for stack in self.chosen.values())
        tags = {name: tags_of[name].wanted(declared) for name, declared in (wanted.tags or {}).items()}
        parts = wanted.parts | parts_always_read(self.registry)
        return replace(wanted, parts=parts, tags=tags or None, counted=lambda name, live: tags_of[name].seen(live))

    def _compared_with(self, live: LiveRegistry) -> list[Found]:
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
            yield from stack_findings(StackInput(name, stack.declared, self.shared), live)
        ignore = [pattern for stack in self.here.values() for pattern in stack.ignore]
        yield from unmanaged_findings(self.shared, ignore, live)


def unknown_registries(registries: Sequence[RegistrySweep], reason: str) -> Unknown:
    """That nothing is known of these registries of one account."""
    places = tuple(sweep.registry for sweep in registries)
    what = f"registry {places[0].label}" if len(places) == 1 else f"account {places[0].account}"
    stacks = sorted(stack for sweep in registries for stack in sweep.chosen)
    return Unknown(f"the whole {what}", reason, tuple(stacks), registries=places, whole=True)


def describe_defect(defect: Exception) -> str:
    """A defect with the line that raised it, for the people who fix it."""
    *_, (frame, line) = traceback.walk_tb(defect.__traceback__)
    where = f"{frame.f_globals.get('__name__')}:{line}"
    return f"a defect of union-ecr, {type(defect).__name__} at {where}: {defect}"
