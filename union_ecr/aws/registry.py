"""Reads what lives in one registry, once over, side by side: two calls a repository, pages, and little else."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from union_ecr.aws.client import CONCURRENCY, Aws, read_or_unreadable
from union_ecr.aws.registry_settings import live_part, live_role
from union_ecr.aws.repositories import (
    PENDING,
    RepositoryDeleted,
    lifecycle,
    listed_repositories,
    listed_tags,
    own_tags,
    policy,
)
from union_ecr.aws.worker_pool import Progress, WorkerPool
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.live import LiveRegistry, LiveRepository, LiveRole, Unreadable
from union_ecr.drift.registry_record import declared_record
from union_ecr.stack_file.provider_tags import ProviderTags

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient

_NOT_ASKED = Unreadable("was not asked for")


@dataclass(frozen=True)
class Wanted:
    """What is to be read beside every repository and its two documents.

    `parts` of the registry and `account_settings` by their names, push `roles` by theirs; `tags` that are expected,
    by repository, None where nobody asks for any tags; `counted` tells which of a repository's live tags are compared
    with them.
    """

    parts: frozenset[str] = frozenset()
    account_settings: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    tags: Mapping[str, Mapping[str, str]] | None = None
    counted: Callable[[str, Mapping[str, str]], Mapping[str, str]] = lambda _, tags: ProviderTags().seen(tags)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C while a registry was read; `live` is what is known of it, the rest of it unread."""

    def __init__(self, live: LiveRegistry) -> None:
        super().__init__()
        self.live = live


def wanted_by(stacks: Iterable[DeclaredStack]) -> Wanted:
    """What must be read to compare a registry with all that these stacks, each one of that registry, declare."""
    every = list(stacks)
    wide = [one.registry_wide for one in every if one.registry_wide]
    return Wanted(
        parts=frozenset(part for one in wide for part in declared_record(one)),
        account_settings=frozenset(name for one in wide for name in one.account_settings),
        roles=frozenset(role.name for one in every for role in one.push_roles),
        tags={repository.name: repository.resource_tags for one in every for repository in one.repositories},
    )


def read_registry(aws: Aws, wanted: Wanted, progress: Progress) -> LiveRegistry:
    """What lives in the registry that `aws` is connected to. Never fails: what cannot be read is an `Unreadable`.

    A repository that is deleted while this reads is left out. A listing that breaks off in the middle is no listing.

    Raises:
        Interrupted: on Ctrl-C, at once; calls under way are left behind.
    """
    sweep = _Sweep(aws, wanted)
    try:
        sweep.read(progress)
    except KeyboardInterrupt:
        raise Interrupted(sweep.live()) from None
    return sweep.live()


class _Sweep:
    """What is known of a registry so far; the threads of the crew fill it in.

    Tags come from one listing for all (see `listed_tags`), which needs the permission tag:GetResources. Where it cannot
    be had each declared repository is asked for its own, one call more a repository. The listing may lag behind ECR, so
    where it differs from the expected ECR itself is asked. The other way round an edit of tags goes unseen until the
    listing has caught up.
    """

    def __init__(self, aws: Aws, wanted: Wanted) -> None:
        self._aws = aws
        self._wanted = wanted
        self._crew = WorkerPool(CONCURRENCY)
        self._listing: Unreadable | None = PENDING
        self._repositories: dict[str, LiveRepository] = {}
        self._tags: Mapping[str, Mapping[str, str]] | Unreadable = _NOT_ASKED if wanted.tags is None else PENDING
        self._tags_by_ecr: dict[str, Mapping[str, str] | Unreadable] = {}
        self._parts: dict[str, Any] = dict.fromkeys(sorted(wanted.parts), PENDING)
        self._roles: dict[str, LiveRole | Unreadable | None] = dict.fromkeys(sorted(wanted.roles), PENDING)
        self._policies: dict[str, str | Unreadable | None] = {}
        self._lifecycles: dict[str, str | Unreadable | None] = {}
        self._gone: set[str] = set()
        self._texts: dict[Any, Any] = {}

    def read(self, progress: Progress) -> None:
        try:
            for job in self._jobs():
                self._crew.start(job)
            self._crew.wait(progress)
            doubtful = list(self._doubtful())
            self._tags_by_ecr = dict.fromkeys(doubtful, PENDING)
            for name in doubtful:
                self._crew.start(partial(self._read_tags, name))
            self._crew.wait(progress)
        finally:
            self._crew.dismiss()

    def live(self) -> LiveRegistry:
        """What is known by now."""
        listed = sorted(self._repositories.copy().items())
        found = tuple(self._as_known(one) for name, one in listed if name not in self._gone)
        return LiveRegistry(self._aws.registry, self._listing or found, dict(self._parts), dict(self._roles))

    def _as_known(self, one: LiveRepository) -> LiveRepository:
        policy, lifecycle = (known.get(one.name, PENDING) for known in (self._policies, self._lifecycles))
        return replace(one, policy=policy, lifecycle=lifecycle, resource_tags=self._tags_of(one))

    def _jobs(self) -> Iterator[partial[None]]:
        """The calls to begin with, those first on which others wait; their clients are made here, by one thread."""
        ecr, expected = self._aws.ecr, self._wanted.tags
        yield partial(self._list, ecr)
        if expected is not None:
            yield partial(self._list_tags, self._aws.tagging)
        yield from (partial(self._read_part, ecr, part) for part in self._parts)
        if self._roles:
            iam = self._aws.iam
            yield from (partial(self._read_role, iam, name) for name in self._roles)

    def _list(self, ecr: "ECRClient") -> None:
        self._listing = read_or_unreadable(lambda: self._list_pages(ecr))

    def _list_pages(self, ecr: "ECRClient") -> None:
        for page in listed_repositories(ecr):
            self._repositories.update({one.name: one for one in page})
            for one in page:
                self._crew.start(partial(self._read_document, ecr, one.name, policy, self._policies))
                self._crew.start(partial(self._read_document, ecr, one.name, lifecycle, self._lifecycles))

    def _read_document(
        self,
        ecr: "ECRClient",
        name: str,
        ask: Callable[["ECRClient", str], str | None],
        known: dict[str, str | Unreadable | None],
    ) -> None:
        if self._listing not in (None, PENDING) or name in self._gone:
            return  # the listing failed, so nobody will look at its repositories, or this one is no more
        try:
            document = read_or_unreadable(lambda: ask(ecr, name))
        except RepositoryDeleted:
            self._gone.add(name)
        else:
            # Thousands of repositories have the same two documents: each text is in memory once.
            known[name] = self._texts.setdefault(document, document)

    def _list_tags(self, tagging: "ResourceGroupsTaggingAPIClient") -> None:
        self._tags = read_or_unreadable(lambda: listed_tags(tagging))

    def _read_tags(self, name: str) -> None:
        ecr, arn = self._aws.ecr, self._repositories[name].arn
        try:
            self._tags_by_ecr[name] = read_or_unreadable(lambda: own_tags(ecr, arn))
        except RepositoryDeleted:
            self._gone.add(name)

    def _read_part(self, ecr: "ECRClient", part: str) -> None:
        names = sorted(self._wanted.account_settings)
        self._parts[part] = read_or_unreadable(lambda: live_part(ecr, part, names))

    def _read_role(self, iam: "IAMClient", name: str) -> None:
        self._roles[name] = read_or_unreadable(lambda: live_role(iam, name))

    def _doubtful(self) -> Iterator[str]:
        """The repositories whose tags ECR itself is to be asked for."""
        if self._listing is not None:
            return
        for name, expected in (self._wanted.tags or {}).items():
            one = None if name in self._gone else self._repositories.get(name)
            if one and (isinstance(self._tags, Unreadable) or self._differ(one, self._tags, expected)):
                yield name

    def _differ(self, one: LiveRepository, tags: Mapping[str, Mapping[str, str]], expected: Mapping[str, str]) -> bool:
        counted = self._wanted.counted
        return counted(one.name, tags.get(one.arn, {})) != counted(one.name, expected)

    def _tags_of(self, one: LiveRepository) -> Mapping[str, str] | Unreadable:
        if one.name in self._tags_by_ecr:
            return self._tags_by_ecr[one.name]
        return self._tags if isinstance(self._tags, Unreadable) else self._tags.get(one.arn, {})
