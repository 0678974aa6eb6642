"""The bootstrap of every account of the examples, on the real engine."""

import json
from typing import Any

import pytest
from pulumi import automation

from sandbox.emulated_aws import DEFAULT_ACCOUNT
from tests.ci_roles.bootstrapped import UNBOUNDED, stack_text
from tests.command_line import UnionEcr
from tests.engine.bootstrapped_account import BUCKET, Bootstraps, differences, live_role
from union_ecr.stack_file.parse import parse_stack_file

OTHERS = ("222233334444", "333344445555", "666677778888")


def unbounded(bootstraps: Bootstraps, account: str) -> list[str]:
    files = {name: bootstraps.teams.stack_file(name) for name in UNBOUNDED}
    accounts = {
        name: parse_stack_file(name, path.read_bytes).config["union-ecr:account"] for name, path in files.items()
    }
    return [name for name, owner in accounts.items() if owner == account]


def test_every_account_of_the_examples_is_bootstrapped_exactly_as_generated(bootstraps: Bootstraps) -> None:
    for account in (DEFAULT_ACCOUNT, *OTHERS):
        stack = bootstraps.stack(account, unboundedPushRoles=unbounded(bootstraps, account))
        stack.up()
        assert set(stack.changes) == {"create"}
        assert differences(bootstraps.aws.client("iam", account=account), bootstraps.declared(account)) == []


SWEEP = {"callers": [f"arn:aws:iam::{OTHERS[0]}:role/hub"], "roleName": "ci/sweep"}
MANY: dict[str, Any] = {f"ml/team-of-mine/image-{number:03}": {} for number in range(130)}


@pytest.mark.usefixtures("environment_of_aws")
def test_what_exists_is_adopted_kept_as_declared_and_protected(bootstraps: Bootstraps, union_ecr: UnionEcr) -> None:
    iam, s3 = (bootstraps.aws.client(service) for service in ("iam", "s3"))
    made_by_hand(iam, s3)
    events = bootstraps.aws.client("events")
    bootstraps.teams.keep(())
    bootstraps.teams.stack_file("team").write_text(stack_text(images=MANY))
    settings: dict[str, Any] = {
        "stateBucket": {"bucket": BUCKET, "adopt": True},
        "identityProvider": {"adopt": True},
        "resourceTags": {"made": "here"},
        "driftConnections": {"us-east-1": connection(events)},
        "driftRole": SWEEP,
    }
    stack = bootstraps.stack(DEFAULT_ACCOUNT, **settings)
    stack.up()
    assert differences(iam, bootstraps.declared(DEFAULT_ACCOUNT)) == []
    assert "drift-watch-team-tags" in rules_that_pass_over(events, "union-ecr-up-team")
    up = live_role(iam, "union-ecr-up-team")
    assert (up["inline"], list(up["managed"])) == ({}, ["union-ecr-up-team-1", "union-ecr-up-team-2"])
    assert s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"] == [{"Key": "by", "Value": "hand"}]

    assert checked(bootstraps, union_ecr) == (0, set())

    edit_by_hand(iam, s3)
    assert checked(bootstraps, union_ecr) == (1, EDITED)
    stack.up(refresh=True)
    assert stack.changes["update"] >= 6
    assert differences(iam, bootstraps.declared(DEFAULT_ACCOUNT)) == []
    assert settings_of(s3) == SETTINGS

    bootstraps.write(DEFAULT_ACCOUNT, **settings, prefixes={"team": ["ml/*"]})  # now everything fits inline
    stack.up(refresh=True)
    assert differences(iam, bootstraps.declared(DEFAULT_ACCOUNT)) == []
    assert live_role(iam, "union-ecr-up-team")["managed"] == {}
    stack.up(refresh=True)
    assert set(stack.changes) == {"same"}

    with pytest.raises(automation.CommandError, match="protected"):
        stack.destroy()
    assert iam.get_open_id_connect_provider(OpenIDConnectProviderArn=PROVIDER)["ClientIDList"] == AUDIENCES


PROVIDER = f"arn:aws:iam::{DEFAULT_ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
AUDIENCES = ["sts.amazonaws.com", "another"]


def made_by_hand(iam: Any, s3: Any) -> None:
    """Make the identity provider and the bucket before the bootstrap."""
    iam.create_open_id_connect_provider(Url="https://token.actions.githubusercontent.com", ClientIDList=AUDIENCES)
    s3.create_bucket(Bucket=BUCKET)
    s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": [{"Key": "by", "Value": "hand"}]})


def connection(events: Any) -> str:
    """The ARN of a connection that an admin made."""
    token = {"ApiKeyAuthParameters": {"ApiKeyName": "Authorization", "ApiKeyValue": "Bearer x"}}
    made = events.create_connection(Name="github", AuthorizationType="API_KEY", AuthParameters=token)
    return str(made["ConnectionArn"])


def rules_that_pass_over(events: Any, role: str) -> set[str]:
    """The rules that do not report what a role changes."""
    return {rule["Name"] for rule in events.list_rules()["Rules"] if f":role/{role}" in rule["EventPattern"]}


EDITED = {
    "too-wide: role union-ecr-preview-team",
    "too-wide: role union-ecr-drift-team",
    "too-wide: role union-ecr-up-team",
    "too-wide: role sweep",
    "unprotected: bucket acme-union-ecr-state",
}


def checked(bootstraps: Bootstraps, union_ecr: UnionEcr) -> tuple[int, set[str]]:
    """The exit code of `ci check`, and its findings."""
    ran = union_ecr("ci", "check", "--json", "--stacks-dir", bootstraps.teams.folder / "stacks")
    found = json.loads(ran.out)
    assert found["unknown"] == []
    return ran.code, {f"{finding['kind']}: {finding['resource']}" for finding in found["findings"]}


def edit_by_hand(iam: Any, s3: Any) -> None:
    """Open the bucket, and give a role more than it should have."""
    everything = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    )
    iam.put_role_policy(RoleName="union-ecr-preview-team", PolicyName="by-hand", PolicyDocument=everything)
    iam.put_role_policy(RoleName="sweep", PolicyName="by-hand", PolicyDocument=everything)
    arn = iam.create_policy(PolicyName="by-hand", PolicyDocument=everything)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="union-ecr-drift-team", PolicyArn=arn)
    first = f"arn:aws:iam::{DEFAULT_ACCOUNT}:policy/union-ecr-up-team-1"
    iam.create_policy_version(PolicyArn=first, PolicyDocument=everything, SetAsDefault=True)
    iam.detach_role_policy(RoleName="union-ecr-up-team", PolicyArn=f"{first[:-1]}2")
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    s3.delete_bucket_encryption(Bucket=BUCKET)
    s3.put_public_access_block(Bucket=BUCKET, PublicAccessBlockConfiguration={"BlockPublicAcls": False})
    s3.delete_bucket_policy(Bucket=BUCKET)
    s3.delete_bucket_lifecycle(Bucket=BUCKET)


SETTINGS = {
    "versioning": "Enabled",
    "encryption": "AES256",
    "public": {"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"},
    "policy": ["DenyWithoutTls"],
    "expires after days": 90,
}


def settings_of(s3: Any) -> dict[str, Any]:
    bucket = {"Bucket": BUCKET}
    (encryption,) = s3.get_bucket_encryption(**bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    block = s3.get_public_access_block(**bucket)["PublicAccessBlockConfiguration"]
    (rule,) = s3.get_bucket_lifecycle_configuration(**bucket)["Rules"]
    return {
        "versioning": s3.get_bucket_versioning(**bucket)["Status"],
        "encryption": encryption["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"],
        "public": {name for name, blocked in block.items() if blocked},
        "policy": [statement["Sid"] for statement in json.loads(s3.get_bucket_policy(**bucket)["Policy"])["Statement"]],
        "expires after days": rule["NoncurrentVersionExpiration"]["NoncurrentDays"],
    }
