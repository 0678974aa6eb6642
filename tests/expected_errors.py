"""Whether the lines a person reads are the errors that a table expects."""

from collections.abc import Sequence

from tests.workspace.bad_stack_files import Told


def assert_errors(lines: Sequence[str], file: str, expected: Sequence[Told]) -> None:
    """Each line is FILE:LINE: KEY: GIVEN: RULE; REMEDY of the error expected there, in the order of the lines."""
    for line in lines:
        assert line.isprintable(), line
        assert "Traceback" not in line
    unexpected = list(lines)
    missing = []
    for told in expected:
        found = next((line for line in unexpected if is_expected(line, file, told)), None)
        if found is None:
            missing.append(told)
        else:
            unexpected.remove(found)
    assert (missing, unexpected) == ([], []), "missing and unexpected"
    numbers = [told.line or 0 for told in expected]
    assert [line_number(line, file) for line in lines] == sorted(numbers)


def is_expected(line: str, file: str, told: Told) -> bool:
    place = file if told.line is None else f"{file}:{told.line}"
    start = "".join(f"{part}: " for part in (place, told.key, told.given) if part)
    rule, _, remedy = line.removeprefix(start).rpartition("; ")
    return line.startswith(start) and told.rule in rule and told.remedy in remedy and ": " not in rule[: len(told.rule)]


def line_number(line: str, file: str) -> int:
    number = line.removeprefix(file).partition(": ")[0]
    return int(number.removeprefix(":") or 0)
