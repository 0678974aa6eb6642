"""Clients for a registry with the right credentials, and how errors of AWS are reported."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from sandbox.emulated_aws import ACCESS_DENIED, DEFAULT_ACCOUNT, EmulatedAws, Fault
from tests.aws.live import NO_CREDENTIALS
from union_ecr.aws.client import Aws, connect, read_or_unreadable
from union_ecr.aws.credentials import credentials_of
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import parse_stack_file

pytestmark = pytest.mark.usefixtures("environment_of_aws")
OTHER, THIRD = "111122223333", "444455556666"


def connected(config: str = "", account: str = DEFAULT_ACCOUNT) -> Aws | Unreadable:
    """Clients with the credentials of a stack file with this configuration."""
    file = parse_stack_file("Pulumi.team.yaml", f"config:\n{config}".encode)
    credentials = credentials_of(file, Registry(account, "eu-west-1"))
    assert not isinstance(credentials, Unreadable)
    return connect([credentials])


def test_by_default_the_environments_credentials_are_used_in_the_registrys_region() -> None:
    aws = connected()
    assert isinstance(aws, Aws)
    assert (aws.registry, aws.ecr.meta.region_name) == (Registry(DEFAULT_ACCOUNT, "eu-west-1"), "eu-west-1")
    config: Any = aws.ecr.meta.config
    assert config.user_agent.endswith(" union-ecr")
    assert config.retries == {"mode": "adaptive", "total_max_attempts": 6}


def test_credentials_of_another_account_are_refused_with_both_accounts_named() -> None:
    assert connected(account=OTHER) == Unreadable(
        f"the credentials are of account {DEFAULT_ACCOUNT} (arn:aws:sts::{DEFAULT_ACCOUNT}:user/moto), "
        f"and the registry is in account {OTHER}"
    )


def test_a_profile_overrides_the_environment(aws: EmulatedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {name.lower(): value for name, value in aws.environment(OTHER).items() if "_KEY" in name or "TOKEN" in name}
    lines = "\n".join(f"{name} = {value}" for name, value in keys.items())
    (tmp_path / "credentials").write_text(f"[images]\n{lines}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    assert isinstance(connected("  aws:profile: images", OTHER), Aws)
    assert isinstance(connected("", OTHER), Unreadable)
    assert connected("  aws:profile: pictures") == Unreadable(
        "there is no such AWS profile (The config profile (pictures) could not be found); "
        "choose one that aws configure list-profiles shows"
    )


@pytest.mark.parametrize(
    "roles",
    [
        f"[{{roleArn: 'arn:aws:iam::{OTHER}:role/hub'}}, {{roleArn: 'arn:aws:iam::{THIRD}:role/images'}}]",
        f'\'[{{"roleArn":"arn:aws:iam::{OTHER}:role/hub"}},{{"roleArn":"arn:aws:iam::{THIRD}:role/images"}}]\'',
    ],
    ids=["yaml", "json"],
)
def test_each_role_is_assumed_with_the_session_of_the_one_before(aws: EmulatedAws, roles: str) -> None:
    assert isinstance(connected(f"  aws:assumeRoles: {roles}", THIRD), Aws)
    assert [(call.operation, call.account) for call in aws.calls()] == [
        ("AssumeRole", DEFAULT_ACCOUNT),
        ("AssumeRole", OTHER),
    ]


def test_refused_credentials_are_reported_in_the_words_of_aws(aws: EmulatedAws) -> None:
    aws.inject(Fault("GetCallerIdentity", error=ACCESS_DENIED))
    assert connected() == Unreadable("AccessDeniedException: User is not authorized to perform this operation")


def test_an_unreachable_endpoint_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert connected("  aws:maxRetries: 1") == Unreadable(
        'AWS cannot be reached (Could not connect to the endpoint URL: "http://127.0.0.1:9/"); '
        "check the network, the VPN and HTTPS_PROXY"
    )


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException"])
def test_what_is_denied_is_known_by_the_code_of_aws_alone(code: str) -> None:
    denied = read_or_unreadable(failing(ClientError({"Error": {"Code": code, "Message": "no"}}, "Get")))
    assert isinstance(denied, Unreadable)
    assert (denied.is_denied, denied.reason) == (True, f"{code}: no")
    assert not Unreadable("AccessDeniedByAProxy: no").is_denied


def test_missing_credentials_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert connected() == Unreadable(NO_CREDENTIALS)


def failing(error: Exception) -> Any:
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (
            {"Error": {"Code": "Throttling", "Message": "Rate\n  exceeded "}},
            "AWS does not answer now (Rate exceeded); try again in a minute",
        ),
        ({"Error": {"Code": "X", "Message": "y" * 400}}, f"X: {'y' * 296}…"),
        ({}, "error: An error occurred (Unknown) when calling the Get operation: Unknown"),
    ],
)
def test_a_reason_is_one_short_line(response: Mapping[str, Any], reason: str) -> None:
    error: Any = ClientError(response, "Get")  # type: ignore[arg-type]
    assert read_or_unreadable(failing(error)) == Unreadable(reason)


def test_an_answer_without_its_content_is_unreadable() -> None:
    assert read_or_unreadable(failing(KeyError("policyText"))) == Unreadable("the answer has no policyText")
    late = read_or_unreadable(failing(ReadTimeoutError(endpoint_url="https://ecr")))
    assert late == Unreadable(
        'AWS cannot be reached (Read timeout on endpoint URL: "https://ecr"); '
        "check the network, the VPN and HTTPS_PROXY"
    )


def test_a_defect_of_this_program_is_raised() -> None:
    with pytest.raises(AttributeError):
        read_or_unreadable(failing(AttributeError("ours")))


@pytest.mark.parametrize("name", ["AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"])
def test_a_credential_with_a_line_break_is_not_repeated_in_the_reason(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    monkeypatch.setenv(name, "SECRET\n")
    found = connected()
    assert isinstance(found, Unreadable)
    assert "SECRET" not in found.reason
    assert "Credential=" not in found.reason
    assert found.reason.endswith("a credential holds a line break")
