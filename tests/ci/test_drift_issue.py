"""One issue a stack, by the exit code of its sweep; gh is a script that writes down what it is asked."""

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
    def asked(self) -> list[list[str]]:
        return [json.loads(line) for line in (self._folder / "log").read_text().splitlines()][1:]


@pytest.fixture
def github(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GitHub:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return GitHub(tmp_path)


@pytest.mark.parametrize("code", ["1", "3"])
def test_findings_and_what_cannot_be_told_open_an_issue(github: GitHub, code: str) -> None:
    github.has_open({"number": 4, "title": "Drift: another"})
    keep_issue("one", code, github.report)
    label, create = github.asked
    assert label[:3] == ["label", "create", "drift"]
    assert create == [
        *("issue", "create", "--title", "Drift: one", "--label", "drift", "--body-file", str(github.issue))
    ]


@pytest.mark.parametrize("code", ["1", "3"])
def test_an_open_issue_is_updated(github: GitHub, code: str) -> None:
    github.has_open({"number": 7, "title": "Drift: one"})
    keep_issue("one", code, github.report)
    assert github.asked == [["issue", "edit", "7", "--body-file", str(github.issue)]]
    assert ("Could not tell" in github.issue.read_text()) == (code == "3")
    assert github.report.read_text() == "one finding\n"


def test_a_job_that_failed_before_it_could_look_says_so(github: GitHub) -> None:
    github.has_open()
    github.report.unlink()
    keep_issue("one", "3", github.report)
    assert github.asked[-1][:2] == ["issue", "create"]
    assert "failed before it could look" in github.issue.read_text()


def test_a_clean_sweep_closes_the_issue(github: GitHub) -> None:
    github.has_open({"number": 7, "title": "Drift: one"})
    keep_issue("one", "0", github.report)
    assert github.asked == [["issue", "close", "7", "--comment", "As declared again."]]


@pytest.mark.parametrize("code", ["0", "2", "137", ""])
def test_otherwise_nothing_is_touched(github: GitHub, code: str) -> None:
    github.has_open(*([{"number": 7, "title": "Drift: one"}] if code != "0" else []))
    keep_issue("one", code, github.report)
    assert github.asked == []


def test_an_issue_is_never_longer_than_github_takes() -> None:
    assert len(body("3", "x" * 100_000)) == LONGEST_BODY
