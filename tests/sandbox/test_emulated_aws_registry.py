"""Settings of a whole registry of the emulated AWS: account settings, exclusions, replication, scanning."""

from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws

from .test_emulated_aws_answers import NO_RETRIES, error_of

pytestmark = pytest.mark.slow

UNCHECKED = Config(parameter_validation=False)
OTHER = "111122223333"
ROLE = f"arn:aws:iam::{OTHER}:role/scanners/nightly"


@pytest.mark.parametrize(
    ("name", "default", "values"),
    [
        ("BASIC_SCAN_TYPE_VERSION", "AWS_NATIVE", ["AWS_NATIVE"]),
        ("REGISTRY_POLICY_SCOPE", "V2", ["V2"]),
        ("BLOB_MOUNTING", "DISABLED", ["ENABLED", "DISABLED"]),
    ],
)
def test_an_account_setting_has_a_default_and_can_be_changed(
    aws: EmulatedAws, name: str, default: str, values: list[str]
) -> None:
    ecr = aws.client("ecr")
    assert ecr.get_account_setting(name=name)["value"] == default
    for value in values:
        assert ecr.put_account_setting(name=name, value=value)["value"] == value
        answer = ecr.get_account_setting(name=name)
        assert (answer["name"], answer["value"]) == (name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BASIC_SCAN_TYPE_VERSION", "CLAIR"),
        ("REGISTRY_POLICY_SCOPE", "V1"),
        ("BLOB_MOUNTING", "enabled"),
        ("BLOBS", "ENABLED"),
        ("", "ENABLED"),
    ],
)
def test_values_that_ecr_no_longer_supports_are_refused(aws: EmulatedAws, name: str, value: str) -> None:
    with pytest.raises(ClientError) as refused:
        aws.client("ecr", config=UNCHECKED).put_account_setting(name=name, value=value)
    assert error_of(refused) == ("InvalidParameterException", 400, 0)


def test_an_unknown_account_setting_cannot_be_read(aws: EmulatedAws) -> None:
    with pytest.raises(ClientError) as refused:
        aws.client("ecr").get_account_setting(name="BLOBS")
    assert error_of(refused) == ("InvalidParameterException", 400, 0)


def test_an_exclusion_is_registered_listed_and_deregistered(aws: EmulatedAws) -> None:
    ecr, user = aws.client("ecr"), f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/robot"
    assert ecr.register_pull_time_update_exclusion(principalArn=ROLE)["principalArn"] == ROLE
    ecr.register_pull_time_update_exclusion(principalArn=user)
    assert ecr.list_pull_time_update_exclusions()["pullTimeUpdateExclusions"] == [ROLE, user]
    assert ecr.deregister_pull_time_update_exclusion(principalArn=ROLE)["principalArn"] == ROLE
    assert ecr.list_pull_time_update_exclusions()["pullTimeUpdateExclusions"] == [user]


@pytest.mark.parametrize(
    "principal",
    [
        OTHER,
        f"arn:aws:iam::{OTHER}:root",
        f"arn:aws:iam::{OTHER}:group/team",
        f"arn:aws:iam::{OTHER}:role/*",
        f"arn:aws:sts::{OTHER}:assumed-role/nightly/me",
        f"{ROLE}{'x' * 200}",
    ],
)
def test_only_roles_and_users_are_excluded(aws: EmulatedAws, principal: str) -> None:
    with pytest.raises(ClientError) as refused:
        aws.client("ecr").register_pull_time_update_exclusion(principalArn=principal)
    assert error_of(refused) == ("InvalidParameterException", 400, 0)


def test_a_second_exclusion_of_a_principal_and_a_missing_one_are_errors(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    with pytest.raises(ClientError) as missing:
        ecr.deregister_pull_time_update_exclusion(principalArn=ROLE)
    assert error_of(missing) == ("ExclusionNotFoundException", 400, 0)
    ecr.register_pull_time_update_exclusion(principalArn=ROLE)
    with pytest.raises(ClientError) as twice:
        ecr.register_pull_time_update_exclusion(principalArn=ROLE)
    assert error_of(twice) == ("ExclusionAlreadyExistsException", 400, 0)


def test_the_101st_exclusion_is_refused_and_exclusions_come_in_pages(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    for number in range(100):
        ecr.register_pull_time_update_exclusion(principalArn=f"{ROLE}{number}")
    with pytest.raises(ClientError) as refused:
        aws.client("ecr", config=NO_RETRIES).register_pull_time_update_exclusion(principalArn=ROLE)
    assert error_of(refused)[:2] == ("LimitExceededException", 400)
    first = ecr.list_pull_time_update_exclusions(maxResults=60)
    rest = ecr.list_pull_time_update_exclusions(maxResults=60, nextToken=first["nextToken"])
    assert [len(page["pullTimeUpdateExclusions"]) for page in (first, rest)] == [60, 40]


def test_settings_and_exclusions_are_of_their_account_and_region_until_a_reset(aws: EmulatedAws) -> None:
    def state(ecr: Any) -> tuple[str, int]:
        exclusions = ecr.list_pull_time_update_exclusions()["pullTimeUpdateExclusions"]
        return ecr.get_account_setting(name="BLOB_MOUNTING")["value"], len(exclusions)

    ecr = aws.client("ecr")
    ecr.put_account_setting(name="BLOB_MOUNTING", value="ENABLED")
    ecr.register_pull_time_update_exclusion(principalArn=ROLE)
    assert state(ecr) == ("ENABLED", 1)
    assert state(aws.client("ecr", "eu-west-1")) == state(aws.client("ecr", account=OTHER)) == ("DISABLED", 0)
    aws.reset()
    assert state(aws.client("ecr")) == ("DISABLED", 0)


# Replication.


def to(*regions: str, account: str = DEFAULT_ACCOUNT, **more: Any) -> dict[str, Any]:
    return {"destinations": [{"region": region, "registryId": account} for region in regions], **more}


def account(number: int) -> str:
    return f"{number:012}"


@pytest.mark.parametrize(
    "rules",
    [
        [],
        [to("eu-west-1")],
        [to("us-east-1", account=OTHER), to("eu-west-1", "us-west-2")],
        [to("eu-west-1", repositoryFilters=[{"filter": "ml/", "filterType": "PREFIX_MATCH"}] * 100)],
        [to("eu-west-1", repositoryFilters=[{"filter": name, "filterType": "PREFIX_MATCH"}]) for name in ("ml", "web")],
        [to("eu-west-1", account=account(number)) for number in range(1, 11)],
        [{"destinations": [to("eu-west-1", account=account(n))["destinations"][0] for n in range(1, 26)]}],
        [to("eu-west-1", deleteReplication={"enabled": True})],
    ],
)
def test_a_valid_replication_is_stored(aws: EmulatedAws, rules: list[Any]) -> None:
    ecr, configuration = aws.client("ecr"), {"rules": rules}
    ecr.put_replication_configuration(replicationConfiguration=configuration)
    assert ecr.describe_registry()["replicationConfiguration"] == configuration


@pytest.mark.parametrize(
    "rules",
    [
        pytest.param([to("us-east-1")], id="itself"),
        pytest.param([to("eu-west-1"), to("us-west-2", "us-east-1")], id="itself in the second rule"),
        pytest.param([to()], id="nowhere"),
        pytest.param([to("eu-west-1", "eu-west-1")], id="twice"),
        pytest.param([to("cn-north-1")], id="another partition"),
        pytest.param([to("eu-west-1", account="12345")], id="no account"),
        pytest.param([to("eu-west-1", account=account(number)) for number in range(1, 27)], id="26 rules"),
        pytest.param([to("eu-west-1", "us-west-2", account=account(n)) for n in range(1, 14)], id="26 destinations"),
        pytest.param([to("eu-west-1", repositoryFilters=[])], id="no filter"),
        pytest.param(
            [to("eu-west-1", repositoryFilters=[{"filter": "ml", "filterType": "PREFIX_MATCH"}] * 101)],
            id="101 filters",
        ),
        pytest.param([to("eu-west-1", repositoryFilters=[{"filter": "m*", "filterType": "PREFIX_MATCH"}])], id="m*"),
        pytest.param([to("eu-west-1", repositoryFilters=[{"filter": "ml", "filterType": "REGEX"}])], id="regex"),
    ],
)
def test_an_invalid_replication_is_refused(aws: EmulatedAws, rules: list[Any]) -> None:
    ecr = aws.client("ecr", config=UNCHECKED)
    with pytest.raises(ClientError) as refused:
        ecr.put_replication_configuration(replicationConfiguration={"rules": rules})
    assert error_of(refused) == ("InvalidParameterException", 400, 0)
    assert ecr.describe_registry()["replicationConfiguration"] == {"rules": []}


# Scanning.


def every(frequency: str, *filters: str) -> dict[str, Any]:
    wanted = [{"filter": pattern, "filterType": "WILDCARD"} for pattern in filters or ("*",)]
    return {"scanFrequency": frequency, "repositoryFilters": wanted}


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        ({}, {"scanType": "BASIC", "rules": []}),
        ({"scanType": "ENHANCED"}, {"scanType": "ENHANCED", "rules": []}),
        ({"scanType": "BASIC", "rules": [every("SCAN_ON_PUSH")]}, None),
        ({"scanType": "BASIC", "rules": [every("MANUAL", "ml/*")]}, None),
        ({"scanType": "ENHANCED", "rules": [every("CONTINUOUS_SCAN", "ml*"), every("SCAN_ON_PUSH")]}, None),
    ],
)
def test_a_valid_scanning_configuration_is_stored(
    aws: EmulatedAws, arguments: dict[str, Any], kept: dict[str, Any] | None
) -> None:
    ecr = aws.client("ecr")
    answer = ecr.put_registry_scanning_configuration(**arguments)["registryScanningConfiguration"]
    assert answer == (kept or arguments)
    assert ecr.get_registry_scanning_configuration()["scanningConfiguration"] == answer
    ecr.create_repository(repositoryName="trainer")  # moto reads the rules here


@pytest.mark.parametrize(
    "arguments",
    [
        {"scanType": "BASIC", "rules": [every("CONTINUOUS_SCAN")]},
        {"rules": [every("CONTINUOUS_SCAN")]},
        {"scanType": "ENHANCED", "rules": [every("MANUAL")]},
        {"scanType": "ENHANCED", "rules": [every("DAILY")]},
        {"scanType": "INSPECTOR"},
        {"scanType": "BASIC", "rules": [every("SCAN_ON_PUSH")] * 3},
        {"scanType": "BASIC", "rules": [every("SCAN_ON_PUSH", *(f"team{n}" for n in range(101)))]},
        {"scanType": "BASIC", "rules": [every("SCAN_ON_PUSH", "ML")]},
        {"scanType": "BASIC", "rules": [every("SCAN_ON_PUSH", f"{'a' * 60}!")]},
    ],
)
def test_an_invalid_scanning_configuration_is_refused(aws: EmulatedAws, arguments: dict[str, Any]) -> None:
    ecr = aws.client("ecr", config=UNCHECKED)
    with pytest.raises(ClientError) as refused:
        ecr.put_registry_scanning_configuration(**arguments)
    assert error_of(refused) == ("InvalidParameterException", 400, 0)
    assert ecr.get_registry_scanning_configuration()["scanningConfiguration"] == {"scanType": "BASIC", "rules": []}
