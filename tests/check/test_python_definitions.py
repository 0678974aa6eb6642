"""Functions and classes are defined as in Python."""

import pytest

from tests.check.followed import of_python, value_of


@pytest.mark.parametrize(
    "code",
    [
        "class A:\n    b = 'b'\n    c = b + 'c'\nx = A.c",
        "b = 'outer'\nclass A:\n    b = 'inner'\n    def f(self):\n        return b\nx = A().f()",
        "b = 'outer'\nclass A:\n    b = 'inner'\n    c = [b for _ in 'a']\nx = A.c",
        "class A:\n    @staticmethod\n    def f(a):\n        return a\n    @classmethod\n    def g(cls, a):\n"
        "        return cls.f(a)\nx = A.g('b')",
        "class A:\n    b = 'c'\n    @property\n    def p(self):\n        return self.b\nx = A().p",
        "class A:\n    b = 'a'\nclass B(A):\n    pass\nclass C(A):\n    b = 'c'\nclass D(B, C):\n    pass\nx = D.b",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    b: str\n@dataclass\nclass B(A):\n"
        "    c: str = 'c'\nx = B('b', 'd').c",
        "from dataclasses import dataclass\nfrom typing import ClassVar\n@dataclass\nclass A:\n"
        "    b: ClassVar[str] = 'b'\n    c: str\n"
        "x = A('c').c",
        "class A:\n    b = 'a'\nA.b = 'c'\nx = A().b",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A:\n    b: str = 'c'\nx = A().b",
        "y = []\ndef d(f):\n    y.append('a')\n    return f\n@d\ndef g():\n    return 'b'\nx = (y, g())",
        "def d(f):\n    def w():\n        return f() + '!'\n    return w\n@d\ndef g():\n    return 'b'\nx = g()",
        "y = {}\ndef d(n):\n    def w(f):\n        y[n] = f\n        return f\n    return w\n"
        "@d('a')\ndef g(): ...\nx = [*y]",
        "from abc import ABC\nclass A(ABC):\n    b = 'c'\nx = A().b",
        "class A:\n    b = 'a'\na = A()\na.b = 'c'\nx = A().b + a.b",
    ],
)
def test_a_definition_means_what_python_says(code: str) -> None:
    assert value_of(code) == of_python(code)


@pytest.mark.parametrize(
    "code",
    [
        "def d(c):\n    c.b = 'e'\n    return c\n@d\nclass A:\n    b = 'c'\nx = A.b",
        "class M(type):\n    pass\nclass A(metaclass=M):\n    b = 'c'\nx = A.b",
        "class B:\n    def __init_subclass__(cls):\n        cls.b = 'd'\nclass A(B):\n    b = 'c'\nx = A.b",
    ],
)
def test_a_class_that_others_may_change_is_unknown(code: str) -> None:
    assert value_of(code) == "unknown: a decorator, a metaclass or a base may change the class `A`"


def test_a_decorator_of_another_package_above_one_of_ours_makes_the_result_unknown() -> None:
    code = "import m\ndef d(f):\n    return lambda: 'a'\n@m.task\n@d\ndef g():\n    return 'b'\nx = g()"
    assert value_of(code) == "unknown: a decorator may change what `g` returns"


def test_a_property_that_can_be_set_is_not_followed() -> None:
    code = (
        "class A:\n    @property\n    def p(self):\n        return self._p\n    @p.setter\n    def p(self, v):\n"
        "        self._p = v + '!'\na = A()\na.p = 'b'\nx = a.p"
    )
    assert value_of(code) == "unknown: a property that can be set is not followed"
