"""The registry policy to roles, organizational units and services: its statements, and who may do what by them."""

import json
from typing import Any

import pytest

from sandbox.emulated_aws import Caller, Decision, evaluate_resource_policy
from tests.declared.test_registry_policy import ARN, HERE, policy, statements

ROLE, OWN = "arn:aws:iam::111122223333:role/ci", "arn:aws:iam::123456789012:role/ci"
ORGANIZATION, UNIT = "o-a1b2c3d4e5", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"
WORKFLOWS = "arn:aws:omics:us-east-1:123456789012:workflow/*"
OMICS = {"service": "omics.amazonaws.com", "access": ["pullThrough"], "repositories": ["ecr-public/*", "docker-hub/*"]}
PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
IMPORT = ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"]


def test_healthomics_imports_exactly_as_aws_documents_it_for_the_sources_named() -> None:
    # https://docs.aws.amazon.com/omics/latest/dev/permissions-ecr.html (Registry permission policy)
    (statement,) = statements(OMICS | {"sourceAccounts": [HERE.account]})
    assert statement.pop("Sid").startswith("AllowPullThroughOmicsBySourceAccountFor")
    assert statement == {
        "Effect": "Allow",
        "Principal": {"Service": "omics.amazonaws.com"},
        "Action": IMPORT,
        "Resource": [f"{ARN}/docker-hub/*", f"{ARN}/ecr-public/*"],
        "Condition": {"StringEquals": {"aws:SourceAccount": HERE.account}},
    }


def test_a_role_is_a_principal_and_shares_the_statement_of_accounts() -> None:
    (statement,) = statements(
        {"principals": [ROLE], "access": ["pull"]}, {"accounts": ["222233334444"], "access": ["pull"]}
    )
    assert (statement["Sid"], statement["Principal"]) == (
        "AllowPull",
        {"AWS": ["arn:aws:iam::111122223333:role/ci", "arn:aws:iam::222233334444:root"]},
    )


def test_a_role_by_condition_has_its_account_as_principal() -> None:
    (statement,) = statements({"principals": [f"{ROLE}-*"], "rolesBy": "condition", "access": ["pull"]})
    assert statement == {
        "Sid": "AllowPullByRoleArn",
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
        "Action": PULL,
        "Resource": f"{ARN}/*",
        "Condition": {"ArnLike": {"aws:PrincipalArn": f"{ROLE}-*"}},
    }


def test_units_are_a_condition_with_their_organization() -> None:
    (statement,) = statements({"organizationalUnits": [UNIT], "access": ["pull"]})
    assert (statement["Sid"], statement["Principal"]) == ("AllowPullOrganizationalUnits", "*")
    assert statement["Condition"] == {
        "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{UNIT}/*"},
        "StringEquals": {"aws:PrincipalOrgID": ORGANIZATION},
    }


def test_lambda_pulls_with_the_two_actions_that_it_needs() -> None:
    functions = "arn:aws:lambda:us-east-1:111122223333:function:*"
    (statement,) = statements({"service": "lambda.amazonaws.com", "sourceArns": [functions], "access": ["pull"]})
    assert statement["Action"] == ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]


def test_two_services_never_share_a_sid() -> None:
    alike = [
        {**OMICS, "service": f"{name}.amazonaws.com", "sourceAccounts": [HERE.account]} for name in ("a1b", "a1-b")
    ]
    assert len({statement["Sid"] for statement in statements(*alike)}) == len(alike)


CALLERS = {
    "the role": Caller.of_role(ROLE, organization_path=f"{UNIT}/"),
    "another role there": Caller.of_role(f"{ROLE}-2", organization_path=f"{UNIT}/"),
    "a role of the registry's account": Caller.of_role(OWN),
    "beside the unit": Caller.of_role(
        "arn:aws:iam::444455556666:role/ci", organization_path=f"{ORGANIZATION}/r-ab12/ou-ab12-33333333/"
    ),
    "HealthOmics for them": Caller.of_service(
        "omics.amazonaws.com", source_arn=WORKFLOWS.replace("*", "1"), source_account=HERE.account
    ),
    "HealthOmics for others": Caller.of_service("omics.amazonaws.com", source_account="999922223333"),
    "another service for them": Caller.of_service("codebuild.amazonaws.com", source_account=HERE.account),
}
TABLE: list[tuple[dict[str, Any], set[str]]] = [
    ({"principals": [ROLE]}, {"the role"}),
    ({"principals": [OWN]}, {"a role of the registry's account"}),
    ({"principals": ["111122223333"]}, {"the role", "another role there"}),
    ({"principals": [ROLE], "rolesBy": "condition"}, {"the role"}),
    ({"principals": [f"{ROLE}-*"], "rolesBy": "condition"}, {"another role there"}),
    ({"organizationalUnits": [UNIT]}, {"the role", "another role there"}),
    ({"organizationId": ORGANIZATION}, {"the role", "another role there", "beside the unit"}),
    ({"service": "omics.amazonaws.com", "sourceAccounts": [HERE.account]}, {"HealthOmics for them"}),
    ({"service": "omics.amazonaws.com", "sourceArns": [WORKFLOWS]}, {"HealthOmics for them"}),
]


@pytest.mark.parametrize(("grantee", "may"), TABLE, ids=[json.dumps(grantee) for grantee, _ in TABLE])
def test_exactly_the_grantees_may_import_below_the_prefix_and_nowhere_else(
    grantee: dict[str, Any], may: set[str]
) -> None:
    text = json.dumps(policy({**grantee, "access": ["pullThrough"], "repositories": ["docker-hub/*"]}))

    def allowed(action: str, repository: str) -> set[str]:
        return {
            name
            for name, caller in CALLERS.items()
            if evaluate_resource_policy(text, caller, action, f"{ARN}/{repository}") is Decision.ALLOWED
        }

    assert [allowed(action, "docker-hub/python") for action in IMPORT] == [may, may]
    assert [allowed(action, "trainer") for action in IMPORT] == [set(), set()]
    assert [allowed(action, "docker-hub/python") for action in (*PULL, "ecr:PutImage")] == [set()] * 4
