"""Names of IAM roles are unique regardless of case."""

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
