"""When values are equal for the stand-in provider: the rules of the official provider."""

from sandbox.provider.equality import equal_or_empty, equal_unordered


def test_an_absent_list_equals_an_empty_one_and_false_is_not_absent() -> None:
    assert equal_or_empty(None, [])
    assert equal_or_empty({}, None)
    assert equal_or_empty(None, "")
    assert not equal_or_empty(None, False)
    assert equal_unordered([{"a": 1}, {"b": 2}], [{"b": 2}, {"a": 1}])
