"""Whether GitHub starts the jobs on the branch that is deployed."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from union_ecr.ci_check.findings import CiFinding, CiKind
from union_ecr.ci_roles.trust import DRIFT_WORKFLOW, UP_WORKFLOW
from union_ecr.drift.findings import Severity, Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.settings.bootstrap import BootstrapSettings

# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
_PATTERN = re.compile(r"[*?+\[\]!]")


def push_findings(settings: BootstrapSettings, workflow: str) -> Iterator[CiFinding | Unknown]:
    """Whether up.yml, with this text, starts on pushes to the branch; its trigger cannot read a variable.

    Patterns among its branches are not judged.
    """
    try:
        branches = _pushed_branches(yaml.safe_load(workflow))
    except (yaml.YAMLError, AttributeError) as error:
        yield Unknown(UP_WORKFLOW, f"it is no workflow: {str(error).partition(chr(10))[0]}", ())
        return
    if branches is None or settings.branch in branches or any(map(_PATTERN.search, branches)):
        return
    reason = f"it does not start on pushes to {settings.branch}, so a merge deploys nothing"
    remedy = f"write branches: [{settings.branch}] below on.push of {UP_WORKFLOW}"
    yield _finding(settings, UP_WORKFLOW, reason, remedy)


def default_branch_findings(settings: BootstrapSettings, default: str | Unreadable) -> Iterator[CiFinding | Unknown]:
    """Whether the branch is the repository's default branch.

    Schedules and repository_dispatch run on that one alone:
    https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#schedule
    """
    if isinstance(default, Unreadable):
        yield Unknown("the default branch on GitHub", default.reason, ())
    elif default != settings.branch:
        reason = f"GitHub starts it on the default branch only, which is {default}, so drift is never found"
        remedy = f"make {settings.branch} the default branch on GitHub, or deploy {default} (bootstrap:branch)"
        yield _finding(settings, DRIFT_WORKFLOW, reason, remedy)


def _finding(settings: BootstrapSettings, workflow: str, reason: str, remedy: str) -> CiFinding:
    return CiFinding(
        settings.account, None, f"workflow {workflow}", CiKind.NOT_STARTED, Severity.WARNING, reason, remedy
    )


def _pushed_branches(workflow: Any) -> list[str] | None:
    """The branches whose pushes start it; None where those of all do."""
    triggers = workflow.get(True, workflow.get("on"))  # YAML 1.1 reads `on` as true
    if isinstance(triggers, str):
        triggers = [triggers]
    if "push" not in triggers:
        return []
    push = triggers["push"] if isinstance(triggers, dict) else None
    branches = push.get("branches") if push else None
    return [branches] if isinstance(branches, str) else branches
