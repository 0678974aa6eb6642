"""Every argument in the schema reaches the component that a program in another language asks the plugin for."""

import copy
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import yaml
from pulumi.runtime.rpc import UNKNOWN

from components.plugin import Plugin
from sandbox.project import ROOT
from tests.components.declared_components import DECLARED, Arguments
from tests.components.plugin_process import InvalidArguments, PluginProcess, output_of, plugin_process
from tests.components.recording import POLICY, Recorded, record

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning"),
]
CASES: list[tuple[str, Arguments]] = [
    (component, arguments)
    for component, cases in yaml.safe_load((ROOT / "tests/components/every_argument.yaml").read_text()).items()
    for arguments in cases
]
NAMES = [f"{component}-{number}" for number, (component, _) in enumerate(CASES)]


@pytest.fixture(scope="module")
def plugin() -> Iterator[PluginProcess]:
    with plugin_process() as process:
        yield process


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Plugin().schema or "{}")
    return found


PLAIN_ACCOUNT = ("StateBucket", "CiRoles", "DriftWatch")
"""Components whose account must be known in every preview."""


def resources(recorded: Recorded) -> list[tuple[str, Any, Any]]:
    """The AWS resources: their types and inputs, and the options that come from arguments."""
    made = [resource for resource in recorded.resources if resource.type.startswith("aws:")]
    options = ("protect", "importId")
    of_arguments = [
        (resource.type, resource.inputs, [resource.options.get(name) for name in options]) for resource in made
    ]
    return sorted(of_arguments, key=lambda resource: json.dumps(resource, sort_keys=True))


def expected(component: str, arguments: Arguments) -> list[tuple[str, Any, Any]]:
    """What the component makes of the same settings of a stack file."""
    given = {name: copy.deepcopy(value) for name, value in arguments.items() if name not in ("account", "region")}
    return resources(record(DECLARED[component](given)))


EVERY_CASE = pytest.mark.parametrize(("component", "arguments"), CASES, ids=NAMES)


@EVERY_CASE
def test_the_plugin_makes_of_arguments_what_a_stack_file_does(
    component: str, arguments: Arguments, plugin: PluginProcess
) -> None:
    assert resources(plugin.construct(component, arguments)) == expected(component, arguments)


@pytest.mark.parametrize(
    ("component", "arguments"),
    [case for case in CASES if case[0] not in PLAIN_ACCOUNT],
    ids=lambda value: str(value)[:20],
)
def test_arguments_that_wait_for_another_resource_give_the_same(
    component: str, arguments: Arguments, plugin: PluginProcess
) -> None:
    waiting = arguments | {"account": output_of(arguments["account"])}
    assert resources(plugin.construct(component, waiting)) == expected(component, arguments)


@EVERY_CASE
def test_a_language_that_sends_dependencies_instead_of_outputs_gives_the_same(
    component: str, arguments: Arguments, plugin: PluginProcess
) -> None:
    waiting = [name for name, value in arguments.items() if isinstance(value, list | dict)]
    assert resources(plugin.construct(component, arguments, waiting)) == expected(component, arguments)


def test_without_outputs_a_value_that_is_not_known_yet_leaves_the_shape_of_its_argument(plugin: PluginProcess) -> None:
    arguments = {
        "account": "123456789012",
        "region": "eu-west-1",
        "grants": [{"principals": [UNKNOWN], "access": ["pull"]}],
    }
    policy = plugin.construct("PrivateRepository", arguments, ["grants"]).only(POLICY)
    assert policy.inputs["policy"] == UNKNOWN


def test_the_cases_have_every_argument_of_the_schema(schema: dict[str, Any]) -> None:
    inputs = {token.rpartition(":")[2]: entry["inputProperties"] for token, entry in schema["resources"].items()}
    types = {token: type_["properties"] for token, type_ in schema["types"].items() if "properties" in type_}
    every = {(kind, name) for kind, properties in (inputs | types).items() for name in properties}
    used = {place for kind, arguments in CASES for place in places(kind, arguments, inputs[kind], types)}
    assert used == every


def places(kind: str, values: Arguments, properties: Arguments, types: Arguments) -> Iterator[tuple[str, str]]:
    """The types of the schema, or components, with those of their arguments that have a value."""
    for name, value in values.items():
        yield kind, name
        argument = properties[name]
        nested = {
            argument.get("$ref"): [value],
            argument.get("items", {}).get("$ref"): value,
            argument.get("additionalProperties", {}).get("$ref"): value.values() if isinstance(value, dict) else [],
        }
        for reference, entries in nested.items():
            token = (reference or "").removeprefix("#/types/")
            for entry in entries if token in types else ():
                yield from places(token, entry, types[token], types)


@EVERY_CASE
def test_no_argument_of_a_case_could_get_lost_without_a_difference(component: str, arguments: Arguments) -> None:
    whole = expected(component, arguments)
    own = {name: value for name, value in arguments.items() if name not in ("account", "region")}
    for path in leaves(own):
        with suppress(ValueError, KeyError):  # refused, pydantic's own included
            assert expected(component, without(arguments, path)) != whole, path


def leaves(value: Any) -> Iterator[tuple[Any, ...]]:
    """Where each text, number, truth value and empty mapping stands."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    if not entries:
        yield ()
    for key, inner in entries:
        yield from ((key, *rest) for rest in leaves(inner))


def without(value: Any, path: tuple[Any, ...]) -> Any:
    """A copy of nested values in which one is left out."""
    key, *rest = path
    copied = value.copy()
    if not rest:
        del copied[key]
    else:
        copied[key] = without(value[key], tuple(rest))
    return copied


def test_each_wrong_argument_is_reported_where_it_stands(plugin: PluginProcess) -> None:
    wrong: dict[str, Arguments] = {
        "PrivateRepository": {"lifecycleRules": [{"tagStatus": "any", "sinceImagePushed": 5.5, "action": "expire"}]},
        "PushRole": {"repositories": ["ml/a", "A"], "maxSessionDuration": 7200.5, "resourceTgs": {}},
        "RegistrySettings": {"creationTemplates": {"ghcr": {"appliedFor": ["REPLICATION"], "untaggedDays": 0.5}}},
    }
    named = {}
    for component, arguments in wrong.items():
        with pytest.raises(InvalidArguments) as refused:
            plugin.construct(component, {"account": "123456789012", "region": "eu-west-1", **arguments})
        named[component] = list(refused.value.reasons)
    assert named == {
        "PrivateRepository": ["lifecycleRules[0].sinceImagePushed"],
        "PushRole": ["maxSessionDuration", "repositories[1]", "resourceTgs"],
        "RegistrySettings": ["creationTemplates.ghcr.untaggedDays"],
    }
