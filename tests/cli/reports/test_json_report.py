"""The JSON for scripts, whose shape is fixed."""

import json

import pytest

from tests.cli.reports.sample_reports import HOSTILE, LONG_DOCUMENT, finding, hostile_report, report
from union_ecr.cli.reports.json_report import as_json
from union_ecr.drift.findings import Kind, Severity, Unknown
from union_ecr.ecr.registry import Registry

HERE = Registry("123456789012", "us-east-1")


def test_the_shape_is_the_fixed_one() -> None:
    dead = finding(kind=Kind.DEAD_PRINCIPAL, severity=Severity.CRITICAL, declared=None, live=["x"], registry=HERE)
    given = report(dead, unknown=(Unknown("w", "r", ("a", "b"), "p", (HERE,)),))
    assert json.loads(as_json(given)) == {
        "findings": [
            {
                "stack": "team",
                "account": "123456789012",
                "region": "us-east-1",
                "repository": "ml/trainer",
                "kind": "dead-principal",
                "field": "scanOnPush",
                "declared": None,
                "live": ["x"],
                "difference": dead.difference,
                "severity": "critical",
                "reason": "New images are no longer scanned.",
                "remedy": "pulumi up --refresh --stack team",
            }
        ],
        "repositories": {"declared": 2, "live": 3},
        "unknown": [
            {
                "what": "w",
                "reason": "r",
                "stacks": ["a", "b"],
                "account": "123456789012",
                "region": "us-east-1",
                "repository": "p",
            }
        ],
    }


def test_what_is_unknown_of_several_regions_or_accounts_has_no_single_one() -> None:
    there = [Registry("123456789012", "eu-west-1"), Registry("111122223333", "us-east-1")]
    unknown = tuple(Unknown(str(count), "r", registries=(HERE, *there[:count])) for count in range(3))
    places = [(found["account"], found["region"]) for found in json.loads(as_json(report(unknown=unknown)))["unknown"]]
    assert places == [("123456789012", "us-east-1"), ("123456789012", None), (None, None)]


def test_a_long_document_is_there_in_full() -> None:
    document = json.loads(as_json(report(finding(live=LONG_DOCUMENT))))
    assert document["findings"][0]["live"] == LONG_DOCUMENT


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_comes_out_as_it_was_and_in_ascii(text: str) -> None:
    text_of_report = as_json(hostile_report(text))
    assert all(letter == "\n" or " " <= letter <= "~" for letter in text_of_report)
    assert json.loads(text_of_report)["findings"][0]["live"] == {text: [text]}
