"""A report's exit code, order and JSON."""

import json

from union_ecr.ci_check.findings import CiFinding, CiKind, CiReport, by_severity
from union_ecr.drift.findings import Severity, Unknown

MISSING = CiFinding("1", "ml", "role a", CiKind.MISSING, Severity.WARNING, "r", "m")
WIDE = CiFinding("2", "ml", "role b", CiKind.TOO_WIDE, Severity.CRITICAL, "r", "m")
UNKNOWN = Unknown("role c", "AccessDenied: no", ("ml",))


def test_the_exit_code_is_that_of_the_design() -> None:
    assert [CiReport(*parts).exit_code for parts in (((), ()), ((WIDE,), ()), ((WIDE,), (UNKNOWN,)))] == [0, 1, 3]


def test_the_worst_comes_first() -> None:
    assert by_severity([MISSING, WIDE]) == (WIDE, MISSING)


def test_the_json_has_findings_and_unknown() -> None:
    assert json.loads(json.dumps(CiReport((MISSING,), (UNKNOWN,)).as_json())) == {
        "findings": [
            {
                "account": "1",
                "stack": "ml",
                "resource": "role a",
                "kind": "missing",
                "severity": "warning",
                "reason": "r",
                "remedy": "m",
            }
        ],
        "unknown": [{"what": "role c", "reason": "AccessDenied: no", "stacks": ["ml"]}],
    }
