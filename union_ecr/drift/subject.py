"""What findings of one stack are about, and the comparisons that several kinds of subject share."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.drift.principals import enumerated
from union_ecr.drift.remedies import pulumi_up
from union_ecr.drift.repository_policy import PolicyDifference
from union_ecr.settings.provider_tags import ProviderTags
from union_ecr.stack_file.errors import KeyPath


@dataclass(frozen=True)
class Subject:
    """A repository, a push role or a part of the registry, as one stack declares it.

    `name` ends the sentence that something could not be read (of ml/trainer in 123456789012 us-east-1); `field` stands
    before the names of its fields (pushRoles.ci); `place` is the key path in the stack file; `changed` is the kind of
    most of its findings. `if_it_exists` says what to do before `pulumi up` where the state does not have it.
    """

    stack: str
    name: str
    place: KeyPath
    changed: Kind
    field: str | None = None
    repository: str | None = None
    if_it_exists: Callable[[], str | None] = lambda: None

    def finding(
        self,
        field: str | None,
        declared: Any,
        live: Any,
        reason: str,
        severity: Severity = Severity.WARNING,
        *,
        kind: Kind | None = None,
        remedy: str | None = None,
    ) -> Finding:
        """A finding about one of its fields, or about all of it; the remedy is `pulumi up` unless another is given."""
        return Finding(
            self.stack,
            self.repository,
            kind or self.changed,
            ".".join(filter(None, (self.field, field))) or None,
            declared,
            live,
            severity,
            reason,
            remedy or self._pulumi_up(),
            self.place,
        )

    def unknown(self, what: str, unreadable: Unreadable) -> Unknown:
        """That something about it could not be read."""
        return Unknown(f"{what} {self.name}", unreadable.reason, (self.stack,), self.repository)

    def policy_finding(self, difference: PolicyDifference, changed: Kind | None = None) -> Finding:
        """A finding about one statement of its policy, or about all of it."""
        return self.finding(
            f"policy.{difference.sid}" if difference.sid else "policy",
            difference.declared,
            difference.live,
            difference.reason,
            difference.severity,
            kind=Kind.DEAD_PRINCIPAL if difference.deleted else changed,
            # ECR refuses to name a deleted role, so a role that is to hold its permission again has to exist first.
            remedy=self._pulumi_up(() if difference.severity is Severity.INFO else difference.deleted),
        )

    def _pulumi_up(self, deleted: Collection[str] = ()) -> str:
        return pulumi_up(self.stack, deleted, self.if_it_exists())

    def tag_findings(
        self, tags: ProviderTags, declared: Mapping[str, str], live: Mapping[str, str]
    ) -> Iterator[Finding]:
        """At most one, if its AWS tags differ for the provider."""
        wanted, found = tags.wanted(declared), tags.seen(live)
        if wanted != found:
            keys = sorted(key for key in {*wanted, *found} if wanted.get(key) != found.get(key))
            reason = f"Its AWS tags differ ({enumerated(keys)}); who can pull and push stays the same."
            yield self.finding("resourceTags", wanted, found, reason, Severity.INFO)
