"""A model reports what its fields break together."""

from collections.abc import Iterator

import pytest
from pydantic import StrictInt, ValidationError

from union_ecr.ecr.registry import Registry
from union_ecr.settings.error_messages import explain
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation


class Part(StrictModel):
    lower_bound: StrictInt = 0
    upper_bound: StrictInt = 9

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        if self.lower_bound > self.upper_bound:
            yield Violation(("lowerBound",), str(self.lower_bound), "is above upperBound", "write a smaller one")
            yield Violation((), None, "is empty", "leave it out")
        if context.registry and context.registry.region != "us-east-1":
            yield Violation((), None, "is elsewhere", "move it")


class Whole(StrictModel):
    parts: tuple[Part, ...] = ()


def reported(raw: object, context: ValidationContext | None = None) -> list[tuple[object, ...]]:
    with pytest.raises(ValidationError) as refused:
        Whole.model_validate(raw, context=context)
    return [(error["loc"], *explain(error)) for error in refused.value.errors()]


def test_every_violation_is_reported_with_its_path_below_the_outermost_model() -> None:
    assert reported({"parts": [{}, {"lowerBound": 10}]}) == [
        (("parts", 1, "lowerBound"), "10", "is above upperBound", "write a smaller one"),
        (("parts", 1), None, "is empty", "leave it out"),
    ]


def test_a_rule_across_fields_waits_until_every_field_of_its_model_is_valid() -> None:
    assert [place for place, *_ in reported({"parts": [{"lowerBound": "x"}, {"lowerBound": 10}]})] == [
        ("parts", 0, "lowerBound"),
        ("parts", 1, "lowerBound"),
        ("parts", 1),
    ]


def test_a_rule_that_needs_the_registry_is_left_out_where_it_is_not_known() -> None:
    assert Whole.model_validate({"parts": [{}]}).parts == (Part(),)
    context = ValidationContext(registry=Registry("123456789012", "eu-west-1"))
    assert reported({"parts": [{}]}, context) == [(("parts", 0), None, "is elsewhere", "move it")]
