"""Valid grants; tests/workspace/bad has the errors of invalid ones."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from union_ecr.ecr.actions import REPOSITORY_ACTIONS, Access
from union_ecr.settings.grants import Grant, RepositoryAction

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
def test_every_kind_of_principal_can_have_a_grant(written: dict[str, Any]) -> None:
    grant = Grant.model_validate(written, by_alias=True, by_name=False)
    assert Grant.model_validate(grant.model_dump(mode="json")) == grant  # as a component's arguments are made
    assert set(grant.access) <= set(Access)


@pytest.mark.parametrize("action", REPOSITORY_ACTIONS)
def test_every_repository_action_can_be_granted_by_name(action: str) -> None:
    assert TypeAdapter(RepositoryAction).validate_python(action) == action


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (RepositoryAction, "ecr:Describe?mages"),
        (RepositoryAction, "ecr:CreateRepository"),
        (RepositoryAction, "DescribeImages"),
    ],
)
def test_values_that_would_match_more_than_they_name_are_refused(kind: Any, value: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)
