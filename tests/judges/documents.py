"""Judges from outside for every kind of document we render: tools that know nothing of this project."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.judges import cloudformation
from tests.judges.cloudformation import Place, lint_lifecycle_policy, lint_policy
from tests.judges.lifecycles import lifecycle_findings
from tests.judges.policies import open_to_the_internet, parliament_findings, parliament_findings_on_a_repository
from union_ecr.ecr.policy_document import document_text


class Refused(AssertionError):
    """A document that a judge refuses; shows what was found, and the document."""

    def __init__(self, findings: list[str], document: Any) -> None:
        super().__init__("\n".join([*findings, json.dumps(document, indent=2)]))
        self.findings = findings


@dataclass(frozen=True)
class Judge:
    """The checks of one kind of document, each of its text; `place` is where CloudFormation takes a policy."""

    checks: tuple[Callable[[str], Iterator[str]], ...]
    place: Place | None = None

    def __call__(self, document: Any) -> None:
        text = document_text(document)
        findings = list(lint_policy(self.place, text)) if self.place else []
        findings += [finding for check in self.checks for finding in check(text)]
        if findings:
            raise Refused(findings, document)


judge_repository_policy = Judge(
    (parliament_findings_on_a_repository, open_to_the_internet), cloudformation.REPOSITORY_POLICY
)
judge_registry_policy = Judge((parliament_findings, open_to_the_internet), cloudformation.REGISTRY_POLICY)
judge_bucket_policy = Judge((parliament_findings, open_to_the_internet), cloudformation.BUCKET_POLICY)
judge_queue_policy = Judge((parliament_findings, open_to_the_internet), cloudformation.QUEUE_POLICY)
judge_identity_policy = Judge((parliament_findings,), cloudformation.IDENTITY_POLICY)
judge_trust_policy = Judge((open_to_the_internet,), cloudformation.TRUST_POLICY)
"""Without parliament: it knows neither trust policies nor the providers that federate."""
judge_lifecycle_policy = Judge((lint_lifecycle_policy, lifecycle_findings))
