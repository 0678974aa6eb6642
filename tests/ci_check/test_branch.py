"""Whether GitHub starts the jobs on the deployed branch."""

from pathlib import Path
from typing import Any

import pytest

from tests.ci_roles.bootstrapped import declared_account
from union_ecr.ci_check.branch import default_branch_findings, push_findings
from union_ecr.ci_check.findings import CiFinding, CiKind
from union_ecr.drift.findings import Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.settings.bootstrap import BootstrapSettings

PROJECT = Path(__file__).parents[2]
UP = ".github/workflows/up.yml"
OWN, TEMPLATE = ((PROJECT / folder / UP).read_text() for folder in ("", "templates/python"))


def settings(branch: str) -> BootstrapSettings:
    return declared_account(branch=branch).settings


@pytest.mark.parametrize("workflow", [OWN, TEMPLATE], ids=["own", "template"])
def test_up_yml_starts_on_main_and_after_the_edit_that_the_remedy_says_on_another_branch(workflow: str) -> None:
    assert list(push_findings(settings("main"), workflow)) == []
    (finding,) = push_findings(settings("release/2"), workflow)
    assert isinstance(finding, CiFinding)
    assert (finding.kind, finding.resource) == (CiKind.NOT_STARTED, f"workflow {UP}")
    assert finding.remedy == f"write branches: [release/2] below on.push of {UP}"
    edited = workflow.replace("branches: [main]", "branches: [release/2]")
    assert list(push_findings(settings("release/2"), edited)) == []


@pytest.mark.parametrize(
    "triggers",
    [
        "push",
        "[push]",
        "{push: }",
        "{push: {branches: release}}",
        "{push: {branches: [main, release]}}",
        "{push: {branches: ['rel*']}}",
        "{push: {paths: [x]}}",
        "{push: {branches-ignore: [main]}}",
        "{push: {branches: [release], tags: [v1]}}",
    ],
)
def test_triggers_that_start_on_the_branch_have_no_finding(triggers: str) -> None:
    assert list(push_findings(settings("release"), f"on: {triggers}\n")) == []


@pytest.mark.parametrize("triggers", ["workflow_dispatch", "[workflow_dispatch]", "{push: {branches: [main]}}"])
def test_triggers_that_do_not_have_one(triggers: str) -> None:
    (finding,) = push_findings(settings("release"), f"on: {triggers}\n")
    assert isinstance(finding, CiFinding)


@pytest.mark.parametrize("text", ["[", "text", "", "on: 5", "on: {push: {branches: [1, null]}}", "on: {push: [main]}"])
def test_a_file_that_is_no_workflow_is_unknown(text: str) -> None:
    (unknown,) = push_findings(settings("main"), text)
    assert isinstance(unknown, Unknown)


@pytest.mark.parametrize(("default", "kinds"), [("main", []), ("trunk", ["not-started"])])
def test_drift_runs_on_the_default_branch_only(default: str, kinds: list[Any]) -> None:
    found = list(default_branch_findings(settings("main"), default))
    assert [finding.kind for finding in found if isinstance(finding, CiFinding)] == kinds


def test_a_default_branch_that_cannot_be_read_is_unknown() -> None:
    (unknown,) = default_branch_findings(settings("main"), Unreadable("HTTP 403: Forbidden"))
    assert isinstance(unknown, Unknown)
