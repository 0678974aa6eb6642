"""One issue for each stack, by the exit code of `union-ecr drift`; gh is a script that logs its arguments."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from ci.drift_issue import LONGEST_BODY, LONGEST_TEXT, body, change_comment, keep_issue

pytestmark = pytest.mark.slow

GH = """\
#!{python}
import json, sys
with open({log!r}, "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
if sys.argv[1:3] == ["issue", "list"]:
    print({issues!r})
if sys.argv[1:3] == ["issue", "create"]:
    print("https://github.com/acme/registries/issues/8")
"""
CHANGE = {
    "stack": "one",
    "event": "SetRepositoryPolicy",
    "resource": "ml/trainer",
    "principal": "arn:aws:sts::123456789012:assumed-role/Admin/mary",
    "time": "2026-11-28T12:17:43Z",
    "region": "eu-west-1",
    "id": "e3c6f4ce",
}
SAID = (
    "Reported: <code>SetRepositoryPolicy</code> of <code>ml/trainer</code> by "
    "<code>arn:aws:sts::123456789012:assumed-role/Admin/mary</code> at <code>2026-11-28T12:17:43Z</code>. "
    "CloudTrail has it in <code>eu-west-1</code> as event <code>e3c6f4ce</code>."
)


class GitHub:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.report = folder / "drift.md"
        self.issue = folder / "issue.md"
        self.report.write_text("one finding\n")

    def has_open(self, *issues: dict[str, Any]) -> None:
        gh = self._folder / "gh"
        log = str(self._folder / "log")
        gh.write_text(GH.format(python=sys.executable, log=log, issues=json.dumps(issues)))
        gh.chmod(0o755)

    @property
    def calls(self) -> list[list[str]]:
        return [json.loads(line) for line in (self._folder / "log").read_text().splitlines()][1:]


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitHub:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return GitHub(tmp_path)


@pytest.mark.parametrize("code", ["1", "3"])
def test_findings_and_an_incomplete_report_open_an_issue(github: GitHub, code: str) -> None:
    github.has_open({"number": 4, "title": "Drift: another"})
    keep_issue("one", code, github.report)
    label, create = github.calls
    assert label[:3] == ["label", "create", "drift"]
    assert create == [
        *("issue", "create", "--title", "Drift: one", "--label", "drift", "--body-file", str(github.issue))
    ]


@pytest.mark.parametrize("code", ["1", "3"])
def test_findings_and_an_incomplete_report_update_an_open_issue(github: GitHub, code: str) -> None:
    github.has_open({"number": 7, "title": "Drift: one"})
    keep_issue("one", code, github.report)
    assert github.calls == [["issue", "edit", "7", "--body-file", str(github.issue)]]
    assert ("Not everything could be read" in github.issue.read_text()) == (code == "3")
    assert github.report.read_text() == "one finding\n"


def test_the_issue_of_a_job_without_a_report_says_that_it_failed(github: GitHub) -> None:
    github.has_open()
    github.report.unlink()
    keep_issue("one", "3", github.report)
    assert github.calls[-1][:2] == ["issue", "create"]
    assert "failed before it read AWS" in github.issue.read_text()


def test_a_clean_report_closes_the_issue(github: GitHub) -> None:
    github.has_open({"number": 7, "title": "Drift: one"})
    keep_issue("one", "0", github.report)
    assert github.calls == [["issue", "close", "7", "--comment", "AWS is as declared again."]]


@pytest.mark.parametrize("code", ["0", "2", "137", ""])
def test_other_exit_codes_change_no_issue(github: GitHub, code: str) -> None:
    github.has_open(*([{"number": 7, "title": "Drift: one"}] if code != "0" else []))
    keep_issue("one", code, github.report)
    assert github.calls == []


def test_an_issue_is_never_longer_than_github_allows() -> None:
    assert len(body("3", "x" * 100_000)) == LONGEST_BODY


def test_a_reported_change_is_a_comment_on_the_open_issue_beside_what_differs(github: GitHub) -> None:
    github.has_open({"number": 7, "title": "Drift: one"})
    keep_issue("one", "1", github.report, CHANGE)
    edit, comment = github.calls
    assert edit == ["issue", "edit", "7", "--body-file", str(github.issue)]
    assert comment[:4] == ["issue", "comment", "7", "--body"]
    assert comment[4].startswith(SAID)


def test_a_reported_change_is_a_comment_on_a_new_issue(github: GitHub) -> None:
    github.has_open()
    keep_issue("one", "1", github.report, CHANGE)
    assert github.calls[-1][:3] == ["issue", "comment", "https://github.com/acme/registries/issues/8"]


@pytest.mark.parametrize("code", ["0", "2"])
def test_a_change_after_which_nothing_differs_is_not_mentioned(github: GitHub, code: str) -> None:
    github.has_open()
    keep_issue("one", code, github.report, CHANGE)
    assert all(call[:2] == ["issue", "list"] for call in github.calls)


def test_what_a_change_says_is_text_and_nothing_else() -> None:
    hostile = "@admins <img src=x> [a](https://evil.example) #1 ```\n::error::x"
    said = change_comment({**CHANGE, "principal": hostile, "resource": "x" * 100_000})
    assert [part for part in ("@", "<img", "[a]", "#1 ", "```", "https://", "\n::") if part in said] == []
    assert len(said) < 10 * LONGEST_TEXT


@pytest.mark.parametrize("change", [{}, {"event": {"a": ["b"]}, "time": 5, "principal": None, "resource": ""}])
def test_any_payload_makes_a_comment(change: dict[str, Any]) -> None:
    assert change_comment(change).startswith("Reported: ")
    assert "by an AWS service at" in change_comment(change)
    assert "of the registry by" in change_comment(change)
