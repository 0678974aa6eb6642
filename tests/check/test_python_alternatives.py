"""Values that are one of several."""

from union_ecr.check.python_alternatives import (
    MOST_ALTERNATIVES,
    alternatives,
    choices,
    combined,
    elements,
    is_constant,
    same,
)
from union_ecr.check.python_values import Alternatives, DictValue, ListValue, UnknownValue


def test_each_value_counts_once_and_nested_ones_are_flat() -> None:
    assert alternatives(["a", Alternatives(("a", "b"))]) == Alternatives(("a", "b"))
    assert alternatives(["a", "a"]) == "a"


def test_true_is_not_1() -> None:
    assert not same(True, 1)
    assert len(choices(alternatives([True, 1]))) == 2


def test_an_operation_is_applied_to_every_combination() -> None:
    both = Alternatives(("a", "b"))
    assert choices(combined(lambda first, second: first + second, both, both)) == ("aa", "ab", "ba", "bb")


def test_too_many_values_are_unknown() -> None:
    reason = f"it has more than {MOST_ALTERNATIVES} possible values"
    assert alternatives(range(MOST_ALTERNATIVES + 1)) == UnknownValue(reason)
    many = Alternatives(tuple(range(MOST_ALTERNATIVES)))
    assert combined(lambda first, second: first + second, many, many) == UnknownValue(reason)


def test_the_elements_of_what_may_have_others_are_not_known() -> None:
    assert elements(ListValue(["a"])) == ["a"]
    assert elements(ListValue(["a"], complete=False)) is None
    assert elements(DictValue({"a": 1})) == ["a"]
    assert elements(UnknownValue("why")) is None


def test_a_tuple_is_constant_if_its_items_are() -> None:
    assert is_constant(("a", (1, None)))
    assert not is_constant(("a", UnknownValue("why")))
