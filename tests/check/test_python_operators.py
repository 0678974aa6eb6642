"""Operators of values that are known, and of those that are not."""

import ast

import pytest

from tests.check.followed import of_python, value_of
from union_ecr.check.python_operators import joined, negated, operation, sliced
from union_ecr.check.python_values import DictValue, External, ListValue, UnknownValue


@pytest.mark.parametrize(
    "code",
    [
        "x = '%s-%d' % ('a', 3)",
        "x = '%(a)s' % {'a': 'b'}",
        "x = '%s' % 'a'",
        "x = [1] + [2]",
        "x = {'a': 1} | {'a': 2, 'b': 3}",
        "x = (1,) + (2,)",
        "x = 7 // 2 + 7 % 2",
        "x = 'a' not in ['b', 'c']",
        "x = 3 >= 2",
        "x = 'A' == 'a'",
    ],
)
def test_an_operator_makes_what_python_makes(code: str) -> None:
    assert value_of(code) == of_python(code)


def test_what_is_unknown_stays_unknown_with_its_reason() -> None:
    unknown = UnknownValue("why")
    assert operation(ast.Add, "a", unknown) is unknown
    assert joined("a", unknown) is unknown
    assert negated(unknown) is unknown
    assert sliced(unknown, None, None, None) is unknown
    assert operation(ast.Mod, "%(a)s", DictValue({"a": unknown})) is unknown
    assert isinstance(operation(ast.Add, "a", External("m.b")), UnknownValue)
    assert operation(ast.Add, ListValue(["a"], complete=False), ListValue(["b"])).complete is False


def test_a_path_is_no_text() -> None:
    assert operation(ast.Div, External("pathlib.Path"), "a") == UnknownValue("it is a path")
