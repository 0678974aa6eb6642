"""Which file an import means, and files that cannot be parsed."""

import pytest

from tests.check.followed import followed, sources
from union_ecr.check.python_modules import MOST_CHARACTERS, Source, find_imports, find_module

FILES = sources(
    dict.fromkeys(
        ("app/main.py", "app/names.py", "shared/__init__.py", "shared/hosts.py", "src/lib/__init__.py", "app/lib/x.py"),
        "",
    )
)


@pytest.mark.parametrize(
    ("name", "importing", "level", "expected"),
    [
        ("names", "app/main.py", 0, "app/names.py"),
        ("names", "app/main.py", 1, "app/names.py"),
        ("app.names", "app/main.py", 0, "app/names.py"),
        ("shared", "app/main.py", 0, "shared/__init__.py"),
        ("shared.hosts", "app/main.py", 0, "shared/hosts.py"),
        ("lib", "app/main.py", 0, "src/lib/__init__.py"),
        ("names", "app/lib/x.py", 2, "app/names.py"),
        ("names", "shared/hosts.py", 0, None),
        ("numpy", "app/main.py", 0, None),
        ("main", "app/main.py", 0, None),
    ],
)
def test_an_import_means_the_file_beside_above_or_in_src(
    name: str, importing: str, level: int, expected: str | None
) -> None:
    assert find_module(FILES, name, importing, level) == expected


def test_the_imports_of_a_file_are_found_without_parsing_it() -> None:
    text = (
        "import shared.hosts as h, os\nfrom .names import A\nif True:\n    from shared import hosts\n"
        "from . import names\n"
    )
    assert find_imports(FILES, "app/main.py", text) == {"shared/hosts.py", "app/names.py", "shared/__init__.py"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("print 'a'", "it is not valid Python 3: "),
        ("x = (", "it is not valid Python 3: '(' was never closed"),
        ("a\0b", "it is not valid Python 3: "),
        ("#" * (MOST_CHARACTERS + 1), "more than the 2,000,000 that are read"),
        ("x = " + "(" * 500 + "1" + ")" * 500, "it is not valid Python 3: too many nested parentheses"),
        ("x = " + "-" * 20_000 + "1", "its expressions are nested too deeply"),
    ],
    ids=["Python 2", "a syntax error", "a null byte", "too large", "500 parentheses", "20,000 operators"],
)
def test_a_file_that_cannot_be_parsed_says_why(text: str, reason: str) -> None:
    parsed = Source("a.py", lambda: text).parse()
    assert isinstance(parsed, tuple)
    assert reason in parsed[1]


@pytest.mark.parametrize(
    "files",
    [
        {"main.py": "import a.b\nx = a.b.y", "a/b.py": "y = 'z'"},
        {"main.py": "import a.b\nx = a.b.y", "a/__init__.py": "", "a/b.py": "y = 'z'"},
        {"main.py": "import a.b as c\nx = c.y", "a/b.py": "y = 'z'"},
        {"main.py": "from a import b\nx = b.y", "a/b.py": "y = 'z'"},
        {"main.py": "from a import b\nx = b.y", "a/__init__.py": "", "a/b.py": "y = 'z'"},
        {"main.py": "import a\nx = a.b.y", "a/__init__.py": "from . import b", "a/b.py": "y = 'z'"},
        {"main.py": "from a.b.c import y as x", "a/b/c.py": "from ..d import y", "a/d.py": "y = 'z'"},
        {"main.py": "from a import *\nx = y", "a.py": "y = 'z'\n_x = 'no'"},
        {"main.py": "from a import *\nx = _y", "a.py": "__all__ = ['_y']\n_y = 'z'"},
        {"main.py": "from a import x", "a.py": "import b\nx = b.y", "b.py": "y = 'z'\nimport a"},
        {"main.py": "def f():\n    from a import y\n    return y\nx = f()", "a.py": "y = 'z'"},
    ],
)
def test_a_name_comes_from_the_module_that_python_imports(files: dict[str, str]) -> None:
    assert followed(files)["x"] == "z"


def test_a_circle_of_imports_ends_and_what_is_not_defined_yet_is_unknown() -> None:
    names = followed({"main.py": "import a\nx = a.y", "a.py": "import b\ny = b.z\nw = 1", "b.py": "import a\nz = a.w"})
    assert "the imports go round in a circle" in names["x"].reason
