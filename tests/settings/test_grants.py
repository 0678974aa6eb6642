"""What a grant may say. What is told about a wrong one stands in the table of bad grants."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from union_ecr.ecr.actions import REPOSITORY_ACTIONS, Access
from union_ecr.settings.grants import (
    Grant,
    OrganizationalUnit,
    OrganizationId,
    RepositoryAction,
    ServicePrincipal,
    SourceArn,
)

UNIT = "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"
FUNCTIONS = "arn:aws:lambda:us-east-1:111122223333:function:*"
GOOD: list[dict[str, Any]] = [
    {"principals": ["111122223333"], "access": ["pull", "push", "describe"]},
    {"principals": ["arn:aws:iam::111122223333:role/ci-*"], "rolesBy": "condition", "access": ["pull"]},
    {"principals": ["111122223333"], "actions": ["ecr:ListTagsForResource"]},
    {"organizationId": "o-a1b2c3d4e5", "access": ["pull"]},
    {"organizationalUnits": [UNIT], "access": ["pull"]},
    {"service": "lambda.amazonaws.com", "sourceArns": [FUNCTIONS], "access": ["pull"]},
    {"service": "codebuild.amazonaws.com", "sourceAccounts": ["111122223333"], "actions": ["ecr:BatchGetImage"]},
    {
        "service": "codebuild.amazonaws.com",
        "sourceArns": ["arn:aws:codebuild:eu-west-1:111122223333:project/x"],
        "access": ["pull"],
    },
    {
        "service": "lambda.amazonaws.com.cn",
        "sourceArns": ["arn:aws-cn:lambda:cn-north-1:111122223333:function:x"],
        "access": ["pull"],
    },
    # Of others it is not known for whom they act, nor that they do not exist.
    *(
        {"service": f"{service}.amazonaws.com", "sourceArns": [FUNCTIONS], "access": ["pull"]}
        for service in (
            "ecs-tasks",
            "edgelambda",
            "replicator.lambda",
            "emr-serverless",
            "ops.emr-serverless",
            "omics",
            "mwaa-serverless",
        )
    ),
]


@pytest.mark.parametrize("written", GOOD)
def test_each_kind_of_holder_may_be_granted_something(written: dict[str, Any]) -> None:
    grant = Grant.model_validate(written, by_alias=True, by_name=False)
    assert Grant.model_validate(grant.model_dump(mode="json")) == grant  # as a component's arguments are made
    assert set(grant.access) <= set(Access)


@pytest.mark.parametrize("written", [f"{UNIT}", f"{UNIT}/", f"{UNIT}/*"])
def test_a_units_path_may_end_as_the_console_shows_it(written: str) -> None:
    assert TypeAdapter(OrganizationalUnit).validate_python(written) == UNIT


@pytest.mark.parametrize("action", REPOSITORY_ACTIONS)
def test_every_action_on_a_repository_can_be_named(action: str) -> None:
    assert TypeAdapter(RepositoryAction).validate_python(action) == action


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (OrganizationId, "o-short"),
        (OrganizationId, "o-" + 33 * "a"),
        (OrganizationId, "o-a1b2c3d4e5\n"),
        (OrganizationId, "*"),
        (OrganizationalUnit, f"{UNIT}/**"),
        (OrganizationalUnit, "o-a1b2c3d4e5/r-ab12/*"),
        (OrganizationalUnit, "o-*/r-ab12/ou-ab12-11111111"),
        (ServicePrincipal, "*.amazonaws.com"),
        (ServicePrincipal, "lambda.amazonaws.com.example.org"),
        (SourceArn, "arn:aws:lambda:us-east-1:111122223333:"),
        (SourceArn, "arn:aws:lambda:us-east-1:11112222333*:function:x"),
        (SourceArn, "arn:*:lambda:us-east-1:111122223333:function:x"),
        (SourceArn, "arn:aws:lambda:us-east-1:111122223333:function:${aws:username}"),
        (RepositoryAction, "ecr:Describe?mages"),
        (RepositoryAction, "ecr:CreateRepository"),
        (RepositoryAction, "DescribeImages"),
    ],
)
def test_what_would_let_more_in_than_it_says_is_refused(kind: Any, value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)
