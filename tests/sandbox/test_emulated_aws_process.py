"""The emulated AWS is a process that listens on the loopback address only and never outlives its parent."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws, emulated_aws
from sandbox.emulated_aws.process import EmulatedAwsUnavailable

from .engine_machine import PROJECT, eventually

pytestmark = pytest.mark.slow

WHO_AM_I = "import boto3; print(boto3.client('sts', region_name='us-east-1').get_caller_identity()['Arn'])"
PARENT = """
import os, sys, time
from sandbox.emulated_aws import emulated_aws
with emulated_aws() as aws:
    fork = os.fork() if "fork" in sys.argv else None
    if fork == 0:
        os.close(1)
        time.sleep(600)
        os._exit(0)
    print(aws.port, fork, flush=True)
    time.sleep(600)
"""


def listens(port: int, host: str = "127.0.0.1") -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def test_it_listens_on_the_loopback_address_only(aws: EmulatedAws) -> None:
    assert aws.endpoint == f"http://127.0.0.1:{aws.port}"
    assert listens(aws.port)
    # 127.0.0.2 is this machine too: a server on 0.0.0.0 would answer there.
    assert not listens(aws.port, "127.0.0.2")


def test_it_is_in_the_process_group_of_its_parent(aws: EmulatedAws) -> None:
    assert os.getpgid(aws.process_id) == os.getpgrp()


def test_it_ends_with_its_context_without_being_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sandbox.emulated_aws.process.STOP_SECONDS", 60)
    monkeypatch.setattr(subprocess.Popen, "kill", lambda _process: pytest.fail("it had to be killed"))
    with emulated_aws() as aws:
        aws.client("ecr").describe_repositories()
    assert not listens(aws.port)
    with pytest.raises(ProcessLookupError):
        os.kill(aws.process_id, 0)


@pytest.mark.slow
@pytest.mark.parametrize("fork", ["alone", "fork"])
def test_it_ends_when_its_parent_is_killed_even_if_a_fork_keeps_the_pipe_open(fork: str) -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT, fork], cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        port, child = parent.stdout.readline().split()
        assert listens(int(port))
        parent.send_signal(signal.SIGKILL)
        parent.wait()
        try:
            assert eventually(lambda: not listens(int(port)))
        finally:
            if fork == "fork":
                os.kill(int(child), signal.SIGKILL)


def test_ctrl_c_does_not_end_it(aws: EmulatedAws) -> None:
    os.kill(aws.process_id, signal.SIGINT)
    time.sleep(0.2)
    aws.client("ecr").describe_repositories()


@pytest.mark.parametrize(
    ("account", "role", "arn"),
    [
        (DEFAULT_ACCOUNT, None, f"arn:aws:sts::{DEFAULT_ACCOUNT}:user/moto"),
        ("111122223333", "ci", "arn:aws:sts::111122223333:assumed-role/ci/emulated-aws"),
    ],
)
def test_its_environment_variables_point_boto3_to_it(
    aws: EmulatedAws, account: str, role: str | None, arn: str
) -> None:
    variables = aws.environment(account, role)
    assert "AWS_REGION" not in variables
    assert variables["AWS_CONFIG_FILE"] == variables["AWS_SHARED_CREDENTIALS_FILE"] == os.devnull
    assert variables["AWS_EC2_METADATA_DISABLED"] == "true"
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    answer = subprocess.run(
        [sys.executable, "-c", WHO_AM_I], env=inherited | variables, capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == arn


@pytest.mark.slow
def test_aws_and_moto_variables_of_its_parent_do_not_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", "999999999999")
    monkeypatch.setenv("AWS_PROFILE", "nobody-has-this")
    with emulated_aws() as aws:
        variables = aws.environment()
        monkeypatch.delenv("AWS_PROFILE")
        assert variables["AWS_ENDPOINT_URL"] == aws.endpoint
        repository = aws.client("ecr").create_repository(repositoryName="trainer")["repository"]
    assert repository["registryId"] == DEFAULT_ACCOUNT


def test_a_failed_start_is_an_error_with_the_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    with pytest.raises(EmulatedAwsUnavailable, match="did not start: exit status 1"), emulated_aws():
        pass
