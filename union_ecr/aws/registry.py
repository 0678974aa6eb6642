"""Reads what lives in one registry, calls side by side: two for each repository, the listings, and little else."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from union_ecr.aws.client import Aws, read_or_unreadable
from union_ecr.aws.registry_settings import live_part, live_role
from union_ecr.aws.repositories import (
    PENDING,
    RepositoryDeleted,
    declared_repository,
    lifecycle,
    listed_repositories,
    listed_tags,
    own_tags,
    policy,
)
from union_ecr.aws.worker_pool import JobGroup
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.live import LivePushRole, LiveRegistry, LiveRepository, Unreadable
from union_ecr.drift.registry_parts import declared_parts
from union_ecr.settings.provider_tags import ProviderTags

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient

_NOT_WANTED = Unreadable("was not asked for")


@dataclass(frozen=True)
class Wanted:
    """What to read besides every repository and its two documents.

    `parts` of the registry, `account_settings` and push `roles` are names. `tags` are the expected ones by repository,
    None to read no tags; `counted` selects, given a repository's name and its live tags, those that are compared.
    """

    parts: frozenset[str] = frozenset()
    account_settings: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    tags: Mapping[str, Mapping[str, str]] | None = None
    counted: Callable[[str, Mapping[str, str]], Mapping[str, str]] = lambda _, tags: ProviderTags().seen(tags)


def wanted_by(stacks: Iterable[DeclaredStack]) -> Wanted:
    """What to read to compare a registry with what its stacks declare."""
    every = list(stacks)
    registries = [stack.registry_settings for stack in every if stack.registry_settings]
    return Wanted(
        parts=frozenset(part for registry in registries for part in declared_parts(registry)),
        account_settings=frozenset(name for registry in registries for name in registry.account_settings),
        roles=frozenset(role.name for stack in every for role in stack.push_roles),
        tags={repository.name: repository.resource_tags for stack in every for repository in stack.repositories},
    )


class RegistryReader:
    """Reads what lives in the registry that `aws` is connected to, as jobs of a group.

    Never fails: what cannot be read is `Unreadable`. A repository that is deleted meanwhile is left out. If one page of
    a listing cannot be read, none of it counts; if it is denied, the declared repositories are read by their names.

    Tags come from one listing of all repositories (`listed_tags`), which needs the permission tag:GetResources. If it
    cannot be read, each declared repository's tags take one more call. The listing may lag behind ECR: where it differs
    from what is expected, ECR itself is asked. An edit of tags that the listing does not show yet goes unseen.
    """

    def __init__(self, aws: Aws, wanted: Wanted, group: JobGroup) -> None:
        self._aws = aws
        self._wanted = wanted
        self._group = group
        self._listing: Unreadable | None = PENDING
        self._unlisted: Unreadable | None = None
        self._unread: dict[str, Unreadable] = {}
        self._repositories: dict[str, LiveRepository] = {}
        self._tags: Mapping[str, Mapping[str, str]] | Unreadable = _NOT_WANTED if wanted.tags is None else PENDING
        self._tags_by_ecr: dict[str, Mapping[str, str] | Unreadable] = {}
        self._parts: dict[str, Any] = dict.fromkeys(sorted(wanted.parts), PENDING)
        self._roles: dict[str, LivePushRole | Unreadable | None] = dict.fromkeys(sorted(wanted.roles), PENDING)
        self._policies: dict[str, str | Unreadable | None] = {}
        self._lifecycles: dict[str, str | Unreadable | None] = {}
        self._deleted: set[str] = set()
        self._texts: dict[Any, Any] = {}

    def start(self) -> None:
        """Start the first calls."""
        for job in self._jobs():
            self._group.start(job)

    def resume(self) -> bool:
        """Start the calls that follow from what was read; False where nothing is left to read."""
        unconfirmed = [name for name in self._unconfirmed_tags() if name not in self._tags_by_ecr]
        self._tags_by_ecr |= dict.fromkeys(unconfirmed, PENDING)
        for name in unconfirmed:
            self._group.start(partial(self._read_tags, name))
        return bool(unconfirmed)

    def live(self) -> LiveRegistry:
        """What has been read by now."""
        listed = sorted(self._repositories.copy().items())
        found = tuple(self._with_details(repository) for name, repository in listed if name not in self._deleted)
        read = dict(self._parts), dict(self._roles), self._unlisted, self._unread.copy()
        return LiveRegistry(self._aws.registry, self._listing or found, *read)

    def _with_details(self, repository: LiveRepository) -> LiveRepository:
        name = repository.name
        return replace(
            repository,
            policy=self._policies.get(name, PENDING),
            lifecycle=self._lifecycles.get(name, PENDING),
            resource_tags=self._tags_of(repository),
        )

    def _jobs(self) -> Iterator[partial[None]]:
        """The first calls, the listings ahead of the rest."""
        ecr, expected = self._aws.ecr, self._wanted.tags
        yield partial(self._list, ecr)
        if expected is not None:
            yield partial(self._list_tags, self._aws.tagging)
        yield from (partial(self._read_part, ecr, part) for part in self._parts)
        if self._roles:
            iam = self._aws.iam
            yield from (partial(self._read_role, iam, name) for name in self._roles)

    def _list(self, ecr: "ECRClient") -> None:
        listing = read_or_unreadable(lambda: self._list_pages(ecr))
        if listing and listing.is_denied and self._wanted.tags:
            listing = self._describe_declared(ecr, listing, sorted(self._wanted.tags))
        self._listing = listing

    def _list_pages(self, ecr: "ECRClient") -> None:
        for page in listed_repositories(ecr):
            self._found(ecr, page)

    def _found(self, ecr: "ECRClient", repositories: list[LiveRepository]) -> None:
        """Go on with the documents of repositories that exist."""
        self._repositories.update({repository.name: repository for repository in repositories})
        for repository in repositories:
            self._group.start(partial(self._read_document, ecr, repository.name, policy, self._policies))
            self._group.start(partial(self._read_document, ecr, repository.name, lifecycle, self._lifecycles))

    def _describe_declared(self, ecr: "ECRClient", listing: Unreadable, names: list[str]) -> Unreadable | None:
        """Read the repositories one by one that may not be listed; leave it at that if the first one is denied, too."""
        self._unread = dict.fromkeys(names, PENDING)
        self._describe(ecr, names[0])
        if names[0] in self._unread:
            self._unread = {}
            return listing
        self._unlisted = listing
        for name in names[1:]:
            self._group.start(partial(self._describe, ecr, name))
        return None

    def _describe(self, ecr: "ECRClient", name: str) -> None:
        """Read a declared repository by its name, which needs no permission to list all of them."""
        try:
            found = read_or_unreadable(lambda: declared_repository(ecr, name))
        except RepositoryDeleted:
            del self._unread[name]
            return
        if isinstance(found, Unreadable):
            self._unread[name] = found
        else:
            self._found(ecr, [found])
            del self._unread[name]

    def _read_document(
        self,
        ecr: "ECRClient",
        name: str,
        ask: Callable[["ECRClient", str], str | None],
        known: dict[str, str | Unreadable | None],
    ) -> None:
        if self._listing not in (None, PENDING) or name in self._deleted:
            return  # the listing failed, so its repositories do not count, or this one is deleted
        try:
            document = read_or_unreadable(lambda: ask(ecr, name))
        except RepositoryDeleted:
            self._deleted.add(name)
        else:
            # Thousands of repositories share two documents: keep each text in memory once.
            known[name] = self._texts.setdefault(document, document)

    def _list_tags(self, tagging: "ResourceGroupsTaggingAPIClient") -> None:
        self._tags = read_or_unreadable(lambda: listed_tags(tagging))

    def _read_tags(self, name: str) -> None:
        ecr, arn = self._aws.ecr, self._repositories[name].arn
        try:
            self._tags_by_ecr[name] = read_or_unreadable(lambda: own_tags(ecr, arn))
        except RepositoryDeleted:
            self._deleted.add(name)

    def _read_part(self, ecr: "ECRClient", part: str) -> None:
        names = sorted(self._wanted.account_settings)
        self._parts[part] = read_or_unreadable(lambda: live_part(ecr, part, names))

    def _read_role(self, iam: "IAMClient", name: str) -> None:
        self._roles[name] = read_or_unreadable(lambda: live_role(iam, name))

    def _unconfirmed_tags(self) -> Iterator[str]:
        """The repositories whose tags must be read from ECR itself."""
        if self._listing is not None:
            return
        for name, expected in (self._wanted.tags or {}).items():
            repository = None if name in self._deleted else self._repositories.get(name)
            if repository:
                listed, counted = self._tags_of(repository), self._wanted.counted
                if isinstance(listed, Unreadable) or counted(name, listed) != counted(name, expected):
                    yield name

    def _tags_of(self, repository: LiveRepository) -> Mapping[str, str] | Unreadable:
        if repository.name in self._tags_by_ecr:
            return self._tags_by_ecr[repository.name]
        return self._tags if isinstance(self._tags, Unreadable) else self._tags.get(repository.arn, {})
