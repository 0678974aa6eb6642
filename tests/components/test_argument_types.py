"""What the type of a component's arguments says: names, and where Outputs may stand."""

from collections.abc import Mapping, Sequence
from typing import Any, NotRequired, TypedDict

import pulumi
import pytest

from components.argument_types import argument_names, named_by_type, normalized_arguments, shown
from components.private_repository_args import PrivateRepositoryArgs
from components.push_role_args import PushRoleArgs
from components.registry_settings_args import RegistrySettingsArgs

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")


class EntryArgs(TypedDict):
    source_arns: Sequence[pulumi.Input[str]]
    max_days: NotRequired[int | None]


class Args(TypedDict):
    entries_of: NotRequired[Sequence[EntryArgs] | None]
    by_name: NotRequired[Mapping[str, EntryArgs]]
    key: NotRequired[pulumi.Input[str] | None]
    tags: NotRequired[Mapping[str, pulumi.Input[str]]]


def test_names_are_those_of_every_nested_type() -> None:
    assert argument_names(Args) == {"entries_of", "by_name", "key", "tags", "source_arns", "max_days"}


def test_names_become_snake_case_and_keys_of_mappings_stay() -> None:
    given = {"entriesOf": [{"sourceArns": ("a",), "maxDays": 1}], "byName": {"myName": {"maxDays": 2}}, "otherName": 3}
    normalized = normalized_arguments(given, Args)
    assert normalized.values == {
        "entries_of": [{"source_arns": ["a"], "max_days": 1}],
        "by_name": {"myName": {"max_days": 2}},
        "otherName": 3,
    }
    assert (normalized.outputs, normalized.violations) == ({}, [])


def test_outputs_are_allowed_where_the_type_says_input() -> None:
    output = pulumi.Output.from_input("x")
    given = {"key": output, "byName": {"a": {"sourceArns": ["b", output], "maxDays": output}}, "entriesOf": output}
    assert normalized_arguments(given, Args).outputs == {
        ("key",): True,
        ("by_name", "a", "source_arns", 1): True,
        ("by_name", "a", "max_days"): False,
        ("entries_of",): False,
    }


def refusals(**args: Any) -> list[str]:
    return [str(violation) for violation in normalized_arguments(args, Args).violations]


def test_an_argument_in_both_spellings_is_refused() -> None:
    (line,) = refusals(entries_of=[{"source_arns": ["a"], "sourceArns": ["b"]}])
    assert line == (
        "entries_of[0].source_arns: is given in both spellings, with and without underscores; keep one of the two"
    )


def test_a_list_or_mapping_that_is_an_output_is_refused_with_where_outputs_may_stand() -> None:
    output = pulumi.Output.from_input("x")
    of_list = "must have a length known before the deployment; write it in [ ]; values in it may be Outputs"
    of_mapping = "must have keys known before the deployment; write it in { }; values in it may be Outputs"
    assert refusals(entries_of=[{"source_arns": output}], tags=output) == [
        f"entries_of[0].source_arns: {of_list}",
        f"tags: {of_mapping}",
    ]
    assert refusals(entries_of=output) == [f"entries_of: {of_list}"]


@pytest.mark.parametrize(("value", "rule"), [({"a"}, "has no order"), (iter("a"), "can be read only once")])
def test_what_is_no_list_though_it_has_entries_is_refused(value: Any, rule: str) -> None:
    (line,) = refusals(entries_of=[{"source_arns": value}])
    assert line == f"entries_of[0].source_arns: {type(value).__name__}: {rule}; write a list, in [ ]"


def test_keys_that_are_no_text_may_hold_outputs() -> None:
    (line,) = refusals(by_name={None: pulumi.Output.from_input("x")})
    assert line.startswith("by_name.None: ")


def test_the_keys_of_a_mapping_are_named_by_no_type() -> None:
    path = ("byName", "max_days", "sourceArns", 0)
    assert list(named_by_type(Args, path)) == [True, False, True, False]
    assert list(named_by_type(Args, ("misspelt", "key"))) == [False, False]


def test_a_message_shows_no_output() -> None:
    assert shown({"a": [pulumi.Output.from_input("x"), 1]}) == {"a": ["Output", 1]}


PRINCIPALS = {"grants": [{"principals": [1]}]}


@pytest.mark.parametrize(
    ("accepted", "args", "allowed"),
    [
        (PrivateRepositoryArgs, {"account": 1}, True),
        (PrivateRepositoryArgs, {"encryption": {"type": "KMS", "key": 1}}, True),
        (PrivateRepositoryArgs, PRINCIPALS, True),
        (PrivateRepositoryArgs, {"grants": [{"organization_id": 1}]}, True),
        (PrivateRepositoryArgs, {"grants": [{"source_arns": [1]}]}, True),
        (PrivateRepositoryArgs, {"grants": [{"source_accounts": [1]}]}, True),
        (PrivateRepositoryArgs, {"deny": {"push": {"except_principals": [1]}}}, True),
        (PrivateRepositoryArgs, {"resource_tags": {"team": 1}}, True),
        (PrivateRepositoryArgs, {"repository": 1}, False),
        (PrivateRepositoryArgs, {"region": 1}, False),
        (PrivateRepositoryArgs, {"protect": 1}, False),
        (PrivateRepositoryArgs, {"adopt": 1}, False),
        (PrivateRepositoryArgs, {"force_delete": 1}, False),
        (PrivateRepositoryArgs, {"grants": 1}, False),
        (PushRoleArgs, {"account": 1}, True),
        (PushRoleArgs, {"repositories": [1]}, True),
        (PushRoleArgs, {"cache_repositories": [1]}, True),
        (PushRoleArgs, {"trusted_roles": [1]}, True),
        (PushRoleArgs, {"permissions_boundary": 1}, True),
        (PushRoleArgs, {"name": 1}, False),
        (PushRoleArgs, {"github": {"repository": 1}}, False),
        (RegistrySettingsArgs, {"account": 1}, True),
        (RegistrySettingsArgs, {"policy": [{"principals": [1]}]}, True),
        (RegistrySettingsArgs, {"replication": [{"destinations": [{"account": 1}]}]}, True),
        (RegistrySettingsArgs, {"pull_through_cache": {"hub": {"credential": 1}}}, True),
        (RegistrySettingsArgs, {"pull_through_cache": {"hub": {"custom_role": 1}}}, True),
        (RegistrySettingsArgs, {"creation_templates": {"team": {"custom_role": 1}}}, True),
        (RegistrySettingsArgs, {"creation_templates": {"team": {"encryption": {"key": 1}}}}, True),
        (RegistrySettingsArgs, {"creation_templates": {"team": PRINCIPALS}}, True),
        (RegistrySettingsArgs, {"pull_through_cache": {"hub": {"upstream": 1}}}, False),
        (RegistrySettingsArgs, {"pull_time_update_exclusions": [1]}, False),
    ],
)
def test_what_fixes_identity_or_safety_is_plain_and_the_rest_may_be_an_output(
    accepted: type, args: dict[str, Any], allowed: bool
) -> None:
    assert list(normalized_arguments(_with_output(args), accepted).outputs.values()) == [allowed]


def _with_output(value: Any) -> Any:
    """The same with an Output in the place of 1."""
    if isinstance(value, dict):
        return {key: _with_output(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_output(inner) for inner in value]
    return pulumi.Output.from_input("x") if value == 1 else value
