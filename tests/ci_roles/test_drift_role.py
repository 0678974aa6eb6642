"""The role of `drift --role-name`: what it reads, who may assume it, and its template."""

from typing import Any

from sandbox.emulated_aws.policy_evaluation import AuthorizationRequest, allowed
from tests.ci_roles.bootstrapped import ACCOUNT, declared_account, role_of, stack_text
from tests.stacks import stack_settings
from union_ecr.ci_roles.deployment import ROLE_GRANTS, ROLE_WRITES, SET_BOUNDARY, CiJob, deployment_policy
from union_ecr.ci_roles.drift_role import (
    DriftRole,
    declared_drift_role,
    drift_role_identity_policy,
    drift_role_template,
    drift_role_trust_policy,
)
from union_ecr.declared.stack import DeclaredStack, declare

FIRST, SECOND = "111122223333", "444455556666"
HUB = "arn:aws:iam::123456789012:role/hub"


def stack(account: str, region: str, **settings: Any) -> DeclaredStack:
    return declare(stack_settings(account=account, region=region, **settings))


def statements(*stacks: DeclaredStack) -> dict[str, Any]:
    return {statement["Sid"]: statement for statement in drift_role_identity_policy(stacks)["Statement"]}


def test_of_one_stack_it_reads_what_the_drift_role_reads_and_names_no_repository() -> None:
    only = stack(FIRST, "eu-west-1", pushRoles={"ci": {"images": ["trainer"], "trustedRoles": [HUB]}})
    own = deployment_policy(CiJob.DRIFT, only)
    assert own
    expected = {statement["Sid"]: statement for statement in own["Statement"]}
    expected["ReadTagsOfOwn"]["Resource"] = [f"arn:aws:ecr:eu-west-1:{FIRST}:repository/*"]
    regions = {"StringEquals": {"aws:RequestedRegion": ["eu-west-1"]}}
    assert statements(only) == {
        sid: statement | ({"Condition": regions} if "Condition" in statement else {})
        for sid, statement in expected.items()
    }


def test_of_several_accounts_it_is_the_same_for_each() -> None:
    role = {"ci": {"images": ["trainer"], "trustedRoles": [HUB], "path": "/ci/"}}
    found = statements(
        stack(FIRST, "eu-west-1", registry={"scanning": {"type": "BASIC"}}),
        stack(SECOND, "us-east-1", pushRoles=role),
    )
    repositories = ["arn:aws:ecr:eu-west-1:*:repository/*", "arn:aws:ecr:us-east-1:*:repository/*"]
    assert found["ReadRepositories"]["Resource"] == found["ReadTagsOfOwn"]["Resource"] == repositories
    assert found["ReadPushRoles"]["Resource"] == ["arn:aws:iam::*:role/ci/ci"]
    assert "ecr:GetRegistryScanningConfiguration" in found["ReadRegistry"]["Action"]
    both = {"StringEquals": {"aws:RequestedRegion": ["eu-west-1", "us-east-1"]}}
    assert found["ReadRegistry"]["Condition"] == found["FasterReadTags"]["Condition"] == both


def test_it_does_not_depend_on_the_order_of_the_stacks() -> None:
    first, second = stack(FIRST, "eu-west-1"), stack(SECOND, "us-east-1")
    assert drift_role_identity_policy([first, second]) == drift_role_identity_policy([second, first])


def test_only_the_callers_may_assume_it_and_only_with_the_external_id() -> None:
    single_sign_on = "arn:aws:iam::999988887777:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Platform_*"
    role = DriftRole("union-ecr-drift", [HUB, single_sign_on], "x-1")
    assert drift_role_trust_policy(role)["Statement"] == [
        {
            "Sid": "AllowSweep",
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::123456789012:root", "arn:aws:iam::999988887777:root"]},
            "Action": "sts:AssumeRole",
            "Condition": {
                "ArnLike": {"aws:PrincipalArn": [HUB, single_sign_on]},
                "StringEquals": {"sts:ExternalId": "x-1"},
            },
        }
    ]


def test_the_template_makes_the_role_with_its_path_and_both_documents() -> None:
    stacks = [stack(FIRST, "eu-west-1")]
    role = DriftRole("/ci/eu/union-ecr-drift", [HUB])
    (made,) = drift_role_template(role, stacks)["Resources"].values()
    assert (made["Type"], made["Properties"]) == (
        "AWS::IAM::Role",
        {
            "RoleName": "union-ecr-drift",
            "Path": "/ci/eu/",
            "AssumeRolePolicyDocument": drift_role_trust_policy(role),
            "Policies": [{"PolicyName": "union-ecr", "PolicyDocument": drift_role_identity_policy(stacks)}],
        },
    )
    assert DriftRole("union-ecr-drift", [HUB]).path == "/"


BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/union-ecr-push-my-team"
PUSHING = {
    "ci": {"images": ["trainer"], "permissionsBoundary": BOUNDARY, "github": {"repository": "a/b", "branches": ["m"]}}
}


def test_the_bootstrap_declares_exactly_the_documents_of_the_template() -> None:
    settings = {"callers": [HUB], "roleName": "ci/sweep", "externalId": "x-1"}
    account = declared_account({"my-team": stack_text(pushRoles=PUSHING)}, driftRole=settings)
    (made,) = drift_role_template(DriftRole("ci/sweep", [HUB], "x-1"), [account.stacks[0].declared])[
        "Resources"
    ].values()
    role = account.drift_role
    assert role
    assert {
        "RoleName": role.name,
        "Path": role.path,
        "AssumeRolePolicyDocument": role.trust_policy,
        "Policies": [
            {"PolicyName": name, "PolicyDocument": document} for name, document in role.policies.inline.items()
        ],
    } == made["Properties"]
    assert role.arn == f"arn:aws:iam::{ACCOUNT}:role/ci/sweep"


def test_of_an_account_with_stacks_of_others_it_reads_its_own_only() -> None:
    stacks = {"my-team": stack_text(), "theirs": stack_text(SECOND, "eu-west-1")}
    role = declared_account(stacks, driftRole={"callers": [HUB]}).drift_role
    assert role
    assert "eu-west-1" not in str(role.policies)


def test_an_account_without_stacks_or_without_the_setting_has_none() -> None:
    settings = declared_account(driftRole={"callers": [HUB]}).settings
    assert declared_drift_role([], settings) is None
    assert declared_account().drift_role is None


def test_its_jobs_are_those_of_drift_on_the_branch() -> None:
    account = declared_account(driftRole={"jobs": True})
    role = account.drift_role
    assert role
    assert role.trust_policy == role_of(account, CiJob.DRIFT).trust_policy
    both = declared_account(driftRole={"jobs": True, "callers": [HUB]}).drift_role
    assert both
    assert [statement["Action"] for statement in both.trust_policy["Statement"]] == [
        "sts:AssumeRole",
        "sts:AssumeRoleWithWebIdentity",
    ]


def test_no_role_of_ci_may_change_it() -> None:
    account = declared_account({"my-team": stack_text(pushRoles=PUSHING)}, driftRole={"callers": [HUB]})
    assert account.drift_role
    for role in account.stacks[0].roles:
        statements = [statement for document in role.policies.inline.values() for statement in document["Statement"]]
        for action in (*ROLE_WRITES, *ROLE_GRANTS, SET_BOUNDARY, "iam:AttachRolePolicy", "iam:DeleteRole"):
            request = AuthorizationRequest(action, account.drift_role.arn, {"iam:PermissionsBoundary": BOUNDARY})
            assert not allowed(statements, request), (role.name, action)
