"""Statements do to names what Python does; where the source does not decide, a name is one of several values."""

import pytest

from tests.check.followed import of_python, value_of


@pytest.mark.parametrize(
    "code",
    [
        "x = 'a'\nx = 'b'",
        "x = y = 'a'",
        "x: str = 'a'",
        "x = 'a'\nx += 'b'",
        "y = ['a']\nx = y\ny += ['b']",
        "y = {'a': 1}\nx = y\ny |= {'b': 2}",
        "(x, *y), z = ('a', 'b'), 'c'",
        "*y, x = 'abc'",
        "x, y = 'a', 'b'\nx, y = y, x",
        "if 'a' == 'b':\n    x = 1\nelif True:\n    x = 2\nelse:\n    x = 3",
        "for x in 'abc':\n    pass",
        "for x in 'abc':\n    if x == 'b':\n        break\nelse:\n    x = 'z'",
        "for x in 'abc':\n    pass\nelse:\n    x = 'z'",
        "x = ''\nfor a in 'abc':\n    if a == 'b':\n        continue\n    x += a",
        "x = 'a'\nfor b in []:\n    x = b",
        "while True:\n    x = 'a'\n    break",
        "while False:\n    x = 'a'\nelse:\n    x = 'b'",
        "try:\n    x = 'a'\nfinally:\n    y = 'b'",
        "def f():\n    try:\n        return 'a'\n    finally:\n        pass\nx = f()",
        "def f():\n    global x\n    x = 'b'\nx = 'a'\nf()",
        "def f():\n    a = 'a'\n    def g():\n        nonlocal a\n        a = 'b'\n    g()\n    return a\nx = f()",
        "def f():\n    global x\n    for x in 'ab':\n        pass\nf()",
        "y = {'a': 1, 'b': 2}\ndel y['a']\nx = y",
        "y = [1, 2]\ndel y[0]\nx = y",
        "import os.path as p, sys\nx = 'a'",
        "x = [1, 2]\nx[0] = 3",
        "if __name__ == '__main__':\n    x = 'a'\nelse:\n    x = 'b'",
    ],
)
def test_a_name_is_what_python_makes_it(code: str) -> None:
    assert value_of(code) == of_python(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("if m:\n    x = 'a'\nelse:\n    x = 'b'", {"a", "b"}),
        ("x = 'a'\nif m:\n    x = 'b'", {"a", "b"}),
        ("try:\n    x = m()\nexcept m.Error:\n    x = 'b'", {"unknown: `m` is not defined in the checked files", "b"}),
        ("x = 'a'\ntry:\n    m()\n    x = 'b'\nexcept m.Error:\n    pass", {"a", "b"}),
        ("for a in m:\n    x = 'a'\nelse:\n    x = 'b'", "b"),
        ("for a in m:\n    x = 'a'\n    break\nelse:\n    x = 'b'", {"a", "b"}),
        ("x = 'a'\nwhile m:\n    x = 'b'", {"unknown: a loop changes it", "b"}),
        ("with m as x:\n    pass", "unknown: it comes from a `with` statement"),
        ("match m:\n    case 1:\n        x = 'a'\n    case _:\n        x = 'b'", {"a", "b"}),
        ("match m:\n    case x:\n        pass", "unknown: it comes from a `match` statement"),
        ("from contextlib import suppress\nx = 'a'\nwith suppress(KeyError):\n    x = 'b'", {"a", "b"}),
        ("def f():\n    if m:\n        return 'a'\n    return 'b'\nx = f()", {"a", "b"}),
        ("def f():\n    if m:\n        return 'a'\nx = f()", {"a", None}),
        ("if m:\n    x = 'a'\nelse:\n    raise ValueError", "a"),
        ("y = {'k': None}\nif m:\n    y['k'] = 'a'\nelse:\n    y['k'] = 'b'\nx = y['k']", {"a", "b"}),
        ("y = ['a']\nif m:\n    y.append('b')\nx = y", ["a", "b", "…"]),
        ("y = {}\nif m:\n    y['k'] = 'a'\nx = y['k']", {"a", "unknown: it is set below a condition only"}),
        ("y = ['a']\nz = ['a']\n(y if m else z)[0] = 'b'\nx = z[0]", {"a", "b"}),
        ("class A:\n    b = 'a'\na = A()\nif m:\n    a.b = 'b'\nx = a.b", {"a", "b"}),
    ],
)
def test_both_ways_are_followed(code: str, expected: object) -> None:
    assert value_of(f"import m\n{code}") == expected
