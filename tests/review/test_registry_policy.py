"""The registry policy as lines."""

from tests.declared.test_registry_policy import EVERYTHING, policy
from union_ecr.review.registry_policy import describe_registry_policy
from union_ecr.review.repository_policy import AND_HERE


def test_every_principal_and_access_is_one_line_with_its_repositories() -> None:
    assert describe_registry_policy(policy(*EVERYTHING)) == [
        "replicate: everyone in account 111122223333 whose IAM policy allows it",
        f"pullThrough: everyone in organization o-a1b2c3d4e5 whose IAM policy allows it, {AND_HERE}, in ghcr/*, quay/*",
        "pull: everyone in account 111122223333 whose IAM policy allows it, in ml/*",
        "pull: everyone in account 222233334444 whose IAM policy allows it, in ml/*",
        f"describe: everyone in organization o-a1b2c3d4e5 whose IAM policy allows it, {AND_HERE}",
    ]
    assert describe_registry_policy(None) == []


def test_roles_units_and_services_are_named_as_in_a_repository_policy() -> None:
    unit = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"
    granted = policy(
        {"principals": ["arn:aws:iam::111122223333:role/ci"], "access": ["pull"]},
        {"principals": ["arn:aws:iam::123456789012:role/ci"], "rolesBy": "condition", "access": ["push"]},
        {"organizationalUnits": [unit], "access": ["pull"]},
        {"service": "omics.amazonaws.com", "sourceAccounts": ["123456789012"], "access": ["pullThrough"]},
        {"service": "lambda.amazonaws.com", "sourceAccounts": ["111122223333"], "access": ["pull"]},
    )
    assert describe_registry_policy(granted, "123456789012") == [
        "pullThrough: omics.amazonaws.com for 123456789012",
        "pull: arn:aws:iam::111122223333:role/ci",
        f"pull: everyone in organizational unit {unit} whose IAM policy allows it, {AND_HERE}",
        "pull: lambda.amazonaws.com for 111122223333",
        "push: arn:aws:iam::123456789012:role/ci (by a condition on its ARN; in the registry's own account its own "
        "policy must allow it, too)",
    ]
