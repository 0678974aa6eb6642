"""The names after ways that meet, and which functions are generators."""

import ast

import pytest

from union_ecr.check.python_frames import is_generator, item_of, loaded, merged
from union_ecr.check.python_values import Alternatives, ListValue, UnknownValue


def test_a_name_is_what_any_way_makes_it() -> None:
    assert merged([{"a": 1, "b": 2}, {"a": 3}]) == {"a": Alternatives((1, 3)), "b": 2}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f():\n    if a:\n        yield", True),
        ("def f():\n    return (yield)", True),
        ("def f():\n    yield from a", True),
        ("def f():\n    def g():\n        yield", False),
        ("def f():\n    return lambda: (yield)", False),
    ],
)
def test_a_generator_yields_itself(code: str, expected: bool) -> None:
    assert is_generator(ast.parse(code).body[0]) is expected


def test_an_item_of_a_list_that_may_have_others_is_one_of_those_known_or_another() -> None:
    assert item_of(ListValue(["a"], complete=False)) == Alternatives(
        ("a", UnknownValue("it is an item of a list that may have others"))
    )
    assert item_of(UnknownValue("why")) == UnknownValue("why")


def test_a_target_is_read_where_it_is_assigned() -> None:
    (statement,) = ast.parse("a.b[c] += 1").body
    assert isinstance(statement, ast.AugAssign)
    assert ast.unparse(loaded(statement.target)) == "a.b[c]"
    assert isinstance(loaded(statement.target).ctx, ast.Load)  # type: ignore[attr-defined]
