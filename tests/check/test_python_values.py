"""Scopes and classes look names up as Python does."""

from union_ecr.check.python_values import UNBOUND, Class, EnumMember, External, ModuleValue, Scope

MODULE = ModuleValue("main", "main.py", is_package=False)


def test_a_function_in_a_class_does_not_see_the_names_of_the_class() -> None:
    of_class = Scope(MODULE, {"name": "inner"}, Scope(MODULE, {"name": "outer"}), is_class=True)
    assert of_class.lookup("name") == "inner"
    assert Scope(MODULE, {}, of_class).lookup("name") == "outer"
    assert Scope(MODULE, {}, of_class).lookup("absent") is UNBOUND


def test_a_global_name_is_looked_up_in_the_module() -> None:
    around = Scope(MODULE, {"name": "around"})
    scope = Scope(MODULE, {}, around, elsewhere={"name": MODULE.scope})
    MODULE.scope.names["name"] = "of the module"
    assert scope.lookup("name") == "of the module"


def test_a_walrus_in_a_comprehension_assigns_outside_of_it() -> None:
    function = Scope(MODULE, {})
    inner = Scope(MODULE, {}, Scope(MODULE, {}, function, is_comprehension=True), is_comprehension=True)
    assert inner.outside_comprehensions() is function


def test_a_base_that_two_classes_share_comes_after_both() -> None:
    base = Class("Base", (), {"a": "base", "b": "base"})
    left, right = Class("Left", (base,), {}), Class("Right", (base,), {"a": "right"})
    both = Class("Both", (left, right), {})
    assert both.lookup("a") == "right"
    assert both.lookup("a", after=right) == "base"
    assert both.lookup("c") is UNBOUND


def test_a_member_is_text_where_its_enumeration_is() -> None:
    plain, text = Class("E", (External("enum.Enum"),), {}), Class("E", (External("enum.StrEnum"),), {})
    mixed = Class("E", (External("builtins.str"), External("enum.Enum")), {})
    assert [EnumMember(of, "A", "a").is_text for of in (plain, text, mixed)] == [False, True, True]
