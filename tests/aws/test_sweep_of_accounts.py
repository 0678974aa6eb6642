"""A sweep of many accounts: one session each, one bound of calls, one report whatever answers first."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from botocore.httpsession import URLLib3Session

from sandbox.emulated_aws import ACCESS_DENIED, EmulatedAws, Fault
from tests.aws.live import NO_CREDENTIALS
from tests.aws.organization import ACCOUNTS, HUB, REGIONS, ROLE, make_role, organization, stack, swept
from union_ecr.aws.account_role import AccountRole
from union_ecr.aws.registry_sweep import RegistrySweep
from union_ecr.ci_roles.drift_role import DriftRole, drift_role_template
from union_ecr.cli.reports.json_report import as_json
from union_ecr.cli.reports.table import as_table
from union_ecr.drift.findings import Finding, Found, Kind, Report

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("environment_of_aws", "nothing_is_left_behind")]
FIRST, SECOND, THIRD = ACCOUNTS


def calls(aws: EmulatedAws, *operations: str) -> Counter[tuple[str, str]]:
    return Counter((call.operation, call.account) for call in aws.calls() if call.operation in operations)


def missing(report: Report) -> list[str | None]:
    return [finding.stack for finding in report.findings if finding.kind is Kind.MISSING]


def test_each_account_has_one_session_for_all_its_regions(aws: EmulatedAws) -> None:
    report = swept(organization())
    assert calls(aws, "GetCallerIdentity", "AssumeRole", "DescribeRepositories") == {
        ("GetCallerIdentity", HUB): 1,
        ("AssumeRole", HUB): len(ACCOUNTS),
        **{("DescribeRepositories", account): len(REGIONS) for account in ACCOUNTS},
    }
    assert (missing(report), report.unknown, report.accounts) == (sorted(organization()), (), 3)
    assert {finding.registry and finding.registry.account for finding in report.findings} == {*ACCOUNTS}


def test_without_a_role_the_regions_of_an_account_share_the_environments_session(aws: EmulatedAws) -> None:
    stacks = {region: stack(HUB, region) for region in REGIONS}
    assert missing(swept(stacks, role=None)) == sorted(REGIONS)
    assert calls(aws, "GetCallerIdentity", "AssumeRole") == {("GetCallerIdentity", HUB): 1}


def test_push_roles_of_an_account_are_read_once(aws: EmulatedAws) -> None:
    jobs = {"images": ["trainer"], "github": {"repository": "acme/app", "branches": ["main"]}}
    roles = {region: {f"ci-{region}": jobs} for region in REGIONS}
    swept({region: stack(FIRST, region, pushRoles=roles[region]) for region in REGIONS})
    assert calls(aws, "GetRole") == {("GetRole", FIRST): len(REGIONS)}


def test_what_stack_files_name_is_not_used_beside_the_role(aws: EmulatedAws) -> None:
    given = stack(FIRST)
    given.file.config["aws:profile"] = "a person's"  # type: ignore[index]
    given.file.config["aws:assumeRoles"] = [{"roleArn": f"arn:aws:iam::{FIRST}:role/up"}]  # type: ignore[index]
    assert missing(swept({"a": given})) == ["a"]
    assert calls(aws, "AssumeRole") == {("AssumeRole", HUB): 1}


def test_stacks_of_an_account_that_name_other_credentials_share_its_session_beside_the_role(aws: EmulatedAws) -> None:
    stacks = {region: stack(FIRST, region) for region in REGIONS}
    stacks[REGIONS[0]].file.config["aws:profile"] = "a person's"  # type: ignore[index]
    assert missing(swept(stacks)) == sorted(REGIONS)
    assert calls(aws, "AssumeRole") == {("AssumeRole", HUB): 1}


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_the_role_is_in_the_partition_of_the_registry(region: str, aws: EmulatedAws) -> None:
    assert missing(swept({"a": stack(FIRST, region)})) == ["a"]


def test_a_caller_that_is_the_role_already_does_not_assume_it(
    aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in aws.environment(FIRST, "ci/union-ecr-drift").items():
        monkeypatch.setenv(name, value)
    assert missing(swept({"a": stack(FIRST), "b": stack(SECOND)})) == ["a", "b"]
    assert calls(aws, "AssumeRole") == {("AssumeRole", FIRST): 1}


def test_the_role_of_the_template_is_enough_in_every_account_and_for_its_callers_only(aws: EmulatedAws) -> None:
    roles = {"ci": {"images": ["trainer"], "github": {"repository": "acme/app", "branches": ["main"]}}}
    stacks = {f"{name[0]}": stack(name, pushRoles=roles, registry={"scanning": {"type": "BASIC"}}) for name in ACCOUNTS}
    role = DriftRole(ROLE.name, [f"arn:aws:iam::{HUB}:user/mo*"], "x-1")
    made = drift_role_template(role, [found.declared for found in stacks.values()])["Resources"]["Role"]["Properties"]
    for account in ACCOUNTS:
        iam = aws.client("iam", account=account)
        trust = json.dumps(made["AssumeRolePolicyDocument"])
        iam.create_role(RoleName=made["RoleName"], Path=made["Path"], AssumeRolePolicyDocument=trust)
        for policy in made["Policies"]:
            document = json.dumps(policy["PolicyDocument"])
            iam.put_role_policy(RoleName=made["RoleName"], PolicyName=policy["PolicyName"], PolicyDocument=document)
        iam.create_role(RoleName="ci", AssumeRolePolicyDocument="{}")
    aws.enforce_role_trust()
    aws.enforce_identity_policies()
    assert swept(stacks, AccountRole(ROLE.name, "x-1")).unknown == ()
    assert len(swept(stacks, ROLE).unknown) == len(ACCOUNTS)


class TestFailures:
    @pytest.fixture(autouse=True)
    def _of_two_accounts_only_one_can_be_read(self, aws: EmulatedAws) -> None:
        make_role(aws, FIRST)
        aws.enforce_role_trust()

    def swept(self, role: AccountRole, *others: str) -> tuple[list[str | None], list[Any], int]:
        stacks = {f"{account[0]}-{region}": stack(account, region) for account in others for region in REGIONS}
        report = swept({"a": stack(FIRST), **stacks}, role)
        unknown = [(unknown.account, unknown.stacks, unknown.reason) for unknown in report.unknown]
        return missing(report), unknown, report.exit_code

    def test_an_account_without_the_role_is_one_thing_that_is_unknown_and_the_others_go_on(self) -> None:
        found, unknown, code = self.swept(ROLE, THIRD, SECOND)
        assert (found, code) == (["a"], 3)
        # by account, although the stacks of the other one come first
        assert [(account, stacks) for account, stacks, _ in unknown] == [
            (SECOND, ("2-eu-west-1", "2-us-east-1")),
            (THIRD, ("3-eu-west-1", "3-us-east-1")),
        ]
        for account, _, reason in unknown:
            arn = ROLE.arn(stack(account).registry)
            caller = f"arn:aws:iam::{HUB}:user/moto"
            refusal = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {arn}"
            assert reason.startswith(f"AccessDenied: {refusal}: the role is missing, does not trust")

    def test_a_role_that_trusts_somebody_else_is_not_assumed(self, aws: EmulatedAws) -> None:
        make_role(aws, SECOND, Condition={"StringEquals": {"sts:ExternalId": "x-1"}})
        assert [account for account, _, _ in self.swept(ROLE, SECOND)[1]] == [SECOND]
        assert self.swept(AccountRole(ROLE.name, "x-1"), SECOND)[1:] == ([], 1)

    def test_an_account_that_denies_a_call_leaves_that_unknown(self, aws: EmulatedAws) -> None:
        make_role(aws, SECOND)
        aws.inject(Fault("DescribeRepositories", account=SECOND, error=ACCESS_DENIED))
        found, unknown, code = self.swept(ROLE, SECOND)
        assert (found, code) == (["a"], 3)
        assert {account for account, _, _ in unknown} == {SECOND}

    def test_credentials_that_nobody_has_leave_every_account_unknown(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("AWS_ACCESS_KEY_ID")
        monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
        found, unknown, code = self.swept(ROLE, SECOND)
        assert (found, code) == ([], 3)
        assert [(account, reason) for account, _, reason in unknown] == [
            (account, NO_CREDENTIALS) for account in (FIRST, SECOND)
        ]

    def test_an_endpoint_that_cannot_be_reached_leaves_every_account_unknown(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
        found, unknown, code = self.swept(ROLE, SECOND)
        assert (found, [account for account, _, _ in unknown], code) == ([], [FIRST, SECOND], 3)


def test_credentials_that_nobody_has_are_one_line_of_text_and_an_entry_an_account_of_json(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    report, reason = swept(organization()), NO_CREDENTIALS
    (line,) = (line for line in as_table(report).splitlines() if reason in line)
    registries = len(ACCOUNTS) * len(REGIONS)
    assert line.startswith(f"  all of {registries} registries in {len(ACCOUNTS)} accounts: {reason} (stacks ")
    assert [found["reason"] for found in json.loads(as_json(report))["unknown"]] == [reason] * len(ACCOUNTS)


def test_ctrl_c_keeps_the_accounts_that_were_read() -> None:
    known: list[Sequence[Found]] = []

    def interrupt(_done: int, _total: int) -> None:
        if known:
            raise KeyboardInterrupt

    report = swept(organization(), progress=interrupt, on_found=known.append)
    assert report.interrupted
    assert report.exit_code == 3
    assert {stack for unknown in report.unknown for stack in unknown.stacks} | {*missing(report)} == {*organization()}


BOUND, PATIENCE = 5, 60  # calls; seconds until a test fails that waits in vain


class InFlight:
    """Counts the requests that are under way at a time; each waits until there have once been as many as the bound."""

    def __init__(self) -> None:
        self.now = self.most = 0
        self._changed = threading.Condition()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        with self._changed:
            self.now += 1
            self.most = max(self.most, self.now)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most >= BOUND, PATIENCE)
        try:
            yield
        finally:
            with self._changed:
                self.now -= 1


@pytest.fixture
def in_flight(monkeypatch: pytest.MonkeyPatch) -> InFlight:
    """The requests of this process to ECR; those for sessions come before them."""
    counted, send = InFlight(), URLLib3Session.send

    def held(session: URLLib3Session, request: Any) -> Any:
        with counted.one_more() if b"ContainerRegistry" in request.headers.get("X-Amz-Target", b"") else nullcontext():
            return send(session, request)

    monkeypatch.setattr(URLLib3Session, "send", held)
    return counted


def test_accounts_and_regions_share_one_bound_of_calls(in_flight: InFlight, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("union_ecr.aws.sweep.CONCURRENCY", BOUND)
    swept(organization())
    assert in_flight.most == BOUND


def begin_late(late: str, answered: Sequence[str]) -> Callable[..., None]:
    """Begins the registries of one account only when another account has answered."""
    begin = RegistrySweep.begin

    def begin_in_turn(registry: RegistrySweep, *arguments: Any) -> None:
        deadline = time.monotonic() + PATIENCE
        while registry.registry.account == late and not answered and time.monotonic() < deadline:
            time.sleep(0.01)
        begin(registry, *arguments)

    return begin_in_turn


def test_the_report_is_the_same_whichever_account_answers_first(
    aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in ACCOUNTS:
        aws.client("ecr", account=account).create_repository(repositoryName="legacy")
    reports: set[str] = set()
    firsts: set[str] = set()
    aws.inject(Fault("GetRegistryPolicy", account=SECOND, error=ACCESS_DENIED))
    for late in ACCOUNTS:
        answered: list[str] = []
        monkeypatch.setattr(RegistrySweep, "begin", begin_late(late, answered))

        def note(found: Sequence[Found], answered: list[str] = answered) -> None:
            answered.extend(str(finding.stack) for finding in found if isinstance(finding, Finding) and finding.stack)

        reports.add(as_json(swept(organization(), on_found=note)))
        firsts.add(answered[0][0])
        assert answered[0][0] != late[0]
    assert len(firsts) > 1
    assert len(reports) == 1
