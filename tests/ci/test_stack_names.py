"""Names of stacks that become names of roles, environments and artifacts."""

import pytest

from ci.stack_names import broken_names


def test_letters_digits_and_three_signs_are_right() -> None:
    assert list(broken_names(["a", "Data-Science_2.eu", "x" * 46])) == []


@pytest.mark.parametrize("name", ["x" * 47, "a b", "ä", "a/b", "a*", "a\n", ""])
def test_any_other_is_told_in_one_line(name: str) -> None:
    ((broken, told),) = broken_names([name])
    assert broken == name
    assert told == (
        f"stacks/Pulumi.{name}.yaml: {name!r}: a stack's name has 1 to 46 letters, digits, _, . or -; rename the file"
    )


def test_two_that_differ_by_case_only_are_one_to_github_and_to_iam() -> None:
    assert [told for _, told in broken_names(["ml", "ML", "web"])] == [
        "stacks/Pulumi.ml.yaml: 'ml': differs from ML by upper and lower case only; rename one of the files"
    ]
