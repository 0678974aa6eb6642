"""The engine (Go) and our scripts read the same stack file: both see the same, or ours refuses it.

The program itself reads the file with our reader, so what that refuses neither deploys; what is left to show is that
the engine sees exactly what our reader accepts.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pulumi
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.emulated_aws import DEFAULT_ACCOUNT
from sandbox.project import ROOT
from tests.engine.conftest import Team
from tests.engine.stack import EngineStack
from union_ecr.stack_file.parse import CONFIG_KEYS, StackFile, parse_stack_file
from union_ecr.workspace.config_overrides import COMPARED_KEYS, differences

# Spellings on which YAML readers are known to disagree, and their neighbours.
TRICKY = """
    012345670123 0123 0o17 0O17 0x1F 0X1f 0b101 0b1_0 00 08 -0 +1 -1 1_000 1,000 1e3 1E3 1e-3 1.0 1. .5 -.5 +.5
    1.2.3 3.11 .inf -.Inf .NaN nan inf 12:30:45 1:20 190:20:30 2026-01-01 2026-1-1 2026-01-01T10:00:00Z
    2001-12-14t21:59:43.10-05:00 yes Yes YES no NO on On off OFF y Y n N true True TRUE tRUE false False FALSE
    null Null NULL nULL ~ = << < 123456789012 9007199254740991 9007199254740993 99999999999999999999
    1234567890123456 -12 0 14 a a-b a.b a/b a:b a#b v1 1img 1a2b 3d-model deadbeef 0xyz 0b2 0o9 e3 1e 1e+ _1 1_
    ._ .1.2 -.- +. a,b !x @x `x %x &x *x -_0 _0 0_ +_1 0x_1
""".split()


@pytest.fixture
def engine_reads(team: Team) -> Callable[[str], dict[str, str | None]]:
    """Lets the engine read a stack file's text; answers the text of each configuration key."""
    seen: dict[str, str | None] = {}

    def program() -> None:
        for key in COMPARED_KEYS:
            namespace, _, name = key.partition(":")
            seen[key] = pulumi.Config(namespace).get(name)

    stack = EngineStack(team.project, team.name, program=program)
    secrets = team.project.stack_file(team.name).read_text()

    def read(text: str) -> dict[str, str | None]:
        seen.clear()
        team.project.stack_file(team.name).write_text(text + secrets)
        stack.preview()
        return dict(seen)

    return read


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda path: path.name)
def test_the_engine_sees_of_a_committed_stack_file_what_we_read(
    path: Path, engine_reads: Callable[[str], dict[str, str | None]]
) -> None:
    _assert_the_same(parse_stack_file(path.name, path.read_bytes), engine_reads(path.read_text()))


def test_both_accept_a_key_without_a_value(team: Team) -> None:
    """With a type in Pulumi.yaml the engine would refuse it."""
    empty = "".join(f"  {key}:\n" for key in CONFIG_KEYS if key not in ("union-ecr:account", "union-ecr:images"))
    head = f'config:\n  aws:region: us-east-1\n  union-ecr:account: "{DEFAULT_ACCOUNT}"\n'
    file = team.project.stack_file(team.name)
    team.up("trainer: {}")
    secrets = file.read_text()[file.read_text().index("secretsprovider:") :]
    file.write_text(f"{head}  union-ecr:images: {{trainer: {{}}}}\n{empty}{secrets}")
    team.stack.up()
    assert team.differences() == set()


def test_the_engine_sees_of_every_tricky_spelling_that_we_accept_what_we_read(
    engine_reads: Callable[[str], dict[str, str | None]],
) -> None:
    accepted = [scalar for scalar in TRICKY if _accepted(scalar)]
    assert {"14", "true", "~", "a:b", "1.2.3"} <= set(accepted)
    assert not {"yes", "012345670123", "0o17", "1_000", "1e3", "2026-01-01", "12:30:45"} & set(accepted)
    text = _stack_file(accepted)
    _assert_the_same(parse_stack_file("tricky", text.encode), engine_reads(text))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_engine_sees_of_a_generated_stack_file_what_we_read(
    engine_reads: Callable[[str], dict[str, str | None]], data: st.DataObject
) -> None:
    scalars = [scalar for scalar in data.draw(st.lists(_scalars(), min_size=20, max_size=40)) if _accepted(scalar)]
    text = _stack_file(scalars)
    file = parse_stack_file("generated", text.encode)
    assert file.errors == ()
    _assert_the_same(file, engine_reads(text))


def _scalars() -> st.SearchStrategy[str]:
    """YAML scalars as they may be typed: plain, quoted and in block style."""
    words = st.sampled_from(TRICKY) | st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12)
    numbers = st.from_regex(r"[-+]?[0-9._:eExo-]{1,10}", fullmatch=True)
    plain = words | numbers
    single = words.map(lambda word: "'" + word.replace("'", "''") + "'")
    double = words.map(json.dumps)
    block = words.map(lambda word: "|-\n            " + word)
    return plain | single | double | block


def _stack_file(scalars: Sequence[str]) -> str:
    tags = "".join(f"        t{number}: {scalar}\n" for number, scalar in enumerate(scalars))
    return (
        f'config:\n  aws:region: us-east-1\n  union-ecr:account: "{DEFAULT_ACCOUNT}"\n'
        f"  union-ecr:images:\n    an-image:\n      resourceTags:\n{tags}      protect: true\n"
    )


def _accepted(scalar: str) -> bool:
    return not parse_stack_file("one", _stack_file([scalar]).encode).errors


def _assert_the_same(file: StackFile, engine: dict[str, str | None]) -> None:
    assert list(differences(file, engine.get)) == []
    for key, text in engine.items():
        value: Any = file.config.get(key)
        if isinstance(value, dict):
            assert json.loads(text or "") == value
        elif value is not None:
            assert text == value
