"""A call returns what Python returns, and changes what Python changes."""

import pytest

from tests.check.followed import of_python, value_of


@pytest.mark.parametrize(
    "code",
    [
        "def f(a, b='b', *c, d='d', **e):\n    return a + b + ''.join(c) + d + ''.join(e.values())\n"
        "x = f('1', '2', '3', e='4')",
        "def f(a, /, b, *, c):\n    return a + b + c\nx = f('1', c='3', b='2')",
        "def f(a=[]):\n    a.append('b')\n    return a\nf()\nx = f()",
        "y = 'a'\ndef f(z=y):\n    return z\ny = 'b'\nx = f()",
        "def f():\n    return y\ny = 'a'\ny = 'b'\nx = f()",
        "def f():\n    pass\nx = f()",
        "def f(n):\n    def g():\n        return n\n    return g\nx = f('a')() + f('b')()",
        "from functools import partial\ndef f(a, b, c='c'):\n    return a + b + c\nx = partial(f, 'a', c='d')('b')",
        "from functools import cache\n@cache\ndef f():\n    return 'a'\nx = f()",
        "class A:\n    def __init__(self, b):\n        self.b = b\nx = A('c').b",
        "class A:\n    def __call__(self, b):\n        return b\nx = A()('c')",
        "class A:\n    def __init__(self):\n        self.b = 'b'\nclass B(A):\n    b = 'c'\n"
        "    def __init__(self):\n        super().__init__()\n"
        "x = B().b",
        "import asyncio\nasync def f():\n    return 'a'\nasync def g():\n    return await f() + 'b'\n"
        "x = asyncio.run(g())",
        "from dataclasses import dataclass, replace\n@dataclass\nclass A:\n    b: str\n    c: str = 'c'\n"
        "x = replace(A('b'), c='d').c",
        "import copy\ny = {'a': ['b']}\nz = copy.deepcopy(y)\nz['a'].append('c')\nx = y['a']",
        "import copy\ny = {'a': ['b']}\nz = copy.copy(y)\nz['a'].append('c')\nx = y['a']",
        "def f(*a, **b):\n    return [*a, *b.values()]\nx = f(*['a', 'b'], **{'c': 'd'})",
    ],
)
def test_a_call_returns_what_python_returns(code: str) -> None:
    assert value_of(code) == of_python(code)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("def f():\n    yield 'a'\nx = f()", "`f` is a generator"),
        ("def f(a):\n    return f(a)\nx = f('a')", "`f` calls itself"),
        ("import m\n@m.d\ndef f():\n    return 'a'\nx = f()", "a decorator may change what `f` returns"),
        ("def f(a):\n    return a\nx = f()", "the call of `f` does not say it in a way that is followed"),
        ("import m\ndef f(a, b='c'):\n    return b\nx = f(**m.a)", "does not say it"),
        ("import m\nx = m.f('a')", "`m.f` is not defined in the checked files"),
        ("x = 'a'()", "not followed"),
        ("class A:\n    def __new__(cls):\n        return 'a'\nx = A().b", "`__new__`"),
    ],
)
def test_a_result_that_is_not_known_says_why(code: str, reason: str) -> None:
    value = value_of(code)
    assert value.startswith("unknown: ")
    assert reason in value
