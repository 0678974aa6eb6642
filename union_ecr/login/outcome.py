"""What became of the login to each registry, as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from union_ecr.exit_codes import ExitCode
from union_ecr.login.failures import Failure


class LoginStatus(StrEnum):
    """What became of a login or a logout."""

    LOGGED_IN = "logged-in"
    LOGGED_OUT = "logged-out"
    HELPER = "helper"
    """A credential helper supplies the credentials, so that there is nothing to do."""
    FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """One registry by its host, the stacks that share it, and what became of it.

    `tool` or `file` is where the login is. `identity` is the ARN of the caller whose token it is, and `expires_at`
    the end of the token in ISO 8601. `failure` is there for the status `failed` only.
    """

    registry: str
    stacks: tuple[str, ...]
    status: LoginStatus
    tool: str | None = None
    file: str | None = None
    helper: str | None = None
    identity: str | None = None
    expires_at: str | None = None
    failure: Failure | None = None

    def as_json(self) -> dict[str, Any]:
        """The outcome in the shape of `login --json` and `logout --json`."""
        return {
            "registry": self.registry,
            "stacks": list(self.stacks),
            "status": str(self.status),
            "tool": self.tool,
            "file": self.file,
            "helper": self.helper,
            "identity": self.identity,
            "expiresAt": self.expires_at,
            "reason": self.failure.reason if self.failure else None,
            "remedy": self.failure.remedy if self.failure else None,
        }


def exit_code(outcomes: Iterable[Outcome]) -> ExitCode:
    """The largest exit code of any failure; 0 without one."""
    return max((outcome.failure.exit_code for outcome in outcomes if outcome.failure), default=ExitCode.CLEAN)
