"""Conditions on variables of the environment that are not known; a default in the source stands for them."""

import pytest

from tests.check.followed import value_of

GET = 'import os\nx = os.environ.get("X")\n'
UNKNOWN = "unknown: the environment variable X is not known: pass --env X=VALUE"


@pytest.mark.parametrize(
    "condition", ["x is None", "not x", "x == None", 'x == ""', "not (x is not None)", '"X" not in os.environ']
)
def test_a_default_stands_for_the_variable(condition: str) -> None:
    assert value_of(f"{GET}if {condition}:\n    x = 'default'") == "default"
    assert value_of(f"{GET}if not ({condition}):\n    pass\nelse:\n    x = 'default'") == "default"
    assert value_of(f"{GET}x = 'default' if {condition} else x + '/team'") == "default"


@pytest.mark.parametrize("condition", ["x is None", "not x"])
def test_a_default_that_is_returned_stands_for_a_variable_of_the_module(condition: str) -> None:
    assert value_of(f"{GET}def f():\n    if {condition}:\n        return 'default'\n    return x\nx = f()") == "default"


def test_a_default_that_is_returned_stands_for_a_variable_of_the_function() -> None:
    body = "    y = os.getenv('X')\n    if y is None:\n        return 'default'\n    return y\n"
    assert value_of(f"{GET}def f():\n{body}x = f()") == "default"


@pytest.mark.parametrize("condition", ["x is None", "x"])
def test_a_variable_that_is_given_is_itself(condition: str) -> None:
    assert value_of(f"{GET}if {condition}:\n    x = x or 'default'", X="given") == "given"


@pytest.mark.parametrize(
    "code",
    [
        "if x is None:\n    raise KeyError\n",
        "if x is None:\n    pass\n",
        "if x == 'a':\n    x = x + 'b'\n",
        "if x < None:\n    pass\n",
    ],
)
def test_without_a_default_the_variable_is_not_known(code: str) -> None:
    assert value_of(GET + code) == UNKNOWN


def test_what_depends_on_a_variable_has_both_values() -> None:
    assert value_of(f"{GET}if x:\n    x = 'ci'\nelse:\n    x = 'local'") == {"ci", "local"}
    assert value_of(f"{GET}x = 'ci' if x else 'local'") == {"ci", "local"}
