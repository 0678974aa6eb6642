"""The credentials that a stack file names for its registry."""

import pytest

from union_ecr.aws.credentials import Credentials, credentials_of
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import parse_stack_file

REGISTRY = Registry("123456789012", "eu-west-1")


def credentials(config: str) -> Credentials | Unreadable:
    return credentials_of(parse_stack_file("Pulumi.team.yaml", f"config:\n{config}".encode), REGISTRY)


def test_a_file_that_names_no_credentials_leaves_them_to_the_environment() -> None:
    assert credentials("  aws:region: eu-west-1") == Credentials(REGISTRY)


def test_a_role_is_assumed_as_its_stack_file_says() -> None:
    role = (
        "{roleArn: 'arn:aws:iam::111122223333:role/images', sessionName: drift, externalId: x1, duration: 1h,"
        " policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'], tags: {team: ml}, transitiveTagKeys: [team]}"
    )
    found = credentials(f"  aws:assumeRoles: [{role}]\n  aws:maxRetries: 3\n  aws:profile: images")
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
    assert found == credentials(f"  aws:assumeRoles: [{role}]\n  aws:maxRetries: 3\n  aws:profile: images")
    assert found != credentials("  aws:maxRetries: 3\n  aws:profile: images")


def test_a_web_identity_of_the_stack_file_needs_one_in_the_environment_too() -> None:
    found = credentials("  aws:assumeRoleWithWebIdentity: {roleArn: 'arn:aws:iam::111122223333:role/ci'}")
    assert isinstance(found, Unreadable)
    assert "AWS_WEB_IDENTITY_TOKEN_FILE" in found.reason


def test_errors_are_raised_before_any_credentials_are_used() -> None:
    with pytest.raises(InvalidStackFiles, match="aws:maxRetries"):
        credentials("  aws:maxRetries: many")


@pytest.mark.parametrize(("retries", "attempts"), [("0", 1), ("1", 1), ('"10"', 10)])
def test_the_number_of_attempts_is_that_of_max_retries_and_at_least_one(retries: str, attempts: int) -> None:
    found = credentials(f"  aws:maxRetries: {retries}")
    assert isinstance(found, Credentials)
    assert found.attempts == attempts
