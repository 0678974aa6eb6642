"""Whose credentials read a registry, and what an error of AWS comes to."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from sandbox.emulated_aws import ACCESS_DENIED, DEFAULT_ACCOUNT, EmulatedAws, Fault
from union_ecr.aws.client import Aws, connect, read_or_unreadable
from union_ecr.aws.credentials import Credentials, credentials_of
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import parse_stack_file

pytestmark = pytest.mark.usefixtures("environment_of_aws")
OTHER, THIRD = "111122223333", "444455556666"


def access(config: str = "", account: str = DEFAULT_ACCOUNT) -> Credentials | Unreadable:
    text = f'config:\n  union-ecr:account: "{account}"\n{config}'
    return credentials_of(parse_stack_file("Pulumi.team.yaml", text.encode), Registry(account, "eu-west-1"))


def connected(config: str = "", account: str = DEFAULT_ACCOUNT) -> Aws | Unreadable:
    found = access(config, account)
    return found if isinstance(found, Unreadable) else connect(found)


def test_without_a_word_the_environments_credentials_are_used_in_the_registrys_region() -> None:
    aws = connected()
    assert isinstance(aws, Aws)
    assert (aws.registry, aws.ecr.meta.region_name) == (Registry(DEFAULT_ACCOUNT, "eu-west-1"), "eu-west-1")
    config: Any = aws.ecr.meta.config
    assert "union-ecr" in config.user_agent_extra
    assert config.retries == {"mode": "adaptive", "total_max_attempts": 6}


def test_another_accounts_credentials_are_told_with_both_accounts() -> None:
    assert connected(account=OTHER) == Unreadable(
        f"the credentials are of account {DEFAULT_ACCOUNT} (arn:aws:sts::{DEFAULT_ACCOUNT}:user/moto), "
        f"and the registry is in account {OTHER}"
    )


def test_a_profile_wins_over_the_environment(aws: EmulatedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {name.lower(): value for name, value in aws.environment(OTHER).items() if "_KEY" in name or "TOKEN" in name}
    lines = "\n".join(f"{name} = {value}" for name, value in keys.items())
    (tmp_path / "credentials").write_text(f"[images]\n{lines}\n")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    assert isinstance(connected("  aws:profile: images", OTHER), Aws)
    assert isinstance(connected("", OTHER), Unreadable)
    assert connected("  aws:profile: pictures") == Unreadable(
        "ProfileNotFound: The config profile (pictures) could not be found"
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
        ("GetCallerIdentity", THIRD),
    ]


def test_a_role_is_assumed_as_its_stack_file_says() -> None:
    role = (
        "{roleArn: 'arn:aws:iam::111122223333:role/images', sessionName: drift, externalId: x1, duration: 1h,"
        " policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], tags: {team: ml}, transitiveTagKeys: [team]}"
    )
    found = access(f"  aws:assumeRoles: [{role}]\n  aws:maxRetries: 3\n  aws:profile: images")
    assert isinstance(found, Credentials)
    assert (found.profile, found.attempts) == ("images", 3)
    assert found.roles == (
        {
            "RoleArn": "arn:aws:iam::111122223333:role/images",
            "RoleSessionName": "drift",
            "ExternalId": "x1",
            "PolicyArns": [{"arn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
            "Tags": [{"Key": "team", "Value": "ml"}],
            "TransitiveTagKeys": ["team"],
        },
    )
    assert found == access(f"  aws:assumeRoles: [{role}]\n  aws:maxRetries: 3\n  aws:profile: images")
    assert found != access("  aws:maxRetries: 3\n  aws:profile: images")


def test_a_web_identity_is_told_to_be_pulumis_alone() -> None:
    found = access("  aws:assumeRoleWithWebIdentity: {roleArn: 'arn:aws:iam::111122223333:role/ci'}")
    assert isinstance(found, Unreadable)
    assert "AWS_WEB_IDENTITY_TOKEN_FILE" in found.reason


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("  aws:profile: {secure: v1:abc}", "aws:profile"),
        ("  aws:maxRetries: many", "aws:maxRetries"),
        ("  aws:assumeRoles: hub", "is no list of roles"),
        ("  aws:assumeRoles: {roleArn: x}", "is no list of roles"),
        ("  aws:assumeRoles: [{sessionName: x}]", "names no role"),
        ("  aws:assumeRoles: [{roleARN: x}]", "did you mean roleArn?"),
    ],
)
def test_what_cannot_be_meant_is_a_mistake_with_its_line(config: str, told: str) -> None:
    with pytest.raises(InvalidStackFiles) as wrong:
        access(config)
    assert told in str(wrong.value)
    assert str(wrong.value).startswith("Pulumi.team.yaml:3:")


def test_credentials_that_are_refused_are_told_in_awss_words(aws: EmulatedAws) -> None:
    aws.inject(Fault("GetCallerIdentity", error=ACCESS_DENIED))
    assert connected() == Unreadable("AccessDeniedException: User is not authorized to perform this operation")


def test_an_unreachable_aws_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    assert connected("  aws:maxRetries: 1") == Unreadable(
        'EndpointConnectionError: Could not connect to the endpoint URL: "http://127.0.0.1:9/"'
    )


def test_no_credentials_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    assert connected() == Unreadable("NoCredentialsError: Unable to locate credentials")


def failing(error: Exception) -> Any:
    def fail() -> None:
        raise error

    return fail


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        ({"Error": {"Code": "Throttling", "Message": "Rate\n  exceeded "}}, "Throttling: Rate exceeded"),
        ({"Error": {"Code": "X", "Message": "y" * 400}}, f"X: {'y' * 296}…"),
        ({}, "error: An error occurred (Unknown) when calling the Get operation: Unknown"),
    ],
)
def test_a_reason_is_one_short_line(response: Mapping[str, Any], reason: str) -> None:
    error: Any = ClientError(response, "Get")  # type: ignore[arg-type]
    assert read_or_unreadable(failing(error)) == Unreadable(reason)


def test_an_answer_without_its_content_is_no_answer() -> None:
    assert read_or_unreadable(failing(KeyError("policyText"))) == Unreadable("the answer has no policyText")
    late = read_or_unreadable(failing(ReadTimeoutError(endpoint_url="https://ecr")))
    assert late == Unreadable('ReadTimeoutError: Read timeout on endpoint URL: "https://ecr"')


def test_a_fault_of_ours_is_no_unread() -> None:
    with pytest.raises(AttributeError):
        read_or_unreadable(failing(AttributeError("ours")))


@pytest.mark.parametrize("name", ["AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"])
def test_a_credential_with_a_line_break_is_told_without_the_credential(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    monkeypatch.setenv(name, "SECRET\n")
    found = connected()
    assert isinstance(found, Unreadable)
    assert "SECRET" not in found.reason
    assert "Credential=" not in found.reason
    assert found.reason.endswith("a credential holds a line break")
