"""`ci check` with exactly its policy: nothing is denied, and each action is needed."""

import json

import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.aws.test_ci_account import DECLARED, make
from union_ecr.aws.ci_account import read_ci_account
from union_ecr.aws.client import Aws, connect
from union_ecr.aws.credentials import Credentials
from union_ecr.ci_check.account import AccountCheck
from union_ecr.ci_check.findings import CiFinding
from union_ecr.ci_roles.check_policy import ci_check_identity_policy
from union_ecr.drift.findings import Unknown
from union_ecr.ecr.policy_document import Document

pytestmark = pytest.mark.slow

ROLE = "admin-who-checks"
assert DECLARED.bucket
POLICY = ci_check_identity_policy(bucket=DECLARED.bucket.name)
ACTIONS = [action for statement in POLICY["Statement"] for action in statement["Action"]]


@pytest.fixture
def checked(aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch) -> Aws:
    """The clients of a role in a bootstrapped account."""
    make(aws)
    aws.client("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument="{}")
    for variable, value in aws.environment(role=ROLE).items():
        monkeypatch.setenv(variable, value)
    connected = connect([Credentials(DECLARED.settings.registry)])
    assert isinstance(connected, Aws)
    return connected


def found(aws: EmulatedAws, clients: Aws, policy: Document) -> list[CiFinding | Unknown]:
    aws.enforce_identity_policies(False)
    aws.client("iam").put_role_policy(RoleName=ROLE, PolicyName="check", PolicyDocument=json.dumps(policy))
    aws.enforce_identity_policies()
    return list(AccountCheck("acme", DECLARED).findings(read_ci_account(clients, DECLARED)))


def without(action: str) -> Document:
    statements = [
        {**statement, "Action": left}
        for statement in POLICY["Statement"]
        if (left := [allowed for allowed in statement["Action"] if allowed != action])
    ]
    return {"Version": "2012-10-17", "Statement": statements}


def test_nothing_is_denied_and_each_action_is_needed(aws: EmulatedAws, checked: Aws) -> None:
    assert found(aws, checked, POLICY) == []
    for action in ACTIONS:
        if action == "s3:ListAllMyBuckets":  # asked only where the bucket is denied
            continue
        findings = found(aws, checked, without(action))
        assert findings, action
        assert all(isinstance(finding, Unknown) for finding in findings), action


def test_listing_buckets_tells_that_a_denied_bucket_is_of_another_account(aws: EmulatedAws, checked: Aws) -> None:
    assert DECLARED.bucket
    s3 = aws.client("s3")
    s3.delete_bucket(Bucket=DECLARED.bucket.name)
    aws.client("s3", account="999988887777").create_bucket(Bucket=DECLARED.bucket.name)
    (finding,) = found(aws, checked, POLICY)
    assert isinstance(finding, CiFinding)
    assert finding.reason.startswith("it belongs to another account")
    denied = found(aws, checked, without("s3:ListAllMyBuckets"))
    assert denied
    assert all(isinstance(finding, Unknown) for finding in denied)
