"""`union-ecr drift` through microburst, a proxy of other people that fails as AWS fails: it is right or says it is not.

microburst: throttling, outages, stalls, resets and torn answers in AWS's own wire format.
"""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.command_line import UnionEcr
from tests.deployed_by_hand import deploy
from tests.stacks import ACCOUNT, stack_settings
from union_ecr.declared.stack import declare

IMAGES = [f"image-{number}" for number in range(4)]
SETTINGS: Mapping[str, Any] = {
    "images": {name: {} for name in IMAGES},
    "dataPlanes": {"production": {"account": "111122223333"}},
}
BROKEN = IMAGES[2]
START_SECONDS = 30
Rule = dict[str, Any]


@dataclass(frozen=True)
class Proxy:
    """A running microburst in front of the emulated AWS."""

    endpoint: str

    def fail(self, *rules: Rule) -> None:
        """Let these rules hold from now on, and forget what fired before."""
        self.ask("rules", "POST", [{"service": "*", **rule} for rule in rules])
        self.ask("fired", "DELETE")

    def fired(self) -> int:
        """How often a rule fired since."""
        return len(self.ask("fired", "GET"))

    def ask(self, what: str, method: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.endpoint}/_microburst/{what}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=START_SECONDS) as answer:
            return json.loads(answer.read() or b"null")


@pytest.fixture(scope="module")
def running_proxy(running_aws: EmulatedAws) -> Iterator[Proxy]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "microburst", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--upstream", running_aws.endpoint]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            proxy = Proxy(f"http://127.0.0.1:{port}")
            _wait_for(proxy)
            yield proxy
        finally:
            process.kill()


def _wait_for(proxy: Proxy) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            proxy.ask("health", "GET")
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return


@pytest.fixture
def proxy(aws: EmulatedAws, running_proxy: Proxy, stacks_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Proxy:
    """All of a team's stack lives behind the proxy, but one repository has lost its policy."""
    running_proxy.fail()
    ecr = aws.client("ecr")
    for repository in declare(stack_settings(**SETTINGS)).repositories:
        deploy(ecr, repository)
    ecr.delete_repository_policy(repositoryName=BROKEN)
    config = {"account": ACCOUNT, "organization": "acme", **SETTINGS}
    stack = {"aws:region": "us-east-1", **{f"union-ecr:{key}": value for key, value in config.items()}}
    (stacks_dir / "Pulumi.team.yaml").write_text(json.dumps({"config": stack}))
    for name, value in {**aws.environment(), "AWS_ENDPOINT_URL": running_proxy.endpoint}.items():
        monkeypatch.setenv(name, value)
    return running_proxy


def drift_report(union_ecr: UnionEcr) -> tuple[int, list[tuple[str, str]], list[str]]:
    """The exit code, the findings by repository and kind, and the repositories of which something is unknown."""
    ran = union_ecr("drift", "--json")
    report = json.loads(ran.out)
    findings = [(finding["repository"], finding["kind"]) for finding in report["findings"]]
    return ran.code, findings, sorted({unknown["repository"] or "" for unknown in report["unknown"]})


TRUTH: tuple[int, list[tuple[str, str]], list[str]] = (1, [(BROKEN, "policy-changed")], [])
STALL = "a stall"
THROTTLED: Rule = {"error": {"code": "ThrottlingException"}}
FAILURES: Mapping[str, Rule] = {
    "an outage": {"error": {"code": "ServerException", "status": 500}},
    "unavailable": {"error": {"code": "ServiceUnavailable", "status": 503}},
    STALL: {"timeout_ms": 8000},
    "a reset": {"reset": True},
    "an answer that breaks off": {"response": {"abort_frac": 0.5}},
}


@pytest.mark.slow
@pytest.mark.parametrize("failure", [THROTTLED, *FAILURES.values()], ids=["throttled", *FAILURES])
def test_what_passes_is_asked_again_and_nothing_is_lost(
    failure: Rule, proxy: Proxy, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch
) -> None:
    if failure is FAILURES[STALL]:
        monkeypatch.setattr("union_ecr.aws.session._READ_SECONDS", 2)
    proxy.fail({"service": "ecr", "times": 3, **failure})
    assert drift_report(union_ecr) == TRUTH
    assert proxy.fired() == 3


@pytest.mark.slow
@pytest.mark.parametrize("operation", ["GetRepositoryPolicy", "GetLifecyclePolicy", "DescribeRepositories"])
@pytest.mark.parametrize(
    "failure",
    [
        THROTTLED,
        *(rule for name, rule in FAILURES.items() if name != STALL),
        {"error": {"code": "AccessDeniedException", "status": 400}},
        {"error": {"code": "ExpiredTokenException", "status": 403}},
        {"response": {"truncate_frac": 0.5}},
        {"response": {"corrupt_bytes": 400}},
    ],
    ids=json.dumps,
)
def test_what_does_not_pass_is_unknown_and_never_missing_or_clean(
    failure: Rule, operation: str, proxy: Proxy, union_ecr: UnionEcr, tmp_path: Path
) -> None:
    stack = tmp_path / "stacks" / "Pulumi.team.yaml"
    stack.write_text(stack.read_text().replace('"aws:region"', '"aws:maxRetries": 2, "aws:region"'))
    proxy.fail({"service": "ecr", "operation": operation, **failure})
    code, findings, unknown = drift_report(union_ecr)
    assert (code, bool(proxy.fired())) == (3, True)
    assert unknown == ([""] if operation == "DescribeRepositories" else IMAGES)
    assert findings == (TRUTH[1] if operation == "GetLifecyclePolicy" else [])


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 6))
def test_in_a_storm_it_is_right_or_says_what_it_does_not_know(number: int, proxy: Proxy, union_ecr: UnionEcr) -> None:
    """Whichever calls fail in whichever way: nothing false is found, and what is not found is unknown."""
    chance = 0.04 * (1 + number)
    storm = [{"probability": chance, **rule} for name, rule in FAILURES.items() if name != STALL]
    proxy.fail({"times": number, **THROTTLED}, *storm)
    code, findings, unknown = drift_report(union_ecr)
    assert proxy.fired() > 0
    assert set(findings) <= set(TRUTH[1])
    assert code == (3 if unknown else 1)
    assert findings == TRUTH[1] or BROKEN in unknown or "" in unknown
