"""Every `aws` command in the docs exists, with its options and the keys of their values, as botocore knows them.

The AWS CLI makes its commands from the same service descriptions, by the same rule (botocore's `xform_name`).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore import xform_name
from botocore.loaders import Loader
from botocore.model import ServiceModel, Shape, StructureShape

PROJECT = Path(__file__).parents[2]
PAGES = sorted([*(PROJECT / "docs").rglob("*.md"), PROJECT / "README.md"])
_COMMAND = re.compile(
    r"\baws (?P<service>ecr|iam|kms|secretsmanager|sts|cloudtrail) (?P<verb>[a-z-]+)(?P<rest>[^`|;]*)"
)
# https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html, and the one command that is the CLI's own
# https://docs.aws.amazon.com/cli/latest/reference/ecr/get-login-password.html
_EVERYWHERE = {"region", "query", "output", "profile"}
_OF_THE_CLI = {("ecr", "get-login-password")}


def _commands(text: str) -> Iterator[tuple[str, str, str]]:
    for found in _COMMAND.finditer(text.replace("\\\n", " ")):
        line = found["rest"].partition("\n")[0]
        yield found["service"], found["verb"], line


def _errors(service: str, verb: str, rest: str) -> Iterator[str]:
    if (service, verb) in _OF_THE_CLI:
        return
    model = ServiceModel(Loader().load_service_model(service, "service-2"))
    operations = {xform_name(name, "-"): name for name in model.operation_names}
    if verb not in operations:
        yield f"{service} has no {verb}"
        return
    shape = model.operation_model(operations[verb]).input_shape
    members: dict[str, Shape] = {}
    if isinstance(shape, StructureShape):
        members = {xform_name(name, "-"): member for name, member in shape.members.items()}
    for option, value in re.findall(r"--([a-z-]+)(?: ([^-\s]\S*))?", rest):
        if option in _EVERYWHERE or option in members:
            of = members.get(option)
            known = set(of.members) if isinstance(of, StructureShape) else None
            keys = re.findall(r"(?:^|,)(\w+)=", value)
            yield from (f"--{option} has no {key}" for key in keys if known is not None and key not in known)
        else:
            yield f"{verb} has no --{option}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_command_of_a_page_exists_with_its_options(page: Path) -> None:
    errors = {
        (*command, error) for command in _commands(page.read_text(encoding="utf-8")) for error in _errors(*command)
    }
    assert errors == set()


def test_the_pages_have_commands() -> None:
    found = {command[:2] for page in PAGES for command in _commands(page.read_text(encoding="utf-8"))}
    assert {("ecr", "start-replication-backfill"), ("iam", "create-open-id-connect-provider")} < found
    assert len(found) > 8


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("aws ecr start-replication --destination region=eu-west-1", "ecr has no start-replication"),
        ("aws ecr start-replication-backfill --to region=eu-west-1", "start-replication-backfill has no --to"),
        ("aws ecr start-replication-backfill --destination account=1", "--destination has no account"),
    ],
)
def test_a_command_that_does_not_exist_is_found(line: str, error: str) -> None:
    assert [found for command in _commands(line) for found in _errors(*command)] == [error]
