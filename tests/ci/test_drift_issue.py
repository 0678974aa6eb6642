"""One issue for each stack, by the exit code of `union-ecr drift`; gh is a script that logs its arguments."""

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from ci.drift_issue import LONGEST_BODY, body, keep_issue

GH = """\
#!{python}
import json, sys
with open({log!r}, "a") as log:
    log.write(json.dumps(sys.argv[1:]) + "\\n")
if sys.argv[1:3] == ["issue", "list"]:
    print({issues!r})
"""


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
