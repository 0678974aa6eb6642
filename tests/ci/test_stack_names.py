"""Valid names of stacks that the workflows deploy."""

import pytest

from ci.stack_names import invalid_names


def test_letters_digits_and_three_punctuation_marks_are_valid() -> None:
    assert list(invalid_names(["a", "Data-Science_2.eu", "x" * 46])) == []


@pytest.mark.parametrize("name", ["x" * 47, "a b", "ä", "a/b", "a*", "a\n", ""])
def test_an_invalid_name_is_reported_in_one_line(name: str) -> None:
    ((invalid, error),) = invalid_names([name])
    assert invalid == name
    assert error == (
        f"stacks/Pulumi.{name}.yaml: {name!r}: a stack's name has 1 to 46 letters, digits, _, . or -; rename the file"
    )


def test_two_names_that_differ_only_by_case_are_refused() -> None:
    assert [error for _, error in invalid_names(["ml", "ML", "web"])] == [
        "stacks/Pulumi.ml.yaml: 'ml': differs from ML only by case; rename one of the files"
    ]
