"""The arguments of a component: validated at once, or as soon as Outputs among them are known."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, NotRequired, TypedDict

import pulumi
import pytest
from pulumi.errors import InputPropertiesError
from pydantic import Field, StrictInt

from components.arguments import ComponentArguments, RemoteArguments
from tests.components.recording import record
from union_ecr.settings.types import AccountId, Region, TagKey
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import Violation

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")


class InnerArgs(TypedDict):
    account_ids: NotRequired[Sequence[pulumi.Input[str]]]


class Args(TypedDict):
    account: NotRequired[pulumi.Input[str]]
    region: NotRequired[str]
    inner: NotRequired[InnerArgs]
    days: NotRequired[int]
    tags: NotRequired[Mapping[str, pulumi.Input[str]]]


class Inner(StrictModel):
    account_ids: Annotated[tuple[AccountId, ...], Field(min_length=1)] = ("111122223333",)


class Arguments(StrictModel):
    account: AccountId = "123456789012"
    region: Region = "us-east-1"
    inner: Inner = Inner()
    days: Annotated[StrictInt, Field(ge=1, le=9)] = 1
    tags: dict[TagKey, str] = Field(default_factory=dict)


def declare(settings: Arguments) -> tuple[Arguments, list[Violation]]:
    return settings, []


def read(args: Any, **defaults: Any) -> ComponentArguments:
    return ComponentArguments.read("Component", "name", args, Args, defaults)


def validated(args: Any, **defaults: Any) -> Arguments:
    declared = read(args, **defaults).declared(Arguments, declare)
    assert isinstance(declared, Arguments)
    return declared


def lines(**args: object) -> list[str]:
    with pytest.raises(pulumi.RunError) as refused:
        validated(args)
    return str(refused.value).splitlines()


def test_valid_arguments_are_the_model_in_snake_case_and_camel_case() -> None:
    expected = Arguments(inner=Inner(account_ids=("444455556666",)), days=9)
    for spelling in ("account_ids", "accountIds"):
        assert validated({"inner": {spelling: ["444455556666"]}, "days": 9}) == expected


def test_each_invalid_argument_is_a_line_with_path_value_rule_and_remedy() -> None:
    assert lines(inner={"account_ids": ["111122223333", "1"]}, days=10) == [
        'Component name: inner.account_ids[1]: "1": an AWS account id has 12 digits; '
        'write all twelve, in quotes: "123456789012"',
        "Component name: days: 10: must be at most 9; write a smaller number",
    ]


@pytest.mark.parametrize("args", [None, [], "account"])
def test_arguments_that_are_no_mapping_are_one_line(args: Any) -> None:
    with pytest.raises(pulumi.RunError) as refused:
        validated(args, days=2)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"Component name: {args!r}: is no mapping of arguments; ")


def test_defaults_hold_where_an_argument_is_left_out() -> None:
    assert validated({}, days=2).days == 2
    assert validated({"days": 3}, days=2).days == 3


def test_a_list_of_invalid_entries_is_not_reported_as_too_short() -> None:
    (line,) = lines(inner={"account_ids": ["1"]})
    assert line.startswith("Component name: inner.account_ids[0]: ")


def test_an_empty_list_is_reported_as_too_short() -> None:
    (line,) = lines(inner={"account_ids": []})
    assert line == "Component name: inner.account_ids: []: must have at least 1 entry; add one"


def test_an_invalid_key_of_a_mapping_is_reported_at_that_key() -> None:
    (line,) = lines(tags={"aws:x": "y"})
    assert line.startswith('Component name: tags.aws:x: "aws:x": a tag key has ')


def test_a_key_that_is_no_text_is_reported() -> None:
    (line,) = lines(inner={1: "x"})
    assert line.endswith(": has a key that is not text; write plain words as keys")


def test_each_rule_that_the_declared_state_breaks_is_a_line() -> None:
    violations = [
        Violation(("inner", "accountIds", 0), '"x"', "is invalid", "write y"),
        Violation((), None, "is long", "cut"),
    ]
    with pytest.raises(pulumi.RunError) as refused:
        read({}).declared(Arguments, lambda settings: (settings, violations))
    assert str(refused.value).splitlines() == [
        'Component name: inner.account_ids[0]: "x": is invalid; write y',
        "Component name: is long; cut",
    ]


class TestOutputs:
    def test_what_they_declare_is_known_with_them(self) -> None:
        output = pulumi.Output.from_input("444455556666")
        found: list[Arguments] = []

        def program() -> None:
            declared = read({"inner": {"account_ids": [output]}}).declared(Arguments, declare)
            assert isinstance(declared, pulumi.Output)
            pulumi.export("found", declared.apply(lambda settings: found.append(settings)))

        record(program)
        assert found == [Arguments(inner=Inner(account_ids=("444455556666",)))]

    def test_a_wrong_value_is_reported_once_it_is_known(self) -> None:
        def program() -> None:
            declared = read({"account": pulumi.Output.from_input("1")}).declared(Arguments, declare)
            assert isinstance(declared, pulumi.Output)
            pulumi.export("found", declared.apply(lambda settings: settings.days))

        with pytest.raises(pulumi.RunError) as refused:
            record(program)
        assert str(refused.value).startswith('Component name: account: "1": an AWS account id has 12 digits; ')

    def test_what_is_wrong_beside_them_is_reported_at_once(self) -> None:
        output = pulumi.Output.from_input("444455556666")
        assert [
            line.split(": ")[1] for line in lines(account=output, days=10, inner={"account_ids": ["1", output]})
        ] == [
            "inner.account_ids[0]",
            "days",
        ]

    def test_a_coroutine_may_be_used_for_several_resources(self) -> None:
        async def account() -> str:
            return "444455556666"

        found: list[Any] = []

        def program() -> None:
            arguments = read({"account": account()})
            declared = arguments.declared(Arguments, declare)
            both = pulumi.Output.all(declared, arguments.values["account"])
            pulumi.export("found", both.apply(lambda known: found.append(known[1])))

        record(program)
        assert found == ["444455556666"]

    def test_a_list_around_one_where_none_belongs_is_shown_without_it(self) -> None:
        (line,) = lines(account=[pulumi.Output.from_input("444455556666")])
        assert line.startswith('Component name: account: ["Output"]: must be text; ')

    def test_one_that_must_be_plain_hides_no_other_mistake(self) -> None:
        wrong = {"days": pulumi.Output.from_input(3), "inner": {"accountIds": ["1"]}, "tgs": {}}
        assert [line.split(": ")[1] for line in lines(**wrong)] == ["days", "inner.account_ids[0]", "tgs"]

    def test_a_misspelt_argument_is_reported_whatever_its_value(self) -> None:
        (line,) = lines(acount=pulumi.Output.from_input("123456789012"))
        assert line == "Component name: acount: is no setting here; did you mean account?"

    @pytest.mark.parametrize(
        ("args", "place"),
        [
            ({"region": pulumi.Output.from_input("us-east-1")}, "region"),
            ({"days": pulumi.Output.from_input(3)}, "days"),
        ],
    )
    def test_one_that_decides_what_is_created_is_refused(self, args: dict[str, Any], place: str) -> None:
        assert lines(**args) == [
            f"Component name: {place}: decides what is created, so it must be known before the deployment; "
            "write a plain value, not an Output"
        ]

    def test_a_mapping_that_is_one_is_refused_with_where_outputs_may_stand(self) -> None:
        assert lines(inner=pulumi.Output.from_input({})) == [
            "Component name: inner: must have keys known before the deployment; "
            "write it in { }; values in it may be Outputs"
        ]


def reasons(error: InputPropertiesError) -> Iterator[tuple[str, str]]:
    for details in error.errors or ():
        yield details["property_path"], details["reason"]


def test_errors_name_each_argument_in_the_spelling_of_the_programs_language() -> None:
    with pytest.raises(InputPropertiesError) as refused:
        validated(RemoteArguments({"inner": {"accountIds": ["1"]}, "days": 5.5}))
    assert [path for path, _ in reasons(refused.value)] == ["inner.accountIds[0]", "days"]
    assert (
        dict(reasons(refused.value))["days"]
        == "5.5: must be a whole number; write digits alone, without quotes or a leading 0"
    )
