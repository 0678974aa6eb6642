"""The generated schema and reference page: fresh, complete, and of one mind with the loader."""

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
from union_ecr.stack_file.parse import REGION_KEY, parse_stack_file
from union_ecr.workspace.load import CONFIG_KEYS, validate

GENERATED = generated()
STACKS = sorted((PROJECT / "examples").glob("Pulumi.*.yaml"))
SCHEMA = next(json.loads(text) for path, text in GENERATED.items() if path.suffix == ".json")


def mistakes_of_the_schema(text: str) -> list[str]:
    errors = Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text))
    return [".".join(map(str, leaf.absolute_path)) for error in errors for leaf in _leaves(error)]


def _leaves(error: JsonSchemaError) -> Iterator[JsonSchemaError]:
    """What an error comes from: where several schemas are possible (this, or null), the errors against each."""
    if error.context:
        for one in error.context:
            yield from _leaves(one)
    else:
        yield error


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
    """JSON Schema's patterns are JavaScript's: what Python alone knows would refuse right files, or be refused.

    Editors read them as Unicode (flag u), where a character that needs no escape must have none.
    """
    patterns = re.findall(r'"pattern": "((?:[^"\\\\]|\\\\.)*)"', json.dumps(SCHEMA))
    assert len(patterns) > 10
    assert not [one for one in patterns if re.search(r"\\\\[ZAz-]|\(\?(?![:=!])", one)]


def test_a_part_with_nothing_behind_it_is_right_for_both() -> None:
    good = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n  union-ecr:images: {trainer: }\n'
    empty = {key: f"  {key}:\n" for key in CONFIG_KEYS if key not in good}
    for text in (*empty.values(), "".join(empty.values())):
        assert validate(parse_stack_file("F", (good + text).encode)) == validate(parse_stack_file("F", good.encode))
        assert mistakes_of_the_schema(good + text) == []
    assert {"union-ecr:organization", "union-ecr:registry"} < empty.keys()


@pytest.mark.parametrize("images", ["", "  union-ecr:images:\n", "  union-ecr:images: {}\n"])
@pytest.mark.parametrize("registry", ["", "  union-ecr:registry:\n", "  union-ecr:registry: {}\n"])
def test_no_images_are_right_for_both_where_something_is_said_of_the_registry(images: str, registry: str) -> None:
    text = f'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n{images}{registry}'
    right = "{}" in registry
    assert (validate(parse_stack_file("F", text.encode))[1] == ()) is right
    assert (mistakes_of_the_schema(text) == []) is right


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


@cache
def errors_of_the_schema(entry: BadStackFile) -> Sequence[JsonSchemaError]:
    """None where the file is no mapping that a YAML reader takes."""
    try:
        tree = yaml.safe_load(entry.content)
    except (yaml.YAMLError, ValueError, RecursionError):
        return ()
    return tuple(Draft202012Validator(SCHEMA).iter_errors(tree)) if isinstance(tree, dict) else ()


@pytest.mark.slow
def test_an_editor_sees_much_of_what_is_wrong() -> None:
    """Rules across fields are the loader's alone."""
    assert sum(bool(errors_of_the_schema(entry)) for entry in BAD_STACK_FILES) > 250


@pytest.mark.slow
@pytest.mark.parametrize("entry", BAD_STACK_FILES, ids=lambda entry: entry.name)
def test_an_editor_refuses_nothing_that_the_loader_takes(entry: BadStackFile) -> None:
    """Each place that the schema complains of is one of the loader's, or around one, or within."""
    errors = errors_of_the_schema(entry)
    if not errors:
        return
    reported = [error.key for error in validate(parse_stack_file("F", lambda: entry.content))[1]]
    for error in errors:
        for leaf in _leaves(error):
            place = format_path(tuple(leaf.absolute_path))
            assert any(key.startswith(place) or place.startswith(key) for key in reported), (place, leaf.message)


_ROLE = "union-ecr:pushRoles: {ci: {images: [trainer], "
_MIRROR = "union-ecr:registry: {pullThroughCache: "


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
        (f"{_MIRROR}{{Ghcr: {{upstream: quay.io}}}}}}", "config.union-ecr:registry.pullThroughCache"),
        (f"{_MIRROR}{{union: {{upstream: quay.io}}}}}}", "config.union-ecr:registry.pullThroughCache"),
        (f"{_MIRROR}{{quay: {{upstream: docker.io}}}}}}", "config.union-ecr:registry.pullThroughCache.quay.upstream"),
        (f"{_MIRROR}{{x1: {{upstream: ghcr.io, credential: x}}}}}}", "config.union-ecr:registry.pullThroughCache.x1"),
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
def test_an_editor_sees_where_a_field_is_wrong(written: str, place: str) -> None:
    good = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n  union-ecr:images: {trainer: {}}\n'
    assert mistakes_of_the_schema(good) == []
    found = mistakes_of_the_schema(f"{good}  {written}\n")
    assert max(found, key=len).startswith(place)


@pytest.mark.parametrize("region", ["us-eas-1", "us-east", "US-EAST-1", ""])
def test_an_editor_sees_a_region_that_is_none(region: str) -> None:
    text = f'{{config: {{aws:region: "{region}", union-ecr:account: "123456789012", union-ecr:images: {{a1: }}}}}}'
    assert mistakes_of_the_schema(text) == ["config.aws:region"]


@pytest.mark.parametrize("image", ["Trainer", "a", "union/x", "a//b"])
def test_an_editor_sees_an_image_that_ecr_takes_no_name_of(image: str) -> None:
    text = f'{{config: {{aws:region: us-east-1, union-ecr:account: "123456789012", union-ecr:images: {{{image}: }}}}}}'
    assert set(mistakes_of_the_schema(text)) == {"config.union-ecr:images"}


def test_the_page_tells_every_kind_of_bound() -> None:
    page = next(text for path, text in GENERATED.items() if path.name == "reference.md")
    rows = {line.split("` |")[0].removeprefix("| `"): line for line in page.splitlines() if line.startswith("| `")}
    assert "The registry's region. " in rows["aws:region"]
    assert "At most 255 characters" in rows["description"]
    assert "At least this many entries: 1" in rows["destinations"]
    assert "Keys: A prefix has 2 to 30 lowercase letters" in rows["pullThroughCache"]
    assert "Keys: A repository name has 2 to 256 lowercase letters" in rows["union-ecr:images"]
    assert "at least one, unless union-ecr:registry is there" in rows["union-ecr:images"]
    assert "At least 90. At most 999998" in rows["sinceImageTransitioned"]
    assert "`AWS_NATIVE`" in rows["basicScanTypeVersion"]


def test_what_is_the_default_of_some_templates_is_told_in_words() -> None:
    field = SCHEMA["$defs"]["CreationTemplate"]["properties"]["tagMutability"]
    assert "default" not in field
    assert "MUTABLE where appliedFor has PULL_THROUGH_CACHE" in field["description"]
    assert SCHEMA["$defs"]["ImageSettings"]["properties"]["tagMutability"]["default"] == "IMMUTABLE"


def test_a_wrong_stack_file_is_told_in_a_line_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in ("docs", "examples", "stacks"):
        (tmp_path / folder).mkdir()
    shutil.copy(PROJECT / "Pulumi.yaml", tmp_path)
    (tmp_path / "stacks" / "Pulumi.team.yaml").write_text("config:\n  aws:region: us-eas-1\n")
    assert main(tmp_path) == 2
    assert 'stacks/Pulumi.team.yaml:2: aws:region: "us-eas-1": ' in capsys.readouterr().err
    assert list((tmp_path / "docs").iterdir()) == []
