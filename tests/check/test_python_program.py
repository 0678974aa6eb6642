"""A whole program: functions that nothing calls, and files that would take forever."""

import pytest

from tests.check.followed import sources
from union_ecr.check.python_images import images_of
from union_ecr.check.python_program import Program

pytestmark = pytest.mark.slow

IMPORT = "from flytekit import ImageSpec\n"


def lines_of(code: str) -> list[tuple[int, object]]:
    uses, problems = images_of(sources({"main.py": IMPORT + code}), {})
    assert problems == []
    return [(use.line, use.name if isinstance(use.name, str) else "unknown") for use in uses]


def test_a_function_that_nothing_calls_is_followed_with_its_defaults() -> None:
    assert lines_of("def f(a, b='c'):\n    ImageSpec(name=b)\n    ImageSpec(name=a)\n") == [(3, "c"), (4, "unknown")]


def test_a_function_that_is_called_is_followed_with_its_arguments_only() -> None:
    assert lines_of("def f(a):\n    ImageSpec(name=a)\nf('b')\nf('c')\n") == [(3, "b"), (3, "c")]


def test_what_runs_only_as_a_script_counts_not() -> None:
    assert lines_of("if __name__ == '__main__':\n    ImageSpec(name='a')\n") == []


def test_an_image_that_others_are_derived_from_counts_once() -> None:
    assert lines_of("a = ImageSpec(name='b', registry='c')\nd = a.with_packages(['e'])\n") == [(2, "b")]


DEEP = "x = " + " + ".join(["'a'"] * 500)
HOSTILE = {
    "a 10,000-element literal": f"x = [{', '.join(map(repr, range(10_000)))}]\nImageSpec(name='a')\n",
    "a 500-deep sum": f"{DEEP}\nImageSpec(name='a')\n",
    "500 nested conditionals": "x = " + "'a' if y else " * 500 + "'b'\nImageSpec(name='a')\n",
    "90 nested brackets": "x = " + "[" * 90 + "]" * 90 + "\nImageSpec(name='a')\n",
    "60 conditions": "import m\n"
    + "".join(f"if m.a{n}:\n    x{n} = 1\nelse:\n    x{n} = 2\n" for n in range(60))
    + "ImageSpec(name='a')\n",
    "nested loops": "for a in range(9999):\n    for b in range(9999):\n        x = a\n",
    "a function that calls two": "".join(f"def f{n}():\n    f{n + 1}()\n    f{n + 1}()\n" for n in range(40))
    + "f0()\n",
    "conditions in a loop": "import m\nfor a in range(3000):\n    if m.b:\n        x = a\n    y = x\n",
    "long attribute": "import a\nx = a" + ".b" * 900 + "\nImageSpec(name='a')\n",
    "calls of calls": "import a\nx = a" + "()" * 900 + "\n",
    "elifs": "import a\nif a:\n    x = 1\n"
    + "".join(f"elif a == {n}:\n    x = {n}\n" for n in range(900))
    + "ImageSpec(name='a')\n",
}


@pytest.mark.parametrize("code", HOSTILE.values(), ids=HOSTILE)
def test_hostile_code_ends_with_at_most_one_problem(code: str) -> None:
    uses, problems = images_of(sources({"main.py": IMPORT + code}), {})
    assert len(problems) <= 1
    assert uses or problems or "ImageSpec" not in code


def test_the_steps_of_all_functions_of_a_file_are_counted_together() -> None:
    endless = "for a in range(9999):\n        for b in range(9999):\n            c = a\n"
    code = IMPORT + "".join(f"def f{n}():\n    {endless}" for n in range(50))
    _, problems = images_of(sources({"main.py": code}), {})
    assert [problem.reason for problem in problems] == ["it takes too many steps to follow"]


def test_one_file_that_cannot_be_followed_hides_no_other() -> None:
    files = sources({"bad.py": IMPORT + "x = (", "good.py": IMPORT + "ImageSpec(name='a')"})
    uses, problems = images_of(files, {})
    assert [use.file for use in uses] == ["good.py"]
    assert [problem.file for problem in problems] == ["bad.py"]


def test_a_defect_of_ours_hides_no_other_file(monkeypatch: pytest.MonkeyPatch) -> None:
    files = sources({"bad.py": IMPORT + "x = 'a' + 'b'", "good.py": IMPORT + "ImageSpec(name='a')"})

    def defect(*_: object) -> None:
        raise KeyError("a")

    monkeypatch.setattr("union_ecr.check.python_expressions.operation", defect)
    uses, problems = images_of(files, {})
    assert [use.file for use in uses] == ["good.py"]
    assert [(problem.file, problem.reason.rpartition(": ")[2]) for problem in problems] == [("bad.py", "KeyError")]


def test_a_module_is_followed_once() -> None:
    program = Program(sources({"a.py": IMPORT + "ImageSpec(name='b')", "c.py": "import a", "d.py": "import a"}), {})
    for path in ("c.py", "d.py", "a.py"):
        program.follow(path)
    assert len(program.images) == 1
