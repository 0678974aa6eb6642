"""Stacks of one registry know each other: the cases of crossing/*.yaml, in both directions."""

from collections import Counter
from collections.abc import Collection

import pytest

from tests.expected_errors import ExpectedError, assert_errors
from tests.stacks import HEAD
from tests.workspace.crossing_cases import CROSSING_CASES, CrossingCase, facts_of, read_cases
from union_ecr.workspace.declared_stacks import ValidatedStacks, validate_together


def validated(case: CrossingCase, chosen: Collection[str]) -> ValidatedStacks:
    return validate_together(case.parsed(), chosen)


def assert_expected(found: ValidatedStacks, case: CrossingCase, expected: dict[str, list[ExpectedError]]) -> None:
    for stack, file in case.stacks.items():
        lines = [str(error) for error in found.errors if error.file == file.name]
        assert_errors(lines, file.name, expected.get(stack, []))


@pytest.mark.parametrize("case", CROSSING_CASES, ids=lambda case: case.name)
def test_a_stack_is_judged_and_described_with_the_other_stacks_of_its_registry(case: CrossingCase) -> None:
    for stack, file in case.stacks.items():
        found = validated(case, [stack])
        assert_expected(found, case, {stack: file.alone})
        if stack not in found.declared:
            assert (file.facts, file.absent) == ([], [])
            continue
        facts = facts_of(stack, found.registries[found.declared[stack].registry])
        for part, label, text in file.facts:
            sentences = [sentence for name, sentence in facts[part] if name == label]
            assert any(_is(text, sentence) for sentence in sentences), (stack, part, text, sentences)
        assert [(part, label) for part, label in file.absent if label in dict(facts[part])] == []


@pytest.mark.parametrize("case", CROSSING_CASES, ids=lambda case: case.name)
def test_a_mistake_of_two_chosen_stacks_is_reported_once(case: CrossingCase) -> None:
    found = validated(case, case.stacks.keys())
    assert_expected(found, case, {stack: file.together for stack, file in case.stacks.items()})


def _is(expected: str, sentence: str) -> bool:
    if expected.endswith("…"):
        return sentence.startswith(expected[:-1])
    return sentence.endswith(expected[1:]) if expected.startswith("…") else sentence == expected


def test_at_least_forty_cases_are_all_different_and_expect_something() -> None:
    assert len(CROSSING_CASES) >= 40
    assert [name for name, count in Counter(case.name for case in CROSSING_CASES).items() if count > 1] == []
    contents = Counter(tuple(file.content for file in case.stacks.values()) for case in CROSSING_CASES)
    assert max(contents.values()) == 1
    for case in CROSSING_CASES:
        assert any(file.facts or file.absent or file.alone for file in case.stacks.values()), case.name


def test_what_is_expected_belongs_to_the_file_and_the_line_above_it() -> None:
    (case,) = read_cases(
        "--- # a case\n== one\n  a: b\n# ^ k | 1 | rule | remedy\n# = x | scan | never\n== two\nconfig:\n"
        "# ^^ k | | r | s\n# ! x | copies\n"
    )
    one, two = case.stacks.values()
    assert (one.content, two.content) == (f"{HEAD}  a: b\n", "config:\n")
    assert (one.alone, one.together) == ([ExpectedError(4, "k", "1", "rule", "remedy")], [])
    assert two.alone == two.together == [ExpectedError(1, "k", None, "r", "s")]
    assert (one.facts, two.absent) == ([("x", "scan", "never")], [("x", "copies")])
