"""Whether GitHub starts the jobs on the branch that is deployed."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pydantic import BaseModel, Field, ValidationError

from union_ecr.ci_check.findings import CiFinding, CiKind
from union_ecr.ci_roles.trust import DRIFT_WORKFLOW, UP_WORKFLOW
from union_ecr.drift.findings import Severity, Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.settings.bootstrap import BootstrapSettings

# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
_PATTERN = re.compile(r"[*?+\[\]!]")


class _Pushes(BaseModel):
    """Which pushes start a workflow. With filters of tags alone, no push of a branch does.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onpushbranchestagsbranches-ignoretags-ignore
    """

    branches: list[str] | str | None = None
    ignored: list[str] | str = Field([], alias="branches-ignore")
    tags: Any = None
    ignored_tags: Any = Field(None, alias="tags-ignore")

    def start_on(self, branch: str) -> bool:
        """Whether pushes of the branch do; a pattern may match, so it counts as one that does."""
        if branch in _listed(self.ignored):
            return False
        if self.branches is None:
            return bool(self.ignored) or (self.tags is None and self.ignored_tags is None)
        branches = _listed(self.branches)
        return branch in branches or any(map(_PATTERN.search, branches))


def _listed(names: list[str] | str) -> list[str]:
    return [names] if isinstance(names, str) else names


def push_findings(settings: BootstrapSettings, workflow: str) -> Iterator[CiFinding | Unknown]:
    """Whether up.yml, with this text, starts on pushes to the branch; its trigger cannot read a variable.

    Patterns among its branches are not judged.
    """
    try:
        on_push = _on_push(yaml.safe_load(workflow))
        starts = on_push is not None and _Pushes.model_validate(on_push).start_on(settings.branch)
    except (yaml.YAMLError, AttributeError, TypeError, ValidationError):
        yield Unknown(UP_WORKFLOW, "it cannot be read as a workflow", ())
        return
    if starts:
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


def _on_push(workflow: Any) -> Mapping[str, Any] | None:
    """The filters of pushes that a workflow has; None where no push starts it."""
    triggers = workflow.get(True, workflow.get("on"))  # YAML 1.1 reads `on` as true
    names = [triggers] if isinstance(triggers, str) else triggers
    if "push" not in names:
        return None
    return (triggers["push"] or {}) if isinstance(triggers, dict) else {}
