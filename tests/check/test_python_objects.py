"""Attributes and items of objects."""

import pytest

from tests.check.followed import of_python, value_of


@pytest.mark.parametrize(
    "code",
    [
        "x = {'a': {'b': ['c', 'd']}}['a']['b'][-1]",
        "from enum import Enum\nclass E(Enum):\n    A = 'a'\n    B = 'b'\n"
        "x = [E.A.value, E.B.name, E['A'].value, *[e.value for e in E]]",
        "from enum import StrEnum\nclass E(StrEnum):\n    A = 'a'\nx = f'{E.A}' + str(E.A)",
        "from enum import Enum\nclass E(Enum):\n    A = 'a'\nx = {E.A: 'b'}[E.A]",
        "class A:\n    b = {'c': 'd'}\nA.b['c'] = 'e'\nx = A().b['c']",
        "class A:\n    def __getitem__(self, key):\n        return key + 'b'\nx = A()['a']",
        "class A:\n    b = 'c'\n    def f(self):\n        self.b = 'd'\n        return self\nx = A().f().b + A.b",
        "class A:\n    def f(self):\n        return 'a'\nclass B(A):\n    def f(self):\n"
        "        return super().f() + 'b'\nx = B().f()",
    ],
)
def test_an_attribute_and_an_item_are_what_python_says(code: str) -> None:
    assert value_of(code) == of_python(code)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("class A:\n    pass\nx = A().b", "`A.b` is not defined in the checked files"),
        ("x = {'a': 1}['b']", "the dict has no key 'b' that is known"),
        ("x = ['a'][1]", "not followed"),
        ("class A:\n    b = 'c'\na = A()\na.b = 'd'\ndel a.b\nx = a.b", "`del` takes it away"),
        ("from enum import Enum\nclass E(str, Enum):\n    A = 'a'\nx = f'{E.A}'", "depends on the version of Python"),
        ("x = str(object)", "`object` is not defined"),
        (
            "class A:\n    b = 'c'\n    def __init__(self, **d):\n        self.__dict__.update(d)\nx = A(b='e').b",
            "not followed",
        ),
        ("class A:\n    b = 'c'\n    def __getattribute__(self, n):\n        return 'd'\nx = A().b", "not followed"),
        ("x = '-'.join([None])", "not followed"),
        ("x = __file__", "depends on where the file lies"),
    ],
)
def test_what_is_not_known_says_why(code: str, reason: str) -> None:
    assert reason in value_of(code)


def test_another_name_of_an_enums_value_is_its_first_member() -> None:
    code = "from enum import Enum\nclass E(Enum):\n    A = 'a'\n    B = 'b'\n    ALSO_A = 'a'\n"
    for expression in ("E.ALSO_A.name", "E['ALSO_A'].name", "[e.name for e in E]"):
        assert value_of(f"{code}x = {expression}") == of_python(f"{code}x = {expression}")


def test_a_member_of_an_enum_may_begin_with_an_underscore() -> None:
    code = "from enum import Enum\nclass E(Enum):\n    _A = 'a'\nx = E._A.value"
    assert value_of(code) == of_python(code)
