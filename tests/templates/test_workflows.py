"""The workflows of the templates, which call those of this repository."""

from pathlib import Path
from typing import Any

import pytest
import yaml

PROJECT = Path(__file__).parents[2]
CALLERS = sorted((PROJECT / "templates").glob("*/.github/workflows/*.yml"))
ON = True  # as YAML reads the key `on`

caller = pytest.mark.parametrize("path", CALLERS, ids=lambda path: path.stem)


def workflow(path: Path) -> dict[Any, Any]:
    return dict(yaml.safe_load(path.read_text()))


def called(path: Path) -> dict[Any, Any]:
    """The workflow of this repository that the one job of a template's workflow calls."""
    (job,) = workflow(path)["jobs"].values()
    return workflow(PROJECT / job["uses"].partition("@")[0].split("/", 2)[2])


def test_the_python_template_previews_deploys_and_reports_drift() -> None:
    assert [path.stem for path in CALLERS] == ["drift", "preview", "up"]


@caller
def test_it_runs_when_the_called_workflow_does_here(path: Path) -> None:
    here = called(path)[ON]
    assert "workflow_call" in here
    assert workflow(path)[ON] == {event: options for event, options in here.items() if event != "workflow_call"}


@caller
def test_it_grants_what_the_called_jobs_ask_for_and_no_more(path: Path) -> None:
    (job,) = workflow(path)["jobs"].values()
    asked: dict[str, str] = {}
    for permissions in (job.get("permissions") or {} for job in called(path)["jobs"].values()):
        asked |= {name: level for name, level in permissions.items() if asked.get(name) != "write"}
    assert job["permissions"] == asked


@caller
def test_it_gives_no_inputs_and_no_secrets(path: Path) -> None:
    (job,) = workflow(path)["jobs"].values()
    assert job.keys() == {"uses", "permissions"}
    inputs = (called(path)[ON]["workflow_call"] or {}).get("inputs", {})
    assert [name for name, options in inputs.items() if options.get("required")] == []
