"""The engine must have been given what the stack file says."""

import json
from typing import Any

import pytest

from tests.stacks import stack_file
from union_ecr.stack_file.parse import StackFile, parse_stack_file
from union_ecr.workspace.config_overrides import differences

FILE = stack_file(dataPlanes={"lab": {"account": "444455556666", "roles": ["a"]}})


def reported(file: StackFile, **changed: Any) -> list[str]:
    """The differences when the engine says what the file says, except of the changed keys."""
    engine = {key: value if isinstance(value, str) else json.dumps(value) for key, value in file.config.items()}
    engine |= {key if ":" in key else f"union-ecr:{key}": value for key, value in changed.items()}
    return [str(error) for error in differences(file, engine.get)]


def test_equal_values_are_no_difference() -> None:
    assert reported(FILE) == []


@pytest.mark.parametrize("absent", [None, "", "{}"])
def test_a_key_that_is_absent_on_both_sides_is_no_difference(absent: str | None) -> None:
    assert reported(FILE, defaults=absent) == []


def test_an_empty_mapping_in_the_file_may_be_absent_in_the_engine() -> None:
    assert reported(stack_file(defaults={}), defaults=None) == []


def test_the_order_of_keys_is_no_difference() -> None:
    reordered = '{"lab": {"roles": ["a"], "account": "444455556666"}}'
    assert reported(FILE, dataPlanes=reordered) == []


REMEDY = "let the stack file alone say it: no --config, --config-file or environment for this key"


@pytest.mark.parametrize(
    ("key", "engine", "line"),
    [
        ("account", "111122223333", 'F:4: union-ecr:account: "123456789012": the engine was given 111122223333'),
        ("aws:region", "eu-west-1", 'F:3: aws:region: "us-east-1": the engine was given eu-west-1'),
        ("organization", None, 'F:5: union-ecr:organization: "acme": the engine was given nothing'),
        ("images", '{"other": {}}', 'F:6: union-ecr:images: {"trainer": {}}: the engine was given {"other": {}}'),
        ("images", "not json", 'F:6: union-ecr:images: {"trainer": {}}: the engine was given not json'),
        ("aws:defaultTags", '{"tags":{}}', 'F:2: aws:defaultTags: null: the engine was given {"tags":{}}'),
        ("aws:ignoreTags", '{"keys":["a"]}', 'F:2: aws:ignoreTags: null: the engine was given {"keys":["a"]}'),
        ("defaults", '{"protect":false}', 'F:2: union-ecr:defaults: null: the engine was given {"protect":false}'),
    ],
)
def test_a_difference_names_both_sides(key: str, engine: str | None, line: str) -> None:
    assert reported(stack_file(), **{key: engine}) == [f"{line}; {REMEDY}"]


def test_a_setting_of_the_provider_in_a_text_of_json_is_no_difference() -> None:
    text = '{ "tags": {"owner": "platform"} }'
    file = parse_stack_file("F", f"config:\n  aws:defaultTags: '{text}'\n".encode)
    assert list(differences(file, {"aws:defaultTags": text}.get)) == []


def test_every_difference_is_reported() -> None:
    nothing: dict[str, str] = {}
    keys = [error.key for error in differences(FILE, nothing.get)]
    assert keys == [
        "union-ecr:account",
        "union-ecr:organization",
        "union-ecr:dataPlanes",
        "union-ecr:images",
        "aws:region",
    ]
