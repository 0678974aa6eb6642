"""The build from Go modules, with a fake `go`: its arguments, its folders, its interruption."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sandbox.engine import EngineUnavailable
from sandbox.engine.build import Build
from sandbox.engine.engine import VERSION
from sandbox.engine.go import MODULE, required

from .engine_machine import PROJECT, PULUMI, ClockThatWaitsFor, Machine, alive, eventually

pytestmark = pytest.mark.slow

GO = f"""#!/bin/sh
echo "$*" >> "$HOME/../go.calls"
case "$1" in
version) echo "go version go${{FAKE_GO_VERSION:-1.99.1}} linux/amd64"; exit ;;
list) printf 'one\\ntwo\\n'; exit ;;
esac
env > "$HOME/../go.env"
while [ "$1" != -o ]; do shift; done
echo half > "$2"
echo kept > "$GOCACHE"
$FAKE_GO_MIDWAY
printf '#!/bin/sh\\necho v{VERSION}\\n' > "$2"
chmod +x "$2"
"""
WAITS_TO_BE_RELEASED = """#!/bin/sh
echo $$ > "$HOME/../midway"
until [ -e "$HOME/../released" ]; do sleep 0.02; done
"""
HANGS = """#!/bin/sh
sleep 60 &
echo $! > "$HOME/../midway.new"
[ -e "$HOME/../midway" ] || cp "$HOME/../midway.new" "$HOME/../midway"
wait
"""
OBTAIN = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from sandbox.engine import obtain_engine
from sandbox.engine.build import Build
print(obtain_engine(sources=[Build()]).origin)
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    machine = Machine(tmp_path)
    machine.on_path("go", GO)
    machine.on_path("hang", HANGS)
    return machine


def calls(machine: Machine) -> list[str]:
    return [line.split()[0] for line in (machine.home.parent / "go.calls").read_text().splitlines()]


def start(machine: Machine) -> "subprocess.Popen[str]":
    """Obtain an engine in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", OBTAIN],
        cwd=PROJECT,
        env=machine.host.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_build_ends_in_the_cache_and_leaves_nothing_else(machine: Machine) -> None:
    engine = machine.obtain(Build())
    assert (engine.origin, engine.version) == ("build", VERSION)
    assert engine.executable.read_text() == PULUMI
    assert machine.left_in_cache() == set()
    assert [path.name for path in machine.home.iterdir()] == [".pulumi"]
    assert calls(machine) == ["version", "list", "build"]
    assert "minutes" in machine.output.getvalue()


def test_go_settings_of_the_user_are_kept_except_those_that_break_the_build(machine: Machine) -> None:
    machine.with_environment(
        GOFLAGS="-mod=vendor", GOPROXY="a-proxy", GONOSUMDB="ours", GOENV="/there", GOPATH="/stray",
        GOMODCACHE="/stray", GOCACHE="/stray", GOOS="plan9", GOWORK="/stray", CGO_ENABLED="1",
    )  # fmt: skip
    machine.obtain(Build())
    lines = (machine.home.parent / "go.env").read_text().splitlines()
    seen = dict(line.split("=", 1) for line in lines if "=" in line)
    assert (seen["GOPROXY"], seen["GONOSUMDB"], seen["GOENV"]) == ("a-proxy", "ours", "/there")
    assert (seen["GOFLAGS"], seen["GOWORK"], seen["CGO_ENABLED"]) == ("-mod=readonly -modcacherw", "off", "0")
    assert "GOOS" not in seen
    for place in ("GOPATH", "GOMODCACHE", "GOCACHE", "GOTMPDIR", "TMPDIR", "TEST_TELEMETRY_DIR"):
        assert seen[place].startswith(f"{machine.host.build_folder}/"), place


def test_the_version_is_linked_into_the_executable(machine: Machine) -> None:
    machine.obtain(Build())
    build = (machine.home.parent / "go.calls").read_text().splitlines()[-1]
    assert f"/sdk/v3/go/common/version.Version={VERSION} " in build


def test_the_pinned_modules_are_of_the_sdks_version() -> None:
    pinned = re.findall(r"^\s*(?:require )?github\.com/pulumi/pulumi/(\w+)/v3 v(\S+)", go_mod(), re.MULTILINE)
    assert sorted(pinned) == [("pkg", VERSION), ("sdk", VERSION)]
    assert f"github.com/pulumi/pulumi/pkg/v3 v{VERSION} h1:" in (MODULE / "go.sum").read_text()


def go_mod() -> str:
    return (MODULE / "go.mod").read_text()


def test_without_go_the_reason_names_what_to_install(machine: Machine) -> None:
    (machine.bin / "go").unlink()
    with pytest.raises(EngineUnavailable, match=f"build: no go on PATH: install Go {required()} or newer"):
        machine.obtain(Build())


@pytest.mark.parametrize("version", ["1.20", "1.18.10", "1.9"])
def test_a_go_that_cannot_fetch_a_newer_go_is_refused(machine: Machine, version: str) -> None:
    machine.with_environment(FAKE_GO_VERSION=version)
    with pytest.raises(EngineUnavailable, match=f"is Go {version}, too old: install Go {required()} or newer"):
        machine.obtain(Build())
    assert calls(machine) == ["version"]


def test_an_older_go_that_can_fetch_a_newer_go_is_used(machine: Machine) -> None:
    machine.with_environment(FAKE_GO_VERSION="1.22.3")
    assert machine.obtain(Build()).origin == "build"
    assert f"is Go 1.22.3: it has to fetch Go {required()} first" in machine.output.getvalue()


def test_a_go_that_may_not_fetch_a_newer_go_reports_what_to_install(machine: Machine) -> None:
    refusal = "go: go.mod requires go >= 1.25.8 (running go 1.22.3; GOTOOLCHAIN=local)"
    script = f"#!/bin/sh\n[ $1 = version ] && echo go1.22.3 && exit\necho '{refusal}' >&2\nexit 1\n"
    machine.on_path("go", script)
    with pytest.raises(EngineUnavailable) as caught:
        machine.obtain(Build())
    assert caught.value.reasons[-1].endswith(f"{refusal}; install Go {required()} or newer")


def test_a_failed_build_reports_the_reason_and_the_next_build_continues(machine: Machine) -> None:
    failing = "#!/bin/sh\necho 'compile: signal: killed' >&2\nexit 1\n"
    machine.on_path("fail", failing)
    machine.on_path("go", GO.replace("$FAKE_GO_MIDWAY", "fail || exit 1"))
    with pytest.raises(EngineUnavailable, match="go build failed with 1: compile: signal: killed"):
        machine.obtain(Build())
    assert not machine.host.root.exists()
    assert (machine.host.build_folder / "compiled").read_text() == "kept\n"
    machine.on_path("go", GO)
    assert machine.obtain(Build()).origin == "build"
    assert machine.left_in_cache() == set()


def test_fetching_modules_fails_when_nothing_arrives(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    midway = machine.home.parent / "midway"
    machine.on_path("go", GO.replace("list) ", "list) hang; "))
    monkeypatch.setattr("sandbox.engine.children.monotonic", ClockThatWaitsFor(midway))
    with pytest.raises(EngineUnavailable, match="fetching Go modules: nothing arrived for 60 s"):
        machine.obtain(Build())
    assert eventually(lambda: not alive(int(midway.read_text())))


@pytest.mark.slow
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_build_leaves_no_engine_and_no_child(machine: Machine, sent: signal.Signals) -> None:
    midway = machine.home.parent / "midway"
    machine.with_environment(FAKE_GO_MIDWAY="hang")
    with start(machine) as process:
        assert eventually(lambda: midway.exists() and midway.read_text().strip() != "")
        process.send_signal(sent)
        assert process.wait(60) != 0
    assert eventually(lambda: not alive(int(midway.read_text())))
    assert not machine.host.root.exists()
    assert (machine.host.build_folder / "compiled").exists()

    machine.with_environment(FAKE_GO_MIDWAY="")
    assert machine.obtain(Build()).origin == "build"
    assert machine.left_in_cache() == set()


@pytest.mark.slow
def test_a_second_process_waits_for_the_first_and_takes_its_engine(machine: Machine) -> None:
    machine.on_path("wait", WAITS_TO_BE_RELEASED)
    machine.with_environment(FAKE_GO_MIDWAY="env wait")
    with start(machine) as first:
        assert eventually((machine.home.parent / "midway").exists)
        with start(machine) as second:
            assert second.stderr is not None
            waits = second.stderr.readline()
            (machine.home.parent / "released").touch()
            origins = [process.communicate(timeout=60)[0] for process in (first, second)]
    assert origins == ["build\n", "cache\n"]
    assert calls(machine).count("build") == 1
    assert waits == "another process is getting the Pulumi engine: waiting for it\n"
