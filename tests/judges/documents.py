"""Judges from outside for every kind of document we render: tools that know nothing of this project.

Each raises `Refused`, an AssertionError that shows what was found and the document.
"""

import json
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from tests.judges import cloudformation as cfn
from tests.judges.lifecycles import lifecycle_findings
from tests.judges.policies import parliament_findings, parliament_findings_on_a_repository, strangers
from union_ecr.ecr.actions import document_text

Judge = Callable[[Any], None]


class Refused(AssertionError):
    """A document that a judge refuses."""

    def __init__(self, findings: list[str], document: Any) -> None:
        super().__init__("\n".join([*findings, json.dumps(document, indent=2)]))
        self.findings = findings


def judge_repository_policy(document: Any) -> None:
    _judge(document, cfn.lint_repository_policy, parliament_findings_on_a_repository, strangers)


def judge_registry_policy(document: Any) -> None:
    _judge(document, cfn.lint_registry_policy, parliament_findings, strangers)


def judge_identity_policy(document: Any) -> None:
    _judge(document, cfn.lint_identity_policy, parliament_findings)


def judge_trust_policy(document: Any) -> None:
    """Without parliament: it knows neither trust policies nor the providers that federate."""
    _judge(document, cfn.lint_trust_policy, strangers)


def judge_lifecycle_policy(document: Any) -> None:
    _judge(document, cfn.lint_lifecycle_policy, lifecycle_findings)


def _judge(document: Any, *judges: Callable[[str], Iterator[str]]) -> None:
    text = document_text(document)
    findings = list(chain.from_iterable(judge(text) for judge in judges))
    if findings:
        raise Refused(findings, document)
