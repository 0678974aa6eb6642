"""EventBridge's patterns for the changes of what a stack declares.

A pattern matches an event if each of its fields has one of the listed values; a field that the event lacks matches
`{"exists": false}` only. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from union_ecr.ecr.policy_document import Document, sent_length
from union_ecr.ecr.registry import Registry
from union_ecr.watch.change_events import REGISTRY_CHANGES, REPOSITORY_CHANGES, ROLE_CHANGES, TAG_CHANGES

LONGEST_PATTERN = 2048
"""Characters; https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"""
MOST_RULES_OF_A_KIND = 5
"""With more names than so many rules hold, one rule takes the events of all names."""


@dataclass(frozen=True)
class WatchedResources:
    """What is watched: repositories and push roles by name, and the registry's own settings.

    Changes by sessions of `except_roles`, by their ARNs, are not reported.
    """

    registry: Registry
    repositories: Sequence[str] = ()
    push_roles: Sequence[str] = ()
    registry_settings: bool = False
    except_roles: Sequence[str] = ()


@dataclass(frozen=True)
class EventPattern:
    """A pattern, with the region whose event bus has its events.

    `label` tells the patterns of a stack apart. `resource` is the JSON path at which an event names what was changed;
    None: the registry itself.
    """

    label: str
    region: str
    document: Document
    resource: str | None


@dataclass(frozen=True)
class _Kind:
    """A kind of resource: where its events come from, and which parameter of a call names the resource."""

    label: str
    service: str
    calls: frozenset[str]
    parameter: str | None = None


REPOSITORIES = _Kind("repositories", "ecr", REPOSITORY_CHANGES, "repositoryName")
TAGS = _Kind("tags", "ecr", TAG_CHANGES, "resourceArn")
REGISTRY = _Kind("registry", "ecr", REGISTRY_CHANGES)
ROLES = _Kind("roles", "iam", ROLE_CHANGES, "roleName")


def event_patterns(watched: WatchedResources) -> tuple[EventPattern, ...]:
    """The patterns: together they match each successful call that changes what is watched, and no call that only reads.

    They name what is watched as long as that takes few rules; otherwise they match every repository of the registry, or
    every role of the account.
    """
    return tuple(_patterns(watched))


def _named(watched: WatchedResources) -> list[tuple[_Kind, list[Any]]]:
    """The kinds that are watched, each with the values of its parameter.

    IAM does not distinguish names by case:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """
    repositories, roles = sorted(set(watched.repositories)), sorted(set(watched.push_roles))
    named: list[tuple[_Kind, list[Any]]] = []
    if repositories:
        named.append((REPOSITORIES, [*repositories]))
        named.append((TAGS, [watched.registry.repository_arn(name) for name in repositories]))
    if watched.registry_settings:
        named.append((REGISTRY, []))
    if roles:
        named.append((ROLES, [{"equals-ignore-case": name} for name in roles]))
    return named


def _patterns(watched: WatchedResources) -> Iterator[EventPattern]:
    for kind, values in _named(watched):
        parts = list(_split(watched, kind, values))
        if len(parts) > MOST_RULES_OF_A_KIND:
            parts = [[]]
        for number, part in enumerate(parts, start=1):
            yield EventPattern(
                label=f"{kind.label}-{number}" if len(parts) > 1 else kind.label,
                region=_region(watched.registry, kind),
                document=_document(watched, kind, part),
                resource=f"$.detail.requestParameters.{kind.parameter}" if kind.parameter else None,
            )


def _split(watched: WatchedResources, kind: _Kind, values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values, in parts whose patterns are short enough."""
    part: list[Any] = []
    for value in values:
        if part and sent_length(_document(watched, kind, [*part, value])) > LONGEST_PATTERN:
            yield part
            part = []
        part.append(value)
    yield part


def _region(registry: Registry, kind: _Kind) -> str:
    return registry.iam_region if kind.service == "iam" else registry.region


def _document(watched: WatchedResources, kind: _Kind, values: Sequence[Any]) -> Document:
    detail: Document = {
        "eventSource": [f"{kind.service}.amazonaws.com"],
        "eventName": sorted(kind.calls),
        "errorCode": [{"exists": False}],
    }
    if watched.except_roles:
        # Users and services have no session, and anything-but matches no field that is missing.
        others = [{"exists": False}, {"anything-but": sorted(set(watched.except_roles))}]
        detail["userIdentity"] = {"sessionContext": {"sessionIssuer": {"arn": others}}}
    if values and kind.parameter:
        detail["requestParameters"] = {kind.parameter: list(values)}
    document: Document = {
        "source": [f"aws.{kind.service}"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "account": [watched.registry.account],
    }
    if kind.service == "ecr":  # a bus may get the events of other regions, too; IAM has only one
        document["region"] = [watched.registry.region]
    return {**document, "detail": detail}
