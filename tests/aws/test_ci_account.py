"""Reading what lives of an account's bootstrap, from the emulated AWS."""

import json
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws, ErrorAnswer, Fault
from tests.aws.live import connected
from tests.ci_roles.bootstrapped import declared_account, stack_text
from union_ecr.aws.ci_account import read_ci_account
from union_ecr.ci_check.account import AccountCheck
from union_ecr.ci_check.findings import CiFinding
from union_ecr.ci_check.live import LiveCi
from union_ecr.ci_roles.state_bucket import ENCRYPTION, PUBLIC_ACCESS_BLOCK, DeclaredStateBucket
from union_ecr.drift.live import Unreadable

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("environment_of_aws")]

MANY: dict[str, Any] = {f"team-of-mine/image-{number:03}": {} for number in range(130)}
DECLARED = declared_account({"my-team": stack_text(images=MANY)})


def make(aws: EmulatedAws) -> None:
    """Everything that the bootstrap makes, by an administrator's hand."""
    iam, s3 = aws.client("iam"), aws.client("s3")
    iam.create_open_id_connect_provider(Url=DECLARED.provider.url, ClientIDList=[DECLARED.provider.audience])
    for role in DECLARED.stacks[0].roles:
        iam.create_role(RoleName=role.name, AssumeRolePolicyDocument=json.dumps(role.trust_policy))
        for name, document in role.policies.inline.items():
            iam.put_role_policy(RoleName=role.name, PolicyName=name, PolicyDocument=json.dumps(document))
        for name, document in role.policies.managed.items():
            arn = iam.create_policy(PolicyName=name, PolicyDocument=json.dumps(document))["Policy"]["Arn"]
            iam.attach_role_policy(RoleName=role.name, PolicyArn=arn)
    bucket = DECLARED.bucket
    assert bucket
    make_bucket(s3, bucket)


def make_bucket(s3: Any, bucket: DeclaredStateBucket) -> None:
    named = {"Bucket": bucket.name}
    s3.create_bucket(**named)
    s3.put_bucket_versioning(**named, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_policy(**named, Policy=json.dumps(bucket.policy))
    s3.put_public_access_block(**named, PublicAccessBlockConfiguration=dict.fromkeys(PUBLIC_ACCESS_BLOCK, True))
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": ENCRYPTION}}]}
    s3.put_bucket_encryption(**named, ServerSideEncryptionConfiguration=encryption)
    s3.put_bucket_lifecycle_configuration(**named, LifecycleConfiguration={"Rules": [bucket.lifecycle_rule]})


def read() -> LiveCi:
    return read_ci_account(connected(), DECLARED)


def kinds() -> set[str]:
    found = AccountCheck("acme", DECLARED).findings(read())
    return {f"{finding.kind}: {finding.resource}" for finding in found if isinstance(finding, CiFinding)}


def test_what_was_made_is_read_as_declared(aws: EmulatedAws) -> None:
    make(aws)
    assert list(AccountCheck("acme", DECLARED).findings(read())) == []


def test_nothing_is_missing(aws: EmulatedAws) -> None:
    assert kinds() == {
        "missing: identity provider token.actions.githubusercontent.com",
        *(f"missing: role union-ecr-{role}-my-team" for role in ("preview", "up", "drift")),
        "missing: bucket acme-union-ecr-state",
    }


def test_edits_by_hand_are_found(aws: EmulatedAws) -> None:
    make(aws)
    iam, s3 = aws.client("iam"), aws.client("s3")
    everything = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    )
    arn = iam.create_policy(PolicyName="by-hand", PolicyDocument=everything)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="union-ecr-preview-my-team", PolicyArn=arn)
    anybody = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [anybody]})
    iam.update_assume_role_policy(RoleName="union-ecr-up-my-team", PolicyDocument=trust)
    iam.create_role(RoleName="union-ecr-up-gone", AssumeRolePolicyDocument=trust)
    s3.delete_public_access_block(Bucket="acme-union-ecr-state")
    assert kinds() == {
        "too-wide: role union-ecr-preview-my-team",
        "trust-too-wide: role union-ecr-up-my-team",
        "trust-differs: role union-ecr-up-my-team",
        "undeclared: role union-ecr-up-gone",
        "unprotected: bucket acme-union-ecr-state",
    }


def test_what_is_denied_is_unreadable(aws: EmulatedAws) -> None:
    make(aws)
    for operation in ("GetRole", "ListRoles", "GetOpenIDConnectProvider"):
        aws.inject(Fault(operation, error=ErrorAnswer("AccessDenied", "no", 403)))
    live = read()
    assert all(isinstance(role, Unreadable) for role in live.roles.values())
    assert isinstance(live.audiences, Unreadable)
    assert isinstance(live.role_names, Unreadable)
