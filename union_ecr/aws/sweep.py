"""A sweep: reads each registry of the chosen stacks once and compares it with everything declared of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from union_ecr.aws.account_role import AccountRole
from union_ecr.aws.client import open_first, open_role
from union_ecr.aws.credentials import Credentials, credentials_of
from union_ecr.aws.registry_sweep import OnFound, RegistrySweep, Stacks, describe_defect, unknown_registries
from union_ecr.aws.session import CONCURRENCY, Session, Sessions
from union_ecr.aws.worker_pool import JobGroup, Progress, WorkerPool
from union_ecr.drift.findings import INTERRUPTED, Finding, Report, Unknown, by_severity
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.registry import Registry
from union_ecr.workspace.shared_registry import SharedRegistry

_OPENED_AT_A_TIME = 2
"""Accounts. Opening a session takes a call or two, and reading an account hundreds."""


def sweep(
    stacks: Stacks,
    every: Stacks,
    registries: Mapping[Registry, SharedRegistry],
    progress: Progress,
    *,
    today: str,
    role: AccountRole | None = None,
    on_found: OnFound = lambda _: None,
) -> Report:
    """How AWS differs from what the chosen stacks declare, and what lives undeclared in their registries.

    `every` holds all stacks with valid files, the chosen ones included: what they declare is not unmanaged.
    `registries` holds what they declare together in each registry; what its invalid files declare may look unmanaged.
    `today` (YYYY-MM-DD) decides which entries of drift.accepted still hold. `on_found` is called with what is found in
    a registry as soon as it is compared; the report is the same in whatever order the registries answer.

    Every registry is read once, all of them side by side under one bound of calls. Those of an account share its
    session. With a `role`, the credentials of the environment assume it in every account, and the stack files' own
    credentials are not used. Without one, the first credentials that the registry's chosen stacks name and that are of
    its account are used. What cannot be read stops nothing else, and neither does a defect of this program. After
    Ctrl-C what is known is reported, and the rest as unknown.

    Raises:
        InvalidStackFiles: what a stack file says of credentials has errors; AWS was not asked.
    """
    sweeps = list(_sweeps(stacks, every, registries, today, on_found))
    accounts = _accounts(sweeps, role)
    workers = WorkerPool(CONCURRENCY)
    try:
        _start(accounts, workers)
        workers.wait(progress)
    except KeyboardInterrupt:
        for registry_sweep in sweeps:
            registry_sweep.interrupt()
    finally:
        workers.abandon()
    return _report(sweeps)


@dataclass
class _Account:
    """The registries of one account that are read with the same session.

    With a `role`, only the number of attempts of the `credentials` counts.
    """

    credentials: Sequence[Credentials | Unreadable]
    role: AccountRole | None
    registries: list[RegistrySweep] = field(default_factory=list)
    _unreadable: Unreadable | None = None

    def start(self, workers: WorkerPool, sessions: Sessions, opened: Callable[[], None]) -> None:
        """Start to read its registries: as jobs of one group for the session, and of one for each registry.

        `opened` is called when there is a session, or none.
        """
        opening = workers.group(partial(self._on_idle, opened))
        groups = [workers.group(registry.on_idle) for registry in self.registries]
        opening.start(partial(self._open, sessions, groups))

    def _open(self, sessions: Sessions, groups: Sequence[JobGroup]) -> None:
        session = self._session(sessions)
        if isinstance(session, Unreadable):
            self._unreadable = session
            return
        for registry, group in zip(self.registries, groups, strict=True):
            group.start(partial(registry.begin, session, group))

    def _session(self, sessions: Sessions) -> Session | Unreadable:
        if self.role is None:
            return open_first(self.credentials, sessions)
        registry = self.registries[0].registry
        named = [found for found in self.credentials if isinstance(found, Credentials)] or [Credentials(registry)]
        return open_role(self.role, registry, max(found.attempts for found in named), sessions)

    def _on_idle(self, opened: Callable[[], None], group: JobGroup) -> None:
        """Leave its registries unknown if there is no session, all of them as one thing."""
        opened()
        if group.failure:
            self._unreadable = Unreadable(describe_defect(group.failure))
        if self._unreadable:
            unknown = unknown_registries(self.registries, self._unreadable.reason)
            for registry in self.registries:
                registry.finish([unknown] if registry is self.registries[0] else [])


def _start(accounts: Iterable[_Account], workers: WorkerPool) -> None:
    """Start the first accounts; each then starts another one as soon as it has its session.

    So the first account is read before most others are connected to, and its findings show early.
    """
    sessions, others = Sessions(), iter(accounts)

    def start_next() -> None:
        if account := next(others, None):
            account.start(workers, sessions, start_next)

    for _ in range(_OPENED_AT_A_TIME):
        start_next()


def _sweeps(
    stacks: Stacks, every: Stacks, registries: Mapping[Registry, SharedRegistry], today: str, on_found: OnFound
) -> Iterator[RegistrySweep]:
    for registry in dict.fromkeys(stack.registry for stack in stacks.values()):
        here = {name: stack for name, stack in every.items() if stack.registry == registry}
        chosen = {name: stack for name, stack in stacks.items() if stack.registry == registry}
        yield RegistrySweep(registries[registry], chosen, here, today, on_found)


def _accounts(registries: Iterable[RegistrySweep], role: AccountRole | None) -> list[_Account]:
    """The registries by account and, without a role, by the credentials that their stacks name, in their order."""
    accounts: dict[str, list[_Account]] = {}
    for registry in registries:
        credentials = [credentials_of(stack.file, stack.registry) for stack in registry.chosen.values()]
        known = accounts.setdefault(registry.registry.account, [])
        account = next((found for found in known if role or found.credentials == credentials), None)
        if account is None:
            known.append(account := _Account(credentials, role))
        account.registries.append(registry)
    return [account for known in accounts.values() for account in known]


def _report(registries: Sequence[RegistrySweep]) -> Report:
    """The report, with what is unknown by account.

    What an interruption left unread is reported once a registry, not once a repository.
    """
    found = [found for registry in registries for found in registry.found or ()]
    distinct = {(result.what, result.reason): result for result in reversed(found) if isinstance(result, Unknown)}
    unknown = tuple(
        result for result in reversed(distinct.values()) if result.repository is None or result.reason != INTERRUPTED
    )
    return Report(
        by_severity([result for result in found if isinstance(result, Finding)]),
        sum(len(stack.declared.repositories) for registry in registries for stack in registry.chosen.values()),
        sum(registry.live for registry in registries),
        tuple(sorted(unknown, key=lambda result: result.account or "")),
        len({registry.registry.account for registry in registries}),
    )
