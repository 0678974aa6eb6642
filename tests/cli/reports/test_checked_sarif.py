"""The report of `union-ecr check` as SARIF, against its official schema."""

import json
from typing import Any

import pytest

from tests.cli.reports.test_checked_images import image
from tests.cli.reports.test_sarif import SCHEMA
from union_ecr.check.image_use import Problem
from union_ecr.check.verdicts import CheckedImage, Verdict
from union_ecr.cli.reports.checked_images import CheckReport
from union_ecr.cli.reports.checked_sarif import as_sarif


def run(*images: CheckedImage, problems: tuple[Problem, ...] = ()) -> dict[str, Any]:
    document = json.loads(as_sarif(CheckReport(images, problems)))
    SCHEMA.validate(document)
    (only,) = document["runs"]
    return dict(only)


def test_each_image_that_needs_attention_is_a_result_at_its_line() -> None:
    (result,) = run(image(Verdict.FITS), image(Verdict.ELSEWHERE), image(Verdict.UNDECLARED, file="a b.py"))["results"]
    assert (result["ruleId"], result["level"]) == ("undeclared", "error")
    assert result["message"]["text"] == "r/n\nwhy\nRemedy: what"
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("a%20b.py", 3)


def test_what_would_fail_comes_first() -> None:
    results = run(image(Verdict.UNRESOLVED), image(Verdict.TAG), problems=(Problem("b.py", 1, "bad"),))["results"]
    assert [(result["ruleId"], result["level"]) for result in results] == [
        ("tag", "error"),
        ("unresolved", "note"),
        ("unresolved", "note"),
    ]


def test_two_images_alike_are_two_results() -> None:
    results = run(image(Verdict.TAG), image(Verdict.TAG))["results"]
    assert len({result["partialFingerprints"]["primaryLocationLineHash"] for result in results}) == 2


@pytest.mark.parametrize("verdict", [verdict for verdict in Verdict if verdict not in ("fits", "elsewhere")])
def test_every_verdict_that_needs_attention_has_a_rule(verdict: Verdict) -> None:
    found = run(image(verdict))
    (result,) = found["results"]
    assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == verdict
