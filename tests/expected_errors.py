"""Whether the lines that a person reads are the errors that a test expects."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class ExpectedError:
    """One line of output: `key` and `given` exactly, `rule` and `remedy` by a part of theirs."""

    line: int | None
    key: str
    given: str | None
    rule: str
    remedy: str


def assert_errors(lines: Sequence[str], file: str, expected: Sequence[ExpectedError]) -> None:
    """Each line is FILE:LINE: KEY: GIVEN: RULE; REMEDY of the error expected there, in the order of the lines."""
    for line in lines:
        assert line.isprintable(), line
        assert "Traceback" not in line
    unexpected = list(lines)
    missing = []
    for error in expected:
        found = next((line for line in unexpected if is_expected(line, file, error)), None)
        if found is None:
            missing.append(error)
        else:
            unexpected.remove(found)
    assert (missing, unexpected) == ([], []), "missing and unexpected"
    numbers = [error.line or 0 for error in expected]
    assert [line_number(line, file) for line in lines] == sorted(numbers)


def is_expected(line: str, file: str, error: ExpectedError) -> bool:
    place = file if error.line is None else f"{file}:{error.line}"
    start = "".join(f"{part}: " for part in (place, error.key, error.given) if part)
    rule, _, remedy = line.removeprefix(start).rpartition("; ")
    return (
        line.startswith(start) and error.rule in rule and error.remedy in remedy and ": " not in rule[: len(error.rule)]
    )


def line_number(line: str, file: str) -> int:
    number = line.removeprefix(file).partition(": ")[0]
    return int(number.removeprefix(":") or 0)
