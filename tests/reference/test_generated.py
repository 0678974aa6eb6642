"""The generated schema and reference page: fresh, complete, and of one mind with the loader."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from model.loading import CONFIG_KEYS, REGION_KEY, judge
from model.stack_file import parse_stack_file
from reference.__main__ import PROJECT, generated
from reference.stack_file_models import StackConfiguration, every_model, field_docstrings
from tests.model.bad_stack_files import Condition
from tests.model.every_bad_stack_file import EVERY_BAD_STACK_FILE

GENERATED = generated()
STACKS = sorted((PROJECT / "stacks").glob("Pulumi.*.yaml"))
SCHEMA = next(json.loads(text) for path, text in GENERATED.items() if path.suffix == ".json")


def mistakes_of_the_schema(text: str) -> list[str]:
    errors = Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text))
    return [".".join(map(str, error.absolute_path)) for error in errors]


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_the_committed_file_is_what_the_models_say(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GENERATED[path], "out of date: make docs"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.name)
def test_every_example_stack_names_the_schema_and_fits_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../docs/stack-file.schema.json\n")
    assert mistakes_of_the_schema(text) == []


def test_every_pattern_can_be_read_by_an_editor() -> None:
    """JSON Schema's patterns are JavaScript's: what Python alone knows would refuse right files, or be refused."""
    patterns = re.findall(r'"pattern": "((?:[^"\\\\]|\\\\.)*)"', json.dumps(SCHEMA))
    assert len(patterns) > 10
    assert not [one for one in patterns if re.search(r"\\\\[ZAz]|\(\?(?![:=!])", one)]


def test_a_part_with_nothing_behind_it_is_right_for_both() -> None:
    good = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n  union-ecr:images: {trainer: }\n'
    empty = "  union-ecr:dataPlanes:\n  union-ecr:pushRoles:\n  union-ecr:defaults:\n"
    assert judge(parse_stack_file("F", (good + empty).encode))[1] == ()
    assert mistakes_of_the_schema(good + empty) == []


def test_the_top_level_keys_are_the_loaders() -> None:
    aliases = {field.alias for field in StackConfiguration.model_fields.values()}
    assert aliases == {*CONFIG_KEYS, REGION_KEY}


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model.__name__)
def test_every_field_says_what_it_is(model: Any) -> None:
    if model is not StackConfiguration:  # its keys are told by Pulumi.yaml
        assert [name for name in model.model_fields if not field_docstrings(model).get(name)] == []


def test_every_field_is_used_by_an_example_stack() -> None:
    text = next(text for path, text in GENERATED.items() if path.name == "reference.md")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    assert [row[0] for row in rows if row[-1].strip(" |") == ""] == []


def test_an_editor_sees_much_of_what_is_wrong() -> None:
    """Rules across fields are the loader's alone."""
    refused = 0
    for entry in EVERY_BAD_STACK_FILE:
        try:
            tree = None if isinstance(entry.content, Condition) else yaml.safe_load(entry.content)
            refused += isinstance(tree, dict) and any(Draft202012Validator(SCHEMA).iter_errors(tree))
        except (yaml.YAMLError, ValueError, RecursionError):
            continue
    assert refused > 80


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("union-ecr:imagse: {}", "config"),
        ("union-ecr:defaults: {untagedDays: 3}", "config.union-ecr:defaults"),
        ('union-ecr:defaults: {untaggedDays: "3"}', "config.union-ecr:defaults"),
        ("union-ecr:organization: no spaces here", "config.union-ecr:organization"),
    ],
)
def test_an_editor_sees_where_a_field_is_wrong(written: str, place: str) -> None:
    good = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n  union-ecr:images: {trainer: {}}\n'
    assert mistakes_of_the_schema(good) == []
    found = mistakes_of_the_schema(f"{good}  {written}\n")
    assert found
    assert all(where.startswith(place) for where in found)
