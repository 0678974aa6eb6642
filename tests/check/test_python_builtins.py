"""What Python's own functions return."""

import pytest

from tests.check.followed import of_python, value_of


@pytest.mark.parametrize(
    "code",
    [
        "x = str(3) + str('a') + repr('b')",
        "x = [len('abc'), len([1, 2]), max(1, 2), min([3, 4]), abs(-1), int('7')]",
        "x = sorted({'b', 'a', 'b'})",
        "x = list(reversed(['a', 'b']))",
        "x = tuple(['a']) + tuple()",
        "x = dict([('a', 1)], b=2)",
        "x = list(enumerate('ab', 1)) + list(zip('ab', 'cd')) + list(range(2))",
        "class A:\n    b = 'c'\nx = getattr(A, 'b') + getattr(A(), 'd', 'e')",
        "class A:\n    b = 'c'\na = A()\nsetattr(a, 'b', 'd')\nx = a.b",
        "class A:\n    def __init__(self):\n        object.__setattr__(self, 'b', 'c')\nx = A().b",
        "from dataclasses import dataclass, field\n@dataclass\nclass A:\n    b: str = field(default='c')\nx = A().b",
        "import os\nos.environ['A_B_C'] = 'd'\nx = os.environ['A_B_C'] + os.getenv('A_B_C', 'e')",
        "import os\nos.environ['A_B_C'] = 'd'\ndel os.environ['A_B_C']\nx = os.getenv('A_B_C', 'gone')",
        "import os\nos.environ |= {'A_B_C': 'd'}\nx = os.getenv('A_B_C', 'gone')",
        "import os\nos.environ.setdefault('A_B_C', 'e')\nx = os.getenv('A_B_C')",
        "import os\nx = os.getenv('NOT_SET', 'e') + os.environ.get('NOT_SET', default='f')",
    ],
)
def test_a_function_of_python_returns_what_it_returns(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("A_B_C", raising=False)
    assert value_of(code) == of_python(code)


@pytest.mark.parametrize("function", ["globals()['x'] = 'b'", "exec('x = 1')", "globals().update(x='b')"])
def test_names_that_may_change_unseen_are_not_certain(function: str) -> None:
    assert f"unknown: `{function.partition('(')[0]}` may change it" in value_of(f"x = 'a'\n{function}")


def test_a_variable_is_the_one_that_is_passed_rather_than_the_default() -> None:
    code = "import os\nx = os.getenv('A', 'b') + os.environ['A']"
    assert value_of(code, A="c") == "cc"
    assert value_of(code) == "unknown: the environment variable A is not known: pass --env A=VALUE"


@pytest.mark.parametrize(
    "code",
    [
        "x = list({'b', 'a'})[0]",
        "x = tuple({'b', 'a'})",
        "x = '-'.join({'b', 'a'})",
        "x = int('a')",
        "x = range(10**9)",
        "import m\nx = list(m.a)[0]",
        "class A:\n    b = 'c'\nimport m\na = A()\nsetattr(a, m.name, 'd')\na.b = a.b\nx = getattr(a, m.name)",
    ],
)
def test_what_depends_on_the_run_is_unknown(code: str) -> None:
    assert str(value_of(code)).startswith("unknown: ")
