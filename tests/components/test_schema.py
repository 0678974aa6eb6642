"""The schema for other languages: what Pulumi cannot infer from Python is in it, too."""

import json
from typing import Any

import pytest

from components.plugin import COMPONENTS, Plugin
from tests.components.snapshots import assert_snapshot
from union_ecr import __version__


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Plugin().schema or "{}")
    return found


def test_the_schema_is_the_snapshot(schema: dict[str, Any]) -> None:
    assert_snapshot("schema.json", {key: schema[key] for key in ("resources", "types")})


def test_it_has_the_version_of_the_package_and_a_namespace(schema: dict[str, Any]) -> None:
    assert (schema["name"], schema["namespace"], schema["version"]) == ("union-ecr", "union-ecr", __version__)


def test_no_description_speaks_of_python(schema: dict[str, Any]) -> None:
    described = [*schema["resources"].values(), *schema["types"].values()]
    assert all(entry["description"] for entry in described)
    text = json.dumps(schema)
    for word in ("Raises:", "RunError", "TypedDict", "None", "\\n    "):
        assert word not in text, word


def test_names_of_types_leave_args_to_the_generated_sdk(schema: dict[str, Any]) -> None:
    assert "union-ecr:index:Grant" in schema["types"]
    assert not [token for token in schema["types"] if token.endswith("Args")]
    assert 'Args"' not in json.dumps(schema)


def test_no_list_is_of_an_enumeration(schema: dict[str, Any]) -> None:
    """The SDK hands such entries on as {}: docs/decisions/0014-the-plugin-reads-inputs-itself.md."""
    enumerations = {token for token, type_ in schema["types"].items() if "enum" in type_}
    properties = [
        argument
        for entry in (*schema["resources"].values(), *schema["types"].values())
        for argument in {**entry.get("inputProperties", {}), **entry.get("properties", {})}.values()
    ]
    items = [argument["items"].get("$ref", "") for argument in properties if "items" in argument]
    assert not {item.removeprefix("#/types/") for item in items} & enumerations


def test_optional_arguments_have_the_default_of_a_stack_file(schema: dict[str, Any]) -> None:
    inputs = schema["resources"]["union-ecr:index:PrivateRepository"]["inputProperties"]
    defaults = {name: argument["default"] for name, argument in inputs.items() if "default" in argument}
    assert defaults == {
        "tagMutability": "IMMUTABLE",
        "scanOnPush": True,
        "expireUntagged": True,
        "allowTaggedExpiry": False,
        "protect": True,
        "forceDelete": False,
        "adopt": False,
    }
    github = schema["types"]["union-ecr:index:GitHub"]["properties"]
    assert github["host"]["default"] == "token.actions.githubusercontent.com"


REQUIRED: dict[str, dict[str, Any]] = {
    "PushRole": {"trustedRoles": ["arn:aws:iam::123456789012:role/ci"]},
    "DriftWatch": {
        "stack": "my-team",
        "repositories": ["ml/trainer"],
        "topicArn": "arn:aws:sns:us-east-1:123456789012:drift",
    },
    "StateBucket": {"bucket": "acme-state"},
    "CiRoles": {"github": {"repository": "acme/registries"}},
}


def test_a_generated_sdk_that_sends_every_default_changes_nothing(schema: dict[str, Any]) -> None:
    for component, model in COMPONENTS.items():
        resource = schema["resources"][f"union-ecr:index:{component.__name__}"]
        sent = {name: entry["default"] for name, entry in resource["inputProperties"].items() if "default" in entry}
        required = REQUIRED.get(component.__name__, {})
        assert model.model_validate(sent | required) == model.model_validate(required)
