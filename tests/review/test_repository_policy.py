"""A repository policy as lines."""

from tests.declared.grants_and_principals import (
    CI,
    FUNCTIONS,
    NODE_ROLE,
    ORGANIZATION,
    OWN,
    ROOT,
    SSO,
    UNIT,
    VIRGINIA,
    to,
)
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.actions import Access
from union_ecr.review.repository_policy import AND_HERE, describe_repository_policy
from union_ecr.settings.grantees import RolesBy
from union_ecr.settings.grants import Grant


def test_every_principal_and_permission_is_one_line() -> None:
    lambda_pulls = Grant(service="lambda.amazonaws.com", source_arns=(FUNCTIONS,), access=(Access.PULL,))
    asked = [
        to(
            CI, access=(Access.PUSH,), actions=("ecr:StartImageScan", "ecr:SetRepositoryPolicy", "ecr:BatchDeleteImage")
        ),
        to(OWN, roles_by=RolesBy.CONDITION),
        to(ROOT, NODE_ROLE),
        to(SSO, roles_by=RolesBy.CONDITION),
        Grant(organization_id=ORGANIZATION, organizational_units=None, access=(Access.PULL,)),
        Grant(organizational_units=(UNIT,), access=(Access.DESCRIBE,)),
        lambda_pulls,
    ]
    assert describe_repository_policy(repository_policy(VIRGINIA, asked), VIRGINIA.account) == [
        f"pull: {NODE_ROLE}",
        "pull: everyone in account 666677778888 whose IAM policy allows it",
        f"pull: {OWN} (by a condition on its ARN; in the registry's own account its own policy must allow it, too)",
        f"pull: {SSO} (by a condition on its ARN, where * matches / as well)",
        f"pull: everyone in organization {ORGANIZATION} whose IAM policy allows it, {AND_HERE}",
        f"pull: lambda.amazonaws.com for {FUNCTIONS}",
        f"push: {CI}",
        f"describe: everyone in organizational unit {UNIT} whose IAM policy allows it, {AND_HERE}",
        f"MAY DELETE IMAGES, CHANGE WHO MAY DO WHAT (BatchDeleteImage, SetRepositoryPolicy, StartImageScan): {CI}",
    ]
    assert describe_repository_policy(None) == []
