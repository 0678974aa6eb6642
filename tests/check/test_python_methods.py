"""What the methods of Python's own types return, and what they change."""

import pytest

from tests.check.followed import of_python, value_of


@pytest.mark.parametrize(
    "code",
    [
        "x = ' A-b '.strip().lower().replace('-', '_').removeprefix('a').title().split('_')",
        "x = '{}-{b}-{}'.format('a', 'd', b='c')",
        "x = '-'.join(['a', 'b']) + 'a-b'.partition('-')[2] + 'a'.zfill(3)",
        "y = ['a']\ny.append('b')\ny.extend(['c'])\ny.insert(0, 'd')\nx = y",
        "y = ['b', 'a', 'c']\ny.sort()\ny.reverse()\nx = [y.pop(), y.pop(0), *y]",
        "y = ['a']\nz = y.copy()\nz.append('b')\nx = y",
        "y = ['a']\ny.clear()\ny.append('b')\nx = y",
        "y = {'a': 1}\ny.update({'b': 2}, c=3)\nx = [*y.items()]",
        "y = {'a': 1}\nx = [y.get('a'), y.get('b', 2), y.pop('a'), y.pop('a', 3), y.setdefault('c', 4), y['c']]",
        "y = {'a': 1}\nz = y.copy()\nz['a'] = 2\nx = y",
        "x = [*{'a': 1}.keys(), *{'a': 1}.values()]",
        "y = {'a': 1}\ny.setdefault('a', 2)\nx = y['a']",
    ],
)
def test_a_method_returns_and_changes_what_python_says(code: str) -> None:
    assert value_of(code) == of_python(code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import m\ny = ['a']\ny.extend(m.b)\nx = y", ["…"]),
        ("y = ['b', 'a']\ny.sort(key=len)\nx = y", ["…"]),
        ("y = {'b', 'a'}\nx = y.pop()", "unknown: this kind of expression is not followed"),
        (
            "import m\ny = {'a': 1}\ny.update(m.b)\nx = y['a']",
            "unknown: the dict is changed under a key that is not known",
        ),
        (
            "import m\ny = {'a': 1}\ny[m.b] = 2\nx = y['a']",
            "unknown: the dict is changed under a key that is not known",
        ),
        ("import m\nx = {'a': 1, **m.b}['a']", "unknown: the dict is changed under a key that is not known"),
        ("import m\nx = {**m.b, 'a': 1}['a']", 1),
        ("x = 'a'.encode()", "unknown: this kind of expression is not followed"),
        ("x = '{'.format()", "unknown: Python would raise ValueError"),
    ],
)
def test_what_is_not_followed_makes_the_value_unknown(code: str, expected: object) -> None:
    assert value_of(code) == expected
