"""Faults can be injected, and every call is recorded."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import (
    ACCESS_DENIED,
    DEFAULT_ACCOUNT,
    SERVER_ERROR,
    THROTTLED,
    Call,
    EmulatedAws,
    ErrorAnswer,
    Fault,
)
from sandbox.emulated_aws.faults import PlannedFaults

from .engine_machine import eventually
from .test_emulated_aws_answers import NO_RETRIES


@pytest.fixture
def ecr(aws: EmulatedAws) -> Any:
    client = aws.client("ecr", config=NO_RETRIES)
    client.create_repository(repositoryName="trainer")
    return client


def code_of(failed: pytest.ExceptionInfo[ClientError]) -> str:
    return str(failed.value.response["Error"]["Code"])


def seconds_of(call: Any) -> float:
    start = time.monotonic()
    call()
    return time.monotonic() - start


def test_a_throttled_call_succeeds_after_as_many_retries(aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time", SimpleNamespace(sleep=waits.append))
    throttles = 2
    aws.inject(Fault("DescribeRepositories", times=throttles, error=THROTTLED))
    answer = aws.client("ecr").describe_repositories()
    assert answer["ResponseMetadata"]["RetryAttempts"] == throttles
    assert len(waits) == throttles
    assert [call.status for call in aws.calls()] == [400] * throttles + [200]


def test_a_call_is_denied_until_the_faults_are_cleared(aws: EmulatedAws, ecr: Any) -> None:
    aws.inject(Fault("DescribeRepositories", error=ACCESS_DENIED))
    for _ in range(3):
        with pytest.raises(ClientError) as denied:
            ecr.describe_repositories()
        assert code_of(denied) == "AccessDeniedException"
    assert ecr.list_images(repositoryName="trainer")["imageIds"] == []
    aws.clear_faults()
    assert len(ecr.describe_repositories()["repositories"]) == 1


def test_a_fault_can_be_for_one_repository_or_one_account(aws: EmulatedAws, ecr: Any) -> None:
    ecr.create_repository(repositoryName="server")
    aws.inject(Fault("*", repository="server", error=SERVER_ERROR))
    aws.inject(Fault("*", account="111122223333", error=ACCESS_DENIED))
    arn = f"arn:aws:ecr:us-east-1:{DEFAULT_ACCOUNT}:repository/server"
    calls: list[Callable[[], Any]] = [
        lambda: ecr.list_images(repositoryName="server"),
        lambda: ecr.describe_repositories(repositoryNames=["server"]),
        lambda: ecr.list_tags_for_resource(resourceArn=arn),
    ]
    for call in calls:
        with pytest.raises(ClientError, match="ServerException"):
            call()
    ecr.list_images(repositoryName="trainer")
    with pytest.raises(ClientError, match="AccessDeniedException"):
        aws.client("ecr", account="111122223333").describe_repositories()


def test_errors_for_the_same_call_happen_one_after_the_other(aws: EmulatedAws, ecr: Any) -> None:
    aws.inject(Fault("ListImages", times=2, error=THROTTLED))
    aws.inject(Fault("ListImages", times=1, error=ACCESS_DENIED))
    codes = []
    for _ in range(3):
        with pytest.raises(ClientError) as failed:
            ecr.list_images(repositoryName="trainer")
        codes.append(code_of(failed))
    assert codes == ["ThrottlingException", "ThrottlingException", "AccessDeniedException"]
    ecr.list_images(repositoryName="trainer")


def test_an_error_before_the_call_leaves_no_state(aws: EmulatedAws, ecr: Any) -> None:
    aws.inject(Fault("CreateRepository", error=SERVER_ERROR))
    with pytest.raises(ClientError):
        ecr.create_repository(repositoryName="server")
    assert len(ecr.describe_repositories()["repositories"]) == 1


def test_an_error_after_the_call_leaves_the_state(aws: EmulatedAws, ecr: Any) -> None:
    aws.inject(Fault("CreateRepository", times=1, error=SERVER_ERROR, when="after"))
    with pytest.raises(ClientError, match="ServerException"):
        ecr.create_repository(repositoryName="server")
    with pytest.raises(ClientError, match="RepositoryAlreadyExistsException"):
        ecr.create_repository(repositoryName="server")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_call_can_be_delayed(aws: EmulatedAws, ecr: Any, when: Any) -> None:
    aws.inject(Fault("DescribeRepositories", times=1, delay_seconds=0.1, when=when))
    assert seconds_of(ecr.describe_repositories) >= 0.1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_delay_happens_either_before_or_after_the_call_and_as_often_as_injected(
    monkeypatch: pytest.MonkeyPatch, when: Any
) -> None:
    waits: list[float | None] = []
    monkeypatch.setattr(threading.Event, "wait", lambda _self, seconds=None: waits.append(seconds))
    planned, call = PlannedFaults(), Call("ecr", "ListImages", DEFAULT_ACCOUNT)
    planned.add(Fault("ListImages", times=1, delay_seconds=60, when=when))
    waited = {}
    faults = planned.take(call)
    for moment in ("before", "after"):
        assert planned.apply(faults, moment) is None
        waited[moment] = waits.copy()
    assert waited == {"before": [60] if when == "before" else [], "after": [60]}
    assert planned.take(call) == []


@pytest.mark.parametrize(("when", "exists"), [("after", True), ("before", False)])
def test_a_delay_after_the_call_shows_its_effect_and_one_before_it_does_not(
    aws: EmulatedAws, ecr: Any, when: Any, exists: bool
) -> None:
    impatient = aws.client("ecr", config=Config(read_timeout=0.1, retries={"total_max_attempts": 1}))
    aws.inject(Fault("CreateRepository", times=1, delay_seconds=600, when=when))
    with pytest.raises(Exception, match="Read timeout"):
        impatient.create_repository(repositoryName="late")

    def is_there() -> bool:
        return "late" in [repository["repositoryName"] for repository in ecr.describe_repositories()["repositories"]]

    assert eventually(is_there) if exists else not is_there()


def test_a_latency_delays_every_call_of_every_service(aws: EmulatedAws, ecr: Any) -> None:
    aws.inject(Fault("*", delay_seconds=0.1))
    assert seconds_of(ecr.describe_repositories) >= 0.1
    assert seconds_of(aws.client("sts").get_caller_identity) >= 0.1


@pytest.mark.parametrize(
    ("service", "operation", "call"),
    [
        ("sts", "GetCallerIdentity", lambda sts: sts.get_caller_identity()),
        ("iam", "ListRoles", lambda iam: iam.list_roles()),
        ("s3", "ListBuckets", lambda s3: s3.list_buckets()),
        ("s3", "PutObject", lambda s3: s3.put_object(Bucket="state", Key="stack", Body=b"x")),
    ],
)
def test_other_services_fail_in_their_own_format(aws: EmulatedAws, service: str, operation: str, call: Any) -> None:
    error = ErrorAnswer("AccessDenied", "not <you> & not here", status=403)
    aws.inject(Fault(operation, error=error))
    with pytest.raises(ClientError) as denied:
        call(aws.client(service))
    assert denied.value.response["Error"]["Code"] == "AccessDenied"
    assert denied.value.response["Error"]["Message"] == "not <you> & not here"
    assert denied.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_calls_are_recorded_in_order(aws: EmulatedAws) -> None:
    ecr, other = aws.client("ecr"), aws.client("sts", account="111122223333")
    ecr.create_repository(repositoryName="trainer")
    with pytest.raises(ClientError):
        ecr.get_repository_policy(repositoryName="trainer")
    other.get_caller_identity()
    aws.client("s3").create_bucket(Bucket="state")
    assert aws.calls() == [
        Call("ecr", "CreateRepository", DEFAULT_ACCOUNT, "trainer", 200),
        Call("ecr", "GetRepositoryPolicy", DEFAULT_ACCOUNT, "trainer", 400),
        Call("sts", "GetCallerIdentity", "111122223333", None, 200),
        Call("s3", "CreateBucket", DEFAULT_ACCOUNT, None, 200),
    ]


def test_a_reset_forgets_state_sessions_organizations_faults_and_calls(aws: EmulatedAws, ecr: Any) -> None:
    session = aws.client("ecr", account="111122223333", config=NO_RETRIES)
    session.create_repository(repositoryName="theirs")
    aws.inject(Fault("DescribeRepositories", error=ACCESS_DENIED))
    aws.reset()
    assert aws.calls() == []
    assert aws.client("ecr").describe_repositories()["repositories"] == []
    assert aws.client("ecr", account="111122223333").describe_repositories()["repositories"] == []
    with pytest.raises(ClientError, match="UnrecognizedClientException"):
        session.describe_repositories()


@pytest.mark.parametrize(
    "nothing", [{}, {"delay_seconds": 0.0}, {"error": THROTTLED, "times": 0}], ids=["none", "zero", "never"]
)
def test_a_fault_without_an_effect_is_refused(nothing: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a fault"):
        Fault("ListImages", **nothing)


def test_a_reset_ends_delays_and_the_delayed_calls_have_no_effect(aws: EmulatedAws) -> None:
    aws.inject(Fault("CreateRepository", delay_seconds=600))
    lasting = aws.environment()  # a role's session would end with the reset
    ecr = boto3.client(
        "ecr",
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        config=NO_RETRIES,
        aws_access_key_id=lasting["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=lasting["AWS_SECRET_ACCESS_KEY"],
    )
    with ThreadPoolExecutor() as threads:
        delayed = threads.submit(ecr.create_repository, repositoryName="trainer")
        while not aws.calls():
            time.sleep(0.01)
        aws.reset()
        assert delayed.exception(timeout=60) is not None
    assert aws.client("ecr").describe_repositories()["repositories"] == []
