"""`union-ecr drift` on a team, and what a person does who reads its report."""

import json
import re
import shlex

import pytest

from tests.engine.conftest import Team
from union_ecr.aws.registry_sweep import Stack
from union_ecr.aws.sweep import sweep
from union_ecr.cli.stack_files import read_stack_files
from union_ecr.drift.findings import Report

PRIVATE = "private: {dataPlanes: [], untaggedDays: null}"


def swept(team: Team, monkeypatch: pytest.MonkeyPatch) -> Report:
    for name, value in team.aws.environment().items():
        monkeypatch.setenv(name, value)
    files = read_stack_files([team.name], team.project.folder / "stacks")
    stacks = {name: Stack(files.files[name], files.valid[name], files.declared[name]) for name in files.chosen}
    return sweep(stacks, stacks, files.registries, lambda _done, _total: None, today="2026-11-28")


def follow(team: Team, remedy: str) -> None:
    """Do what a remedy says, as a person would."""
    if remedy.startswith("pulumi up --refresh --stack team"):
        team.up(refresh=True)
    elif remedy.startswith("aws ecr "):
        _, _, verb, *options = shlex.split(remedy, comments=True)
        given = dict(zip(options[::2], options[1::2], strict=True))
        assert given.pop("--region") == "us-east-1"
        arguments = {_camel(name.removeprefix("--")): value for name, value in given.items()}
        documents = ("policyText", "repositoryPolicy")
        read = {
            name: json.loads(value) if value.startswith("{") and name not in documents else value
            for name, value in arguments.items()
        }
        getattr(team.ecr, verb.replace("-", "_"))(**read)
    else:
        found = re.match(r"in the stack file: (\S+: \{.*\}) below union-ecr:images", remedy)
        assert found, remedy
        team.up("trainer: {}", PRIVATE, found[1])


def _camel(name: str) -> str:
    first, *others = name.split("-")
    return first + "".join(part.title() for part in others)
