"""Expressions mean to the check what they mean to Python."""

import pytest

from tests.check.followed import of_python, value_of


@pytest.mark.parametrize(
    "code",
    [
        "x = f'{1}-{\"a\"!r}-{2:03d}'",
        "a = 'b'\nx = f'{a:>{3}}'",
        "x = 'a' 'b' + 'c' * 2",
        "x = '' or 'b' or 'c'",
        "x = 'a' and 'b'",
        "x = 0 or None",
        "x = not '' and 'yes'",
        "x = 'a' if 'b' in 'abc' else 'c'",
        "x = (1, *(2, 3))",
        "x = [1, *[2, 3], *'ab']",
        "x = {**{'a': 1}, 'b': 2, **{'a': 3}}",
        "x = 'abc'[-1] + 'abc'[::2] + [1, 2, 3][1:][0] * 'z'",
        "x = [a + b for a in 'ab' for b in 'cd' if b != 'd']",
        "x = {a: b for a, b in [('k', 'v')]}",
        "a = 'outer'\n[a for a in 'xy']\nx = a",
        "[(x := a) for a in 'xy']",
        "x = (lambda a, b='c': a + b)('d')",
        "x = [f() for f in [lambda i=i: i for i in 'ab']]",
        "x = [f() for f in [lambda: i for i in 'ab']]",
        "x = (y := 'a') + y",
        "x = 1 + 2 * 3 - -4",
        "x = 'a' < 'b'",
        "x = None is None and (a := 1) is not None",
        "x = '-'.join(a.upper() for a in ('b', 'c'))",
    ],
)
def test_the_value_is_what_python_says(code: str) -> None:
    assert value_of(code) == of_python(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import m\nx = 'a' if m.b else 'c'", {"a", "c"}),
        ("import m\nx = ('a' if m.b else 'c') + ('d' if m.e else 'f')", {"ad", "af", "cd", "cf"}),
        ("import m\nx = m.a + 'b'", "unknown: `m.a` is not defined in the checked files"),
        ("x = 1 / 0", "unknown: this kind of expression is not followed"),
        ("x = 1 // 0", "unknown: Python would raise ZeroDivisionError"),
        ("x = 'a' + 1", "unknown: Python would raise TypeError"),
        ("x = 'a' * 10**9", "unknown: this kind of expression is not followed"),
        ("x = 'a' * 1000000000", "unknown: it is too long"),
        ("import os\nx = os.environ.get('A') or 'b'", "b"),
        ("class A:\n    def __bool__(self):\n        return False\nx = 'a' if A() else 'b'", {"a", "b"}),
        ("import m\nx = [*m.a, 'b']", ["b", "…"]),
    ],
)
def test_what_the_source_does_not_decide_is_several_values_or_unknown(code: str, expected: object) -> None:
    assert value_of(code) == expected
