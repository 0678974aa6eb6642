"""The rules, the messages and the permissions by which a change starts drift detection."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from union_ecr.ecr.policy_document import Document, document_text, sent_length
from union_ecr.ecr.registry import Registry
from union_ecr.settings.drift_watch import DriftWatchFields
from union_ecr.stack_file.errors import Violation
from union_ecr.watch.event_patterns import LONGEST_PATTERN, EventPattern, WatchedResources, event_patterns

DISPATCH = "union-ecr-drift"
"""The type of the event that starts drift.yml."""
# https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html: a path that the event lacks
# leaves nothing in the message.
_CHANGE = {
    "event": "$.detail.eventName",
    "principal": "$.detail.userIdentity.arn",
    "time": "$.detail.eventTime",
    "region": "$.detail.awsRegion",
    "id": "$.detail.eventID",
}


@dataclass(frozen=True)
class EventRule:
    """One EventBridge rule on the default event bus of a region, with the message that its target gets.

    `input_paths` and `input_template` are EventBridge's input transformer; a rule that only forwards to the registry's
    region has neither.
    """

    label: str
    name: str
    region: str
    description: str
    pattern: Document
    input_paths: Mapping[str, str]
    input_template: str

    @property
    def forwards(self) -> bool:
        """Whether its target is the event bus of the registry's region."""
        return not self.input_template


@dataclass(frozen=True)
class DeclaredDriftWatch:
    """What EventBridge needs for one stack; `endpoint` is None where a topic is the target."""

    name: str
    registry: Registry
    rules: tuple[EventRule, ...]
    endpoint: str | None

    @property
    def regions(self) -> tuple[str, ...]:
        """The regions with rules, the registry's first."""
        return tuple(dict.fromkeys((self.registry.region, *(rule.region for rule in self.rules))))

    @property
    def event_bus(self) -> str:
        """The ARN of the default event bus in the registry's region."""
        return self._events_arn(self.registry.region, "event-bus/default")

    def rule_arns(self, region: str | None = None) -> list[str]:
        """The ARNs of the rules, of one region or of all."""
        return [
            self._events_arn(rule.region, f"rule/{rule.name}") for rule in self.rules if region in (None, rule.region)
        ]

    def _events_arn(self, region: str, resource: str) -> str:
        return f"arn:{self.registry.partition}:events:{region}:{self.registry.account}:{resource}"


def declared_drift_watch(name: str, registry: Registry, settings: DriftWatchFields) -> DeclaredDriftWatch:
    """What valid settings declare; each document is rendered here, once."""
    watched = WatchedResources(
        registry, settings.repositories, settings.push_roles, settings.registry_settings, settings.except_roles
    )
    rules = (rule for pattern in event_patterns(watched) for rule in _rules(name, registry, pattern, settings))
    return DeclaredDriftWatch(name, registry, tuple(rules), settings.endpoint)


def size_violations(declared: DeclaredDriftWatch) -> Iterator[Violation]:
    """What makes a pattern longer than EventBridge takes: names are shared out among rules, exceptRoles are not."""
    longest = max(sent_length(rule.pattern) for rule in declared.rules)
    if longest > LONGEST_PATTERN:
        rule = f"make an event pattern of {longest:,} characters, and EventBridge takes {LONGEST_PATTERN:,}"
        yield Violation(("exceptRoles",), None, rule, "name fewer roles")


def _rules(name: str, registry: Registry, pattern: EventPattern, settings: DriftWatchFields) -> Iterator[EventRule]:
    """The rule in the region of the events and, if that is not the registry's, the one that takes them over there."""
    paths = {**_CHANGE, **({"resource": pattern.resource} if pattern.resource else {})}
    template = document_text(_message(settings, {key: f"<{key}>" for key in paths}))
    rule = EventRule(
        label=pattern.label,
        name=f"{name}-{pattern.label}",
        region=registry.region,
        description=f"Changes of what the stack {settings.stack} declares",
        pattern=pattern.document,
        input_paths=paths,
        input_template=template,
    )
    if pattern.region != registry.region:
        label = f"{pattern.label}-forwarded"
        yield dataclasses.replace(rule, label=label, region=pattern.region, input_paths={}, input_template="")
    yield rule


def _message(settings: DriftWatchFields, change: Mapping[str, str]) -> Document:
    """What a webhook or topic gets; GitHub gets it as the payload of a repository_dispatch event.

    https://docs.github.com/en/rest/repos/repos#create-a-repository-dispatch-event
    """
    payload = {"stack": settings.stack, **change}
    return {"event_type": DISPATCH, "client_payload": payload} if settings.github else payload
