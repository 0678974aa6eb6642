"""Names of IAM roles are unique regardless of case, and a path is AWS's own."""

import pytest
from botocore.exceptions import ClientError

from sandbox.emulated_aws import EmulatedAws

from .test_emulated_aws_answers import error_of
from .test_emulated_aws_policies import DATA_PLANE


@pytest.mark.parametrize("name", ["ci-builder", "CI-Builder"])
def test_a_role_name_that_differs_only_in_case_is_refused(aws: EmulatedAws, name: str) -> None:
    iam = aws.client("iam")
    iam.create_role(RoleName="ci-builder", AssumeRolePolicyDocument="{}")
    with pytest.raises(ClientError, match=f"Role with name {name} already exists") as refused:
        iam.create_role(RoleName=name, Path="/elsewhere/", AssumeRolePolicyDocument="{}")
    assert error_of(refused)[:2] == ("EntityAlreadyExists", 409)


def test_a_role_name_is_available_in_another_account_and_after_deletion(aws: EmulatedAws) -> None:
    iam = aws.client("iam")
    iam.create_role(RoleName="ci", AssumeRolePolicyDocument="{}")
    aws.client("iam", account=DATA_PLANE).create_role(RoleName="CI", AssumeRolePolicyDocument="{}")
    iam.delete_role(RoleName="ci")
    iam.create_role(RoleName="CI", AssumeRolePolicyDocument="{}")
    assert [role["RoleName"] for role in iam.list_roles()["Roles"]] == ["CI"]


def test_the_path_of_service_linked_roles_is_refused(aws: EmulatedAws) -> None:
    """With the answer that users of IAM report: https://github.com/tilfin/aws-iam-policy-tool/pull/9."""
    iam = aws.client("iam")
    with pytest.raises(ClientError, match="can only be used for AWS Service linked Roles") as refused:
        iam.create_role(RoleName="ci", Path="/aws-service-role/ecr.amazonaws.com/", AssumeRolePolicyDocument="{}")
    assert error_of(refused)[:2] == ("InvalidInput", 400)
    iam.create_role(RoleName="ci", Path="/service-role/", AssumeRolePolicyDocument="{}")
