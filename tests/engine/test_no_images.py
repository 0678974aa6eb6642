"""A stack with settings of the registry and no images: for pull-through caches, or for replicated images."""

from textwrap import indent

import pytest

from tests.engine.conftest import Team
from tests.engine.drift_sweep import swept
from tests.engine.edits import SETTINGS

REGISTRY = SETTINGS[SETTINGS.index("union-ecr:registry:") :]
HEAD = 'aws:region: us-east-1\nunion-ecr:account: "123456789012"\n'


def write(team: Team, settings: str) -> None:
    team.project.stack_file(team.name).write_text("config:\n" + indent(HEAD + settings, "  "))


def test_registry_settings_alone_are_deployed_and_kept(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    write(team, REGISTRY)
    assert team.up().keys() == {"create"}
    assert (team.differences(), team.live()) == (set(), {})
    assert team.up().keys() == {"same"}
    write(team, "union-ecr:images: {}\n" + REGISTRY)
    assert team.up().keys() == {"same"}
    assert not team.drift_is_noticed()
    report = swept(team, monkeypatch)
    assert (report.findings, report.unknown) == ((), ())
    write(team, "union-ecr:registry: {ignore: [legacy]}\n")
    team.up()
    assert team.ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"] == []


def test_a_stack_with_neither_registry_settings_nor_images_is_refused(team: Team) -> None:
    write(team, "")
    assert "union-ecr:images: is missing; write at least one below union-ecr:images" in team.refused()
