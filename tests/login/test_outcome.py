"""What became of a login, as data."""

from union_ecr.exit_codes import ExitCode
from union_ecr.login.failures import Failure
from union_ecr.login.outcome import LoginStatus, Outcome, exit_code

DONE = Outcome(
    "host", ("a", "b"), LoginStatus.LOGGED_IN, tool="docker", identity="arn", expires_at="2026-11-28T20:00:00+00:00"
)
REFUSED = Outcome("host", ("a",), LoginStatus.FAILED, file="f", failure=Failure("no", "try", ExitCode.FINDINGS))
DENIED = Outcome(
    "host", ("a",), LoginStatus.FAILED, tool="crane", failure=Failure("denied", "ask", ExitCode.CANNOT_TELL)
)


def test_an_outcome_says_everything_as_json_and_null_where_nothing_is_known() -> None:
    assert DONE.as_json() == {
        "registry": "host",
        "stacks": ["a", "b"],
        "status": "logged-in",
        "tool": "docker",
        "file": None,
        "helper": None,
        "identity": "arn",
        "expiresAt": "2026-11-28T20:00:00+00:00",
        "reason": None,
        "remedy": None,
    }
    assert (REFUSED.as_json()["reason"], REFUSED.as_json()["remedy"]) == ("no", "try")


def test_the_exit_code_is_that_of_the_worst_failure() -> None:
    assert [exit_code(outcomes) for outcomes in ([DONE], [DONE, REFUSED], [REFUSED, DENIED, DONE])] == [0, 1, 3]
