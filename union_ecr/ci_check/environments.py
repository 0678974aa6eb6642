"""The environments on GitHub against what the bootstrap files say."""

from collections.abc import Iterator

from union_ecr.ci_check.findings import CiFinding, CiKind
from union_ecr.ci_check.live import LiveEnvironment
from union_ecr.ci_roles.account import DeclaredAccount
from union_ecr.ci_roles.github_settings import reviewers_of
from union_ecr.drift.findings import Severity, Unknown
from union_ecr.drift.live import Unreadable

_REMEDY = "run the lines of: union-ecr ci github"
_IN_SETTINGS = "in the environment's settings on GitHub, take out the other branches"


def environment_findings(
    account: DeclaredAccount, stack: str, live: LiveEnvironment | Unreadable | None
) -> Iterator[CiFinding | Unknown]:
    """What is wrong with the environment of a stack: the role up trusts whatever job GitHub lets into it."""
    settings = account.settings
    resource = f"environment {stack}"

    def finding(kind: CiKind, severity: Severity, reason: str, remedy: str = _REMEDY) -> CiFinding:
        return CiFinding(settings.account, stack, resource, kind, severity, reason, remedy)

    if isinstance(live, Unreadable):
        yield Unknown(f"{resource} on GitHub", live.reason, (stack,))
        return
    if live is None:
        reason = "it does not exist, and GitHub creates it without reviewers when a job first names it"
        yield finding(CiKind.MISSING, Severity.CRITICAL, reason)
        return
    if live.branches is None or live.branches - {settings.branch}:
        which = ", ".join(sorted(live.branches - {settings.branch})) if live.branches else "any branch"
        remedy = _REMEDY if live.branches is None else _IN_SETTINGS
        yield finding(CiKind.UNPROTECTED, Severity.CRITICAL, f"jobs of {which} may deploy", remedy)
    elif not live.branches:
        yield finding(CiKind.TOO_NARROW, Severity.WARNING, f"jobs of {settings.branch} may not deploy")
    wanted = {name.casefold() for name in reviewers_of(settings, stack)}
    found = {name.casefold() for name in live.reviewers}
    if not found:
        reason = "nobody has to approve: everyone who may merge can deploy"
        remedy = _REMEDY if wanted else f"name reviewers of {stack} (bootstrap:reviewers), and {_REMEDY}"
        yield finding(CiKind.UNPROTECTED, Severity.WARNING, reason, remedy)
    elif wanted and found != wanted:
        reason = (
            f"its reviewers are {', '.join(sorted(found))}, and the bootstrap file says {', '.join(sorted(wanted))}"
        )
        yield finding(CiKind.UNPROTECTED, Severity.WARNING, reason)
