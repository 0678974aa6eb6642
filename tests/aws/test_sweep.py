"""Several registries in one sweep: what cannot be read of one does not affect the others."""

import json
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import ACCESS_DENIED, DEFAULT_ACCOUNT, EmulatedAws, Fault
from tests.aws.swept_stacks import quiet, sweep_all
from tests.command_line import UnionEcr
from tests.deployed_by_hand import deploy
from tests.stacks import stack_file, stack_settings
from union_ecr.aws.client import open_first
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.registry import RegistryReader
from union_ecr.aws.registry_sweep import Stack
from union_ecr.aws.session import Session, Sessions
from union_ecr.aws.worker_pool import Progress
from union_ecr.declared.stack import declare
from union_ecr.drift.findings import Kind, Report
from union_ecr.drift.live import Unreadable
from union_ecr.stack_file.parse import StackFile, parse_stack_file

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("environment_of_aws", "nothing_is_left_behind")]
OTHER_REGION = "eu-west-1"


def swept(
    *stacks: Mapping[str, Any],
    config: Mapping[str, Mapping[str, Any]] = {},
    invalid: Sequence[StackFile] = (),
    progress: Progress = quiet,
) -> Report:
    """A sweep of these stacks, named a, b, …; `config` adds to the configuration of their files."""
    files = {}
    for name, settings in zip("abc", stacks, strict=False):
        file = stack_file(**settings)
        valid = stack_settings(**settings)
        files[name] = Stack(_with(file, config.get(name, {})), valid, declare(valid))
    return sweep_all(files, progress, invalid)


def _with(file: Any, config: Mapping[str, Any]) -> Any:
    return type(file)(file.name, {**file.config, **config}, file.lines, file.errors, file.readable)


HERE: Mapping[str, Any] = {"images": {"trainer": {}}}
THERE: Mapping[str, Any] = {"images": {"server": {}}, "region": OTHER_REGION}
MISSING = [("a", Kind.MISSING)]


def kinds(report: Report) -> list[tuple[str | None, Kind]]:
    return [(finding.stack, finding.kind) for finding in report.findings]


def test_a_denied_call_in_one_registry_stops_no_other(aws: EmulatedAws) -> None:
    aws.client("ecr", OTHER_REGION).create_repository(repositoryName="server")
    aws.inject(Fault("GetRepositoryPolicy", repository="server", error=ACCESS_DENIED))
    report = swept(HERE, THERE)
    assert ("a", Kind.MISSING) in kinds(report)
    assert [unknown.repository for unknown in report.unknown] == ["server"]
    assert report.exit_code == 3


def test_a_defect_makes_one_registry_unknown_and_is_reported_with_its_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(aws: Any, *arguments: Any) -> Any:
        return RegistryReader(aws, *arguments) if aws.registry.region == "us-east-1" else 1 / 0

    monkeypatch.setattr("union_ecr.aws.registry_sweep.RegistryReader", broken)
    report = swept(THERE, HERE)
    assert kinds(report) == [("b", Kind.MISSING)]
    (unknown,) = report.unknown
    assert (unknown.what, unknown.stacks) == (f"the whole registry {DEFAULT_ACCOUNT} {OTHER_REGION}", ("a",))
    assert unknown.reason.startswith(f"a defect of union-ecr, ZeroDivisionError at {__name__}:")


@pytest.mark.parametrize(
    "config",
    [
        {"aws:profile": "broken"},
        {"aws:assumeRoleWithWebIdentity": {"roleArn": "arn:aws:iam::123456789012:role/ci"}},
    ],
    ids=["a missing credential process", "a web identity"],
)
def test_unavailable_credentials_of_one_registry_stop_no_other(
    config: Mapping[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text("[profile broken]\ncredential_process = /no/such/program\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    report = swept(HERE, THERE, config={"b": config})
    assert kinds(report) == MISSING
    assert [unknown.stacks for unknown in report.unknown] == [("b",)]


def test_an_invalid_endpoint_makes_the_registry_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "no url")
    report = swept(HERE)
    assert (report.findings, len(report.unknown)) == ((), 1)


def test_a_web_identity_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/ci")
    monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/no/such/file")  # keys in the environment win
    config = {"aws:assumeRoleWithWebIdentity": {"roleArn": "arn:aws:iam::123456789012:role/ci"}}
    assert kinds(swept(HERE, config={"a": config})) == MISSING


def test_a_registry_is_read_with_the_first_credentials_of_its_stacks_that_work() -> None:
    other: Mapping[str, Any] = {"images": {"server": {}}}
    report = swept(HERE, other, config={"a": {"aws:profile": "expired"}})
    assert (kinds(report), report.unknown) == ([("a", Kind.MISSING), ("b", Kind.MISSING)], ())
    report = swept(HERE, other, config={"a": {"aws:profile": "x"}, "b": {"aws:profile": "y"}})
    assert [unknown.reason.count("there is no such AWS profile") for unknown in report.unknown] == [2]


def test_ctrl_c_while_connecting_keeps_what_is_known_of_other_registries(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, stalled = threading.Event(), threading.Event()

    def stall(credentials: Sequence[Credentials], sessions: Sessions) -> Session | Unreadable:
        if credentials[0].profile:
            begun.set()
            stalled.wait()
        return open_first(credentials, sessions)

    def interrupt(done: int, known: int) -> None:
        if done == known - 1 and begun.is_set() and done > 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("union_ecr.aws.sweep.open_first", stall)
    report = swept(HERE, THERE, config={"b": {"aws:profile": "stalled"}}, progress=interrupt)
    stalled.set()
    assert kinds(report) == MISSING
    assert report.interrupted
    assert [unknown.stacks for unknown in report.unknown] == [("b",)]


def test_registries_that_are_as_declared_have_no_findings(aws: EmulatedAws) -> None:
    for settings in (HERE, THERE):
        for repository in declare(stack_settings(**settings)).repositories:
            deploy(aws.client("ecr", settings.get("region", "us-east-1")), repository)
    assert swept(HERE, THERE) == Report((), 2, 2, ())


OPEN = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Principal": "*", "Action": "ecr:*"}]}
)


@pytest.fixture
def opened(aws: EmulatedAws) -> Any:
    """A registry as declared, which is also opened by hand in every way that no stack declares."""
    ecr = aws.client("ecr")
    for repository in declare(stack_settings(**HERE)).repositories:
        deploy(ecr, repository)
    ecr.create_pull_through_cache_rule(ecrRepositoryPrefix="by", upstreamRegistryUrl="public.ecr.aws")
    for name in ("by/other", "union/other", "legacy"):
        ecr.create_repository(repositoryName=name)
        ecr.set_repository_policy(repositoryName=name, policyText=OPEN)
    ecr.create_repository_creation_template(prefix="ROOT", appliedFor=["CREATE_ON_PUSH"], repositoryPolicy=OPEN)
    rules = [{"destinations": [{"region": OTHER_REGION, "registryId": "999988887777"}]}]
    ecr.put_replication_configuration(replicationConfiguration={"rules": rules})
    return ecr


def test_every_way_to_open_a_registry_by_hand_is_critical(opened: Any) -> None:
    report = swept(HERE)
    assert [
        (found.kind, found.repository or found.field) for found in report.findings if found.severity == "critical"
    ] == [
        (Kind.REGISTRY_CHANGED, "registry.creationTemplates.ROOT"),
        (Kind.REGISTRY_CHANGED, "registry.replication"),
        (Kind.EXTRA_POLICY, "by/other"),
        (Kind.EXTRA_POLICY, "legacy"),
        (Kind.EXTRA_POLICY, "union/other"),
    ]
    assert [found.repository for found in report.findings if found.kind is Kind.UNMANAGED] == ["legacy"]


def test_a_remedy_names_the_invalid_files_that_may_be_of_the_same_registry(opened: Any) -> None:
    regions = {"here": "us-east-1", "unknown": "nowhere", "elsewhere": OTHER_REGION}
    invalid = [
        parse_stack_file(
            f"Pulumi.{name}.yaml",
            f'config: {{aws:region: {region}, union-ecr:account: "{DEFAULT_ACCOUNT}", union-ecr:images: 1}}'.encode,
        )
        for name, region in regions.items()
    ]
    report = swept(HERE, invalid=invalid)
    assert report.findings
    for finding in report.findings:
        assert finding.remedy.endswith("but first fix Pulumi.here.yaml, Pulumi.unknown.yaml, which may declare it")


def test_a_second_stack_with_settings_of_the_registry_counts_as_invalid_as_in_the_review(opened: Any) -> None:
    owners = [{"images": {name: {}}, "registry": {"ignore": [name]}} for name in ("server", "tools")]
    report = swept(HERE, *owners)
    extra = [finding for finding in report.findings if finding.repository == "legacy"]
    assert extra
    assert all(finding.remedy.endswith("but first fix F, which may declare it") for finding in extra)


def test_errors_in_credentials_are_reported_before_aws_is_asked(
    aws: EmulatedAws, union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    for name, region in (("a", "us-east-1"), ("b", OTHER_REGION)):
        config: dict[str, Any] = {"aws:region": region, "union-ecr:account": DEFAULT_ACCOUNT}
        config |= {"union-ecr:images": {"trainer": {}}, "aws:maxRetries": "many"}
        config["aws:assumeRoles"] = [{"roleArn": "arn:aws:iam::123456789012:role/r", "tags": ["x"], "policyArns": "y"}]
        (stacks_dir / f"Pulumi.{name}.yaml").write_text(json.dumps({"config": config}))
    before = len(aws.calls())
    for verb in ("drift", "stacks"):
        ran = union_ecr(verb)
        assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 6)
    assert len(aws.calls()) == before


UNMANAGED = {"kind": "unmanaged", "repository": "legacy", "reason": "known"}


def test_what_one_stack_accepts_holds_for_all_stacks_of_its_registry(aws: EmulatedAws) -> None:
    aws.client("ecr").create_repository(repositoryName="legacy")
    missing = {"kind": "missing", "repository": "trainer", "reason": "not yet deployed"}
    owner: Mapping[str, Any] = {
        "images": {},
        "registry": {"drift": {"accepted": [missing, UNMANAGED, {**UNMANAGED, "repository": "gone"}]}},
    }
    report = swept(HERE, owner)
    assert report.exit_code == 0
    assert {(finding.repository, finding.kind) for finding in report.findings} == {
        ("trainer", Kind.MISSING),
        ("legacy", Kind.UNMANAGED),
        ("gone", Kind.UNUSED_ACCEPTANCE),
    }


def test_an_entry_is_unused_only_where_everything_of_its_registry_was_seen(aws: EmulatedAws) -> None:
    aws.client("ecr").create_repository(repositoryName="trainer")
    aws.inject(Fault("GetRepositoryPolicy", repository="trainer", error=ACCESS_DENIED))
    report = swept({**HERE, "registry": {"drift": {"accepted": [UNMANAGED]}}})
    assert Kind.UNUSED_ACCEPTANCE not in {finding.kind for finding in report.findings}
    assert report.exit_code == 3
