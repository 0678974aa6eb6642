"""Sessions: credentials that are resolved once and renewed, and connections that are shared."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import Mock

import pytest
from botocore import configloader
from botocore.exceptions import ClientError
from botocore.loaders import JSONFileLoader
from urllib3.connection import HTTPConnection

from sandbox.emulated_aws import ACCESS_DENIED, DEFAULT_ACCOUNT, EmulatedAws, Fault
from union_ecr.aws.client import read_or_unreadable
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.session import Session, Sessions
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.registry import Registry

pytestmark = pytest.mark.usefixtures("environment_of_aws")
HERE = Credentials(Registry(DEFAULT_ACCOUNT, "us-east-1"), attempts=1)
MEMBER = "111122223333"


def operations(aws: EmulatedAws) -> list[tuple[str, str]]:
    return [(call.operation, call.account) for call in aws.calls()]


def assumed(sessions: Sessions, account: str = MEMBER, **parameters: Any) -> Session:
    role = {"RoleArn": f"arn:aws:iam::{account}:role/ci/drift", "RoleSessionName": "me", **parameters}
    return sessions.assume(sessions.open(HERE), role, "us-east-1")


def listed(session: Session) -> Any:
    return session.client("ecr", "us-east-1").describe_repositories()["repositories"]


def test_whose_a_session_is_follows_from_aws_or_from_the_role() -> None:
    sessions = Sessions()
    assert sessions.open(HERE).account == DEFAULT_ACCOUNT
    session = assumed(sessions)
    assert (session.account, session.arn) == (MEMBER, f"arn:aws:sts::{MEMBER}:assumed-role/drift/me")
    assert session.client("sts", "us-east-1").get_caller_identity()["Arn"] == session.arn


def test_the_callers_own_credentials_are_identified_once_for_all_threads(aws: EmulatedAws) -> None:
    sessions = Sessions()
    with ThreadPoolExecutor(8) as threads:
        opened = list(threads.map(lambda _: sessions.open(HERE), range(8)))
    assert len({id(session) for session in opened}) == 1
    assert operations(aws) == [("GetCallerIdentity", DEFAULT_ACCOUNT)]


def test_credentials_that_aws_refuses_are_refused_once_for_all_threads(aws: EmulatedAws) -> None:
    aws.inject(Fault("GetCallerIdentity", error=ACCESS_DENIED))
    sessions = Sessions()
    for _ in range(3):
        with pytest.raises(ClientError, match="AccessDenied"):
            sessions.open(HERE)
    assert len(aws.calls()) == 1


def test_a_client_is_made_once_a_service_and_region_and_for_iam_once() -> None:
    session = Sessions().open(HERE)
    assert session.client("ecr", "us-east-1") is session.client("ecr", "us-east-1")
    assert session.client("ecr", "us-east-1") is not session.client("ecr", "eu-west-1")
    assert session.client("iam", "us-east-1") is session.client("iam", "eu-west-1")


def test_a_further_account_reads_nothing_from_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions()
    listed(assumed(sessions))
    monkeypatch.setattr(JSONFileLoader, "load_file", Mock(side_effect=AssertionError("read from disk")))
    monkeypatch.setattr(configloader, "raw_config_parse", Mock(side_effect=AssertionError("read from disk")))
    assert listed(assumed(sessions, "444455556666")) == []


def test_the_calls_of_each_account_are_made_with_its_own_credentials(aws: EmulatedAws) -> None:
    sessions, accounts = Sessions(), (MEMBER, "444455556666")
    of = {account: assumed(sessions, account) for account in accounts}
    for account in (*accounts, *accounts):
        listed(of[account])
    assert operations(aws)[-4:] == [("DescribeRepositories", account) for account in (*accounts, *accounts)]
    assert sessions.open(HERE).client("sts", "us-east-1").get_caller_identity()["Account"] == DEFAULT_ACCOUNT


def test_all_accounts_share_the_connections_to_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[HTTPConnection] = []  # the server closes each after an answer, and it is opened again
    connect = HTTPConnection.connect

    def counted(connection: HTTPConnection) -> None:
        used.append(connection)
        connect(connection)

    monkeypatch.setattr(HTTPConnection, "connect", counted)
    sessions = Sessions()
    for account in (MEMBER, "444455556666", "777788889999"):
        listed(assumed(sessions, account))
    assert len({id(connection) for connection in used}) == 1


def test_credentials_of_a_role_are_renewed_before_they_expire(aws: EmulatedAws) -> None:
    session = assumed(Sessions(), DurationSeconds=900)  # botocore renews in the last 15 minutes
    for _ in range(2):
        listed(session)
    calls = ("AssumeRole", DEFAULT_ACCOUNT), ("DescribeRepositories", MEMBER)
    assert operations(aws)[1:] == [calls[0], *calls, *calls]


def test_as_long_as_credentials_hold_a_failing_renewal_changes_nothing(aws: EmulatedAws) -> None:
    session = assumed(Sessions(), DurationSeconds=900)
    aws.inject(Fault("AssumeRole", error=ACCESS_DENIED))
    assert listed(session) == []


def test_credentials_that_expire_and_cannot_be_renewed_leave_things_unread(aws: EmulatedAws) -> None:
    session = assumed(Sessions(), DurationSeconds=300)  # botocore no longer uses the last 10 minutes
    aws.inject(Fault("AssumeRole", error=ACCESS_DENIED))
    denied = "AccessDeniedException: User is not authorized to perform this operation"
    assert read_or_unreadable(lambda: listed(session)) == Unreadable(denied)


def test_renewed_credentials_that_have_expired_leave_things_unread() -> None:
    session = assumed(Sessions(), DurationSeconds=-100)  # the clock is wrong
    late = "Credentials were refreshed, but the refreshed credentials are still expired."
    assert read_or_unreadable(lambda: listed(session)) == Unreadable(late)
