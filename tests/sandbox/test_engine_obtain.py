"""Which engine is taken, and the message when there is none."""

import subprocess
import sys
from pathlib import Path

import pytest
from pulumi.automation import PulumiCommand

from sandbox.engine import Engine, EngineUnavailable, find_engine
from sandbox.engine.engine import VERSION

from .engine_machine import PROJECT, FakeSource, Machine

pytestmark = pytest.mark.slow

NEWER = "#!/bin/sh\necho v3.999.0\n"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_path_comes_before_the_cache(machine: Machine) -> None:
    executable = machine.on_path("pulumi", NEWER)
    machine.in_cache()
    assert find_engine(machine.host) == Engine(None, executable, "3.999.0", "PATH")
    assert machine.obtain() == Engine(None, executable, "3.999.0", "PATH")
    assert machine.output.getvalue() == ""


def test_the_cache_comes_before_the_sources(machine: Machine) -> None:
    executable = machine.in_cache()
    source = FakeSource("source")
    assert machine.obtain(source) == Engine(machine.host.root, executable, VERSION, "cache")
    assert source.calls == []


def test_sources_are_tried_in_order_until_one_works(machine: Machine) -> None:
    first, second, third = FakeSource("first", script=None), FakeSource("second"), FakeSource("third")
    engine = machine.obtain(first, second, third)
    assert engine == Engine(machine.host.root, machine.host.root / "bin" / "pulumi", VERSION, "second")
    assert (first.calls, second.calls, third.calls) == ([VERSION], [VERSION], [])
    assert "first failed: no luck with first" in machine.output.getvalue()
    assert machine.left_in_cache() == set()


def test_the_automation_api_takes_the_made_engine(machine: Machine) -> None:
    engine = machine.obtain(FakeSource("source"))
    assert str(PulumiCommand(root=str(engine.root)).version) == VERSION
    assert engine.root == machine.home / ".pulumi" / "versions" / VERSION


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("#!/bin/sh\necho out of order >&2\nexit 3\n", "is broken: `pulumi version` failed with 3: out of order"),
        ("#!/bin/sh\necho hello\n", "is broken: `pulumi version` answered 'hello'"),
        ("#!/nowhere/sh\n", "is broken: `pulumi version` failed with 127"),
        ("#!/bin/sh\nkill -9 $$\n", "is broken: `pulumi version` failed with 137"),
        ("#!/bin/sh\necho v2.25.2\n", "is 2.25.2; the Automation API needs at least 3.1.0 and below 4"),
        ("#!/bin/sh\necho v4.0.0\n", "is 4.0.0; the Automation API needs at least 3.1.0 and below 4"),
    ],
)
def test_an_unusable_pulumi_on_path_is_reported_and_skipped(machine: Machine, script: str, why: str) -> None:
    unusable = machine.on_path("pulumi", script)
    cached = machine.in_cache()
    engine = find_engine(machine.host, machine.progress)
    assert engine is not None
    assert engine.executable == cached
    lines = machine.output.getvalue().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith(f"{unusable} {why}")


def test_a_pulumi_that_never_answers_is_skipped(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.engine.engine.ANSWER_SECONDS", 0.3)
    machine.on_path("pulumi", "#!/bin/sh\nsleep 60\n")
    assert find_engine(machine.host, machine.progress) is None
    assert "no answer to `pulumi version`" in machine.output.getvalue()


def test_finding_an_engine_writes_nothing(machine: Machine) -> None:
    assert find_engine(machine.host, machine.progress) is None
    assert list(machine.home.iterdir()) == []
    assert machine.output.getvalue() == ""


def test_a_broken_engine_in_the_cache_is_replaced(machine: Machine) -> None:
    machine.in_cache("#!/bin/sh\nexit 1\n")
    assert machine.obtain(FakeSource("source")).origin == "source"
    assert "is broken" in machine.output.getvalue()
    found = find_engine(machine.host)
    assert found is not None
    assert found.origin == "cache"


def test_an_engine_that_does_not_run_never_reaches_the_cache(machine: Machine) -> None:
    with pytest.raises(EngineUnavailable, match=r"source: .* is broken"):
        machine.obtain(FakeSource("source", script="#!/bin/sh\nexit 1\n"))
    assert not machine.host.root.exists()
    assert machine.left_in_cache() == set()


def test_every_source_has_a_line_with_its_reason(machine: Machine) -> None:
    machine.on_path("pulumi", "#!/bin/sh\necho v1.0.0\n")
    with pytest.raises(EngineUnavailable) as caught:
        machine.obtain(FakeSource("one", script=None), FakeSource("two", script=None))
    path, cache, one, two = str(caught.value).splitlines()
    assert path.startswith(f"PATH: {machine.bin / 'pulumi'} is 1.0.0")
    assert cache == f"cache: no {machine.host.root / 'bin' / 'pulumi'}"
    assert (one, two) == ("one: no luck with one", "two: no luck with two")
    assert caught.value.reasons == (path, cache, one, two)


def test_a_cache_that_is_not_writable_is_a_reason(machine: Machine) -> None:
    (machine.home / ".pulumi").write_text("a file")
    with pytest.raises(EngineUnavailable, match=r"cache: .*\.pulumi"):
        machine.obtain(FakeSource("source"))


def test_the_files_of_a_build_are_deleted_once_there_is_an_engine(machine: Machine) -> None:
    machine.in_cache()
    (machine.host.build_folder / "modules").mkdir(parents=True)
    assert machine.obtain().origin == "cache"
    assert not machine.host.build_folder.exists()


def run_main(machine: Machine) -> "subprocess.CompletedProcess[str]":
    """Run `python -m sandbox.engine` there, without a network: its proxy is a closed port."""
    environment = {**machine.host.environment, "https_proxy": "http://127.0.0.1:9"}
    return subprocess.run(
        [sys.executable, "-m", "sandbox.engine"],
        env=environment, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


def test_the_command_prints_the_path_alone_on_standard_output(machine: Machine) -> None:
    machine.on_path("pulumi", "#!/bin/sh\nexit 1\n")
    executable = machine.in_cache()
    ended = run_main(machine)
    assert (ended.returncode, ended.stdout) == (0, f"{executable}\n")
    assert "is broken" in ended.stderr


def test_the_command_without_an_engine_lists_every_reason_and_fails(machine: Machine) -> None:
    ended = run_main(machine)
    assert (ended.returncode, ended.stdout) == (1, "")
    reasons = ended.stderr.split("No Pulumi engine:\n")[1].splitlines()
    assert [line.split(":")[0] for line in reasons] == ["PATH", "cache", "download", "build"]
    assert "Connection refused" in reasons[2]
    assert "no go on PATH: install Go 1." in reasons[3]
