"""The generated schema and reference page: fresh, complete, and consistent with the loader."""

import json
import re
import shutil
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from jsonschema import ValidationError as JsonSchemaError

from reference.__main__ import PROJECT, generated, main
from reference.stack_file_models import StackConfiguration, every_model, field_docstrings
from tests.workspace.bad_stack_files import BAD_STACK_FILES, BadStackFile
from union_ecr.stack_file.errors import format_path
from union_ecr.stack_file.parse import CONFIG_KEYS, DEFAULT_TAGS_KEY, IGNORE_TAGS_KEY, REGION_KEY, parse_stack_file
from union_ecr.workspace.load import validate

GENERATED = generated()
STACKS = sorted((PROJECT / "examples").glob("Pulumi.*.yaml"))
SCHEMA = next(json.loads(text) for path, text in GENERATED.items() if path.suffix == ".json")


def schema_errors(text: str) -> list[str]:
    errors = Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text))
    return [".".join(map(str, leaf.absolute_path)) for error in errors for leaf in _leaves(error)]


def _leaves(error: JsonSchemaError) -> Iterator[JsonSchemaError]:
    """What an error comes from: where several schemas are possible (this, or null), the errors against each."""
    if error.context:
        for cause in error.context:
            yield from _leaves(cause)
    else:
        yield error


@pytest.mark.parametrize("path", GENERATED, ids=lambda path: path.name)
def test_the_committed_file_is_what_the_generator_writes(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == GENERATED[path], "out of date: make docs"


def test_the_schema_is_valid_json_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", STACKS, ids=lambda path: path.name)
def test_every_example_stack_names_the_schema_and_is_valid_against_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../docs/stack-file.schema.json\n")
    assert schema_errors(text) == []


def test_every_pattern_is_a_javascript_regular_expression() -> None:
    """JSON Schema's patterns are JavaScript's: what Python alone knows would refuse valid files, or be refused.

    Editors read them as Unicode (flag u), where a character that needs no escape must have none.
    """
    patterns = re.findall(r'"pattern": "((?:[^"\\\\]|\\\\.)*)"', json.dumps(SCHEMA))
    assert len(patterns) > 10
    assert not [pattern for pattern in patterns if re.search(r"\\\\[ZAz-]|\(\?(?![:=!])", pattern)]


def test_the_loader_and_the_schema_accept_a_key_without_a_value() -> None:
    good = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n  union-ecr:images: {trainer: }\n'
    empty = {key: f"  {key}:\n" for key in CONFIG_KEYS if key not in good}
    for text in (*empty.values(), "".join(empty.values())):
        assert validate(parse_stack_file("F", (good + text).encode)) == validate(parse_stack_file("F", good.encode))
        assert schema_errors(good + text) == []
    assert {"union-ecr:organization", "union-ecr:registry"} < empty.keys()


@pytest.mark.parametrize("images", ["", "  union-ecr:images:\n", "  union-ecr:images: {}\n"])
@pytest.mark.parametrize(
    "registry", ["", *(f"  union-ecr:registry:{value}\n" for value in ("", " {}", " {ignore: [a]}"))]
)
def test_a_stack_file_without_images_is_valid_only_with_settings_of_the_registry(images: str, registry: str) -> None:
    text = f'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n{images}{registry}'
    valid = "ignore" in registry
    assert (validate(parse_stack_file("F", text.encode))[1] == ()) is valid
    assert (schema_errors(text) == []) is valid


def test_the_schema_has_the_top_level_keys_of_the_loader() -> None:
    aliases = {field.alias for field in StackConfiguration.model_fields.values()}
    assert aliases == {*CONFIG_KEYS, REGION_KEY, DEFAULT_TAGS_KEY, IGNORE_TAGS_KEY}


@pytest.mark.parametrize("model", every_model(), ids=lambda model: model.__name__)
def test_every_field_has_a_docstring(model: Any) -> None:
    if model is not StackConfiguration:  # Pulumi.yaml describes its keys
        assert [name for name in model.model_fields if not field_docstrings(model).get(name)] == []


def test_the_page_has_an_example_of_every_field() -> None:
    text = next(text for path, text in GENERATED.items() if path.name == "reference.md")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| `")]
    assert [row[0] for row in rows if row[-1].strip(" |") == ""] == []


@cache
def errors_in(entry: BadStackFile) -> Sequence[JsonSchemaError]:
    """None where the file is no mapping that a YAML reader takes."""
    try:
        tree = yaml.safe_load(entry.content)
    except (yaml.YAMLError, ValueError, RecursionError):
        return ()
    return tuple(Draft202012Validator(SCHEMA).iter_errors(tree)) if isinstance(tree, dict) else ()


@pytest.mark.slow
def test_the_schema_refuses_more_than_250_of_the_invalid_files() -> None:
    """Rules across fields are the loader's alone."""
    assert sum(bool(errors_in(entry)) for entry in BAD_STACK_FILES) > 250


@pytest.mark.slow
@pytest.mark.parametrize("entry", BAD_STACK_FILES, ids=lambda entry: entry.name)
def test_the_schema_refuses_nothing_that_the_loader_accepts(entry: BadStackFile) -> None:
    """Each place that the schema complains of is one of the loader's, or around one, or within."""
    errors = errors_in(entry)
    if not errors:
        return
    reported = [error.key for error in validate(parse_stack_file("F", lambda: entry.content))[1]]
    for error in errors:
        for leaf in _leaves(error):
            path = tuple(leaf.absolute_path)
            place = format_path(path) if path != ("config",) else ""  # around every setting
            assert any(key.startswith(place) or place.startswith(key) for key in reported), (place, leaf.message)


_ROLE = "union-ecr:pushRoles: {ci: {images: [trainer], "
_CACHE = "union-ecr:registry: {pullThroughCache: "


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("union-ecr:defaults: {repository: Ml/Trainer}", "config.union-ecr:defaults.repository"),
        ("union-ecr:defaults: {repository: union/x}", "config.union-ecr:defaults.repository"),
        ("union-ecr:defaults: {repository: a}", "config.union-ecr:defaults.repository"),
        ("union-ecr:defaults: {encryption: {key: alias/x}}", "config.union-ecr:defaults.encryption.key"),
        ('union-ecr:defaults: {keepTags: ["*"]}', "config.union-ecr:defaults.keepTags.0"),
        ('union-ecr:defaults: {grants: [{principals: ["*"]}]}', "config.union-ecr:defaults.grants.0.principals.0"),
        ('union-ecr:defaults: {grants: [{actions: ["ecr:*"]}]}', "config.union-ecr:defaults.grants.0.actions.0"),
        (f"{_ROLE}access: [pull]}}}}", "config.union-ecr:pushRoles.ci.access"),
        (f"{_ROLE}permissionsBoundary: x}}}}", "config.union-ecr:pushRoles.ci.permissionsBoundary"),
        (f'{_ROLE}trustedRoles: ["*"]}}}}', "config.union-ecr:pushRoles.ci.trustedRoles.0"),
        (f'{_ROLE}github: {{repository: "acme/*"}}}}}}', "config.union-ecr:pushRoles.ci.github.repository"),
        (f'{_ROLE}github: {{repository: a/b, branches: ["x y"]}}}}}}', "config.union-ecr:pushRoles.ci.github.branches"),
        (f"{_ROLE}gitlab: {{project: acme}}}}}}", "config.union-ecr:pushRoles.ci.gitlab.project"),
        (f"{_CACHE}{{Ghcr: {{upstream: quay.io}}}}}}", "config.union-ecr:registry.pullThroughCache"),
        (f"{_CACHE}{{union: {{upstream: quay.io}}}}}}", "config.union-ecr:registry.pullThroughCache"),
        (
            f"{_CACHE}{{quay: {{upstream: docker.io}}}}}}",
            "config.union-ecr:registry.pullThroughCache.quay.upstream",
        ),
        (
            f"{_CACHE}{{x1: {{upstream: ghcr.io, credential: x}}}}}}",
            "config.union-ecr:registry.pullThroughCache.x1",
        ),
        (
            "union-ecr:registry: {replication: [{destinations: [{region: eu-wst-1}]}]}",
            "config.union-ecr:registry.replication.0.destinations.0.region",
        ),
        (
            'union-ecr:registry: {accountSettings: {basicScanTypeVersion: "CLAIR"}}',
            "config.union-ecr:registry.accountSettings.basicScanTypeVersion",
        ),
        (
            "union-ecr:registry: {pullTimeUpdateExclusions: [scanner]}",
            "config.union-ecr:registry.pullTimeUpdateExclusions.0",
        ),
        ("union-ecr:imagse: {}", "config"),
        ("union-ecr:defaults: {untagedDays: 3}", "config.union-ecr:defaults"),
        ('union-ecr:defaults: {untaggedDays: "3"}', "config.union-ecr:defaults"),
        ("union-ecr:organization: no spaces here", "config.union-ecr:organization"),
    ],
)
def test_the_schema_reports_an_invalid_field_at_its_path(written: str, place: str) -> None:
    good = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n  union-ecr:images: {trainer: {}}\n'
    assert schema_errors(good) == []
    found = schema_errors(f"{good}  {written}\n")
    assert max(found, key=len).startswith(place)


@pytest.mark.parametrize("region", ["us-eas-1", "us-east", "US-EAST-1", ""])
def test_the_schema_refuses_an_unknown_region(region: str) -> None:
    text = f'{{config: {{aws:region: "{region}", union-ecr:account: "123456789012", union-ecr:images: {{a1: }}}}}}'
    assert schema_errors(text) == ["config.aws:region"]


@pytest.mark.parametrize("image", ["Trainer", "a", "union/x", "a//b"])
def test_the_schema_refuses_an_image_name_that_is_no_repository_name(image: str) -> None:
    text = f'{{config: {{aws:region: us-east-1, union-ecr:account: "123456789012", union-ecr:images: {{{image}: }}}}}}'
    assert set(schema_errors(text)) == {"config.union-ecr:images"}


def test_the_page_has_the_bounds_of_each_field() -> None:
    page = next(text for path, text in GENERATED.items() if path.name == "reference.md")
    rows = {line.split("` |")[0].removeprefix("| `"): line for line in page.splitlines() if line.startswith("| `")}
    assert "The registry's region. " in rows["aws:region"]
    assert "At most 255 characters" in rows["description"]
    assert "At least 1 entry. At most 25 entries" in rows["destinations"]
    assert "At least 1 character |" in rows["field"]
    assert "Must be an AWS region; write one such as us-east-1" in rows["aws:region"]
    assert "Must be the ARN of a KMS key; write arn:" in rows["key"]
    assert "Keys: A prefix has 2 to 30 lowercase letters" in rows["pullThroughCache"]
    assert "Keys: A repository name has 2 to 256 lowercase letters" in rows["union-ecr:images"]
    assert "at least one, unless union-ecr:registry is there" in rows["union-ecr:images"]
    assert "At least 90. At most 999998" in rows["sinceImageTransitioned"]
    assert "`AWS_NATIVE`" in rows["basicScanTypeVersion"]


def test_a_default_that_depends_on_another_field_is_described_and_not_a_value() -> None:
    field = SCHEMA["$defs"]["CreationTemplate"]["properties"]["tagMutability"]
    assert "default" not in field
    assert "MUTABLE where appliedFor has PULL_THROUGH_CACHE" in field["description"]
    assert SCHEMA["$defs"]["ImageSettings"]["properties"]["tagMutability"]["default"] == "IMMUTABLE"


def test_an_invalid_stack_file_is_an_error_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("docs", "examples", "stacks"):
        (tmp_path / folder).mkdir()
    shutil.copy(PROJECT / "Pulumi.yaml", tmp_path)
    (tmp_path / "stacks" / "Pulumi.team.yaml").write_text("config:\n  aws:region: us-eas-1\n")
    assert main(tmp_path) == 2
    assert 'stacks/Pulumi.team.yaml:2: aws:region: "us-eas-1": ' in capsys.readouterr().err
    assert list((tmp_path / "docs").iterdir()) == []
