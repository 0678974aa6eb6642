"""Components in a program of one's own, with arguments that are outputs of other resources."""

import json
from collections.abc import Callable

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import automation

from components import PrivateRepository, PushRole, RegistrySettings
from components.registry_settings_args import CreationTemplateArgs
from sandbox.emulated_aws import DEFAULT_ACCOUNT
from tests.engine.conftest import REGION, Team
from tests.engine.stack import EngineStack
from union_ecr.settings.registry.account_settings import BlobMounting
from union_ecr.settings.registry.scanning import ScanType

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"},
        ],
    }
)


def program(name_of_role: str = "puller", expected_account: str = DEFAULT_ACCOUNT) -> Callable[[], None]:
    """A program whose grants, roles and tags come from a role and a repository that it makes itself."""

    def run() -> None:
        role = aws.iam.Role("puller", name=name_of_role, assume_role_policy=TRUST)
        account = role.arn.apply(lambda arn: expected_account if arn else "")
        trainer = PrivateRepository(
            "trainer",
            {
                "account": account,
                "region": REGION,
                "protect": False,
                "grants": [{"principals": [role.arn], "access": ["pull"]}],
                "resource_tags": {"puller": role.name},
            },
        )
        PushRole(
            "pusher",
            {
                "account": account,
                "region": REGION,
                "repositories": [trainer.repository_name],
                "trusted_roles": [role.arn],
            },
        )
        registry_settings(account, role)

    return run


def registry_settings(account: pulumi.Output[str], role: aws.iam.Role) -> None:
    template: CreationTemplateArgs = {
        "applied_for": ["CREATE_ON_PUSH"],
        "custom_role": role.arn,
        "resource_tags": {"puller": role.name},
    }
    RegistrySettings(
        "registry",
        {
            "account": account,
            "region": REGION,
            "scanning": {"type": ScanType.BASIC},
            "creation_templates": {"team": template},
            "account_settings": {"blob_mounting": BlobMounting.ENABLED},
        },
    )


def stack(team: Team, run: Callable[[], None], *, exists: bool = False) -> EngineStack:
    team.write("unused: {}")  # the project's configuration asks for an account
    return EngineStack(team.project, team.name, team.environment, run, exists=exists)


def test_outputs_of_other_resources_reach_every_document(team: Team) -> None:
    first = stack(team, program())
    first.preview()
    first.up()
    arn = f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/puller"
    policy = json.loads(team.ecr.get_repository_policy(repositoryName="trainer")["policyText"])
    assert [statement["Principal"] for statement in policy["Statement"]] == [{"AWS": arn}]
    (repository,) = team.ecr.describe_repositories()["repositories"]
    tags = team.ecr.list_tags_for_resource(resourceArn=repository["repositoryArn"])["tags"]
    assert {"Key": "puller", "Value": "puller"} in tags
    role = team.iam.get_role(RoleName="pusher")["Role"]
    assert [statement["Principal"] for statement in role["AssumeRolePolicyDocument"]["Statement"]] == [{"AWS": arn}]
    push = team.iam.get_role_policy(RoleName="pusher", PolicyName="push")["PolicyDocument"]
    assert repository["repositoryArn"] in json.dumps(push)
    (template,) = team.ecr.describe_repository_creation_templates()["repositoryCreationTemplates"]
    assert (template["customRoleArn"], template["resourceTags"]) == (arn, [{"Key": "puller", "Value": "puller"}])
    again = stack(team, program(), exists=True)
    again.up()
    assert again.changes.keys() == {"same"}


def test_an_argument_that_is_wrong_once_it_is_known_stops_the_component_before_anything_is_created(team: Team) -> None:
    def run() -> None:
        role = aws.iam.Role("puller", name="puller", assume_role_policy=TRUST)
        PrivateRepository(
            "trainer",
            {
                "account": DEFAULT_ACCOUNT,
                "region": REGION,
                "grants": [{"principals": [role.name], "access": ["pull"]}],
            },
        )

    with pytest.raises(automation.CommandError) as refused:
        stack(team, run).up()
    assert 'PrivateRepository trainer: grants[0].principals[0]: "puller": ' in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert team.ecr.describe_repositories()["repositories"] == []


def test_plain_arguments_beside_outputs_are_validated_in_the_preview(team: Team) -> None:
    def run() -> None:
        role = aws.iam.Role("puller", name="puller", assume_role_policy=TRUST)
        PrivateRepository(
            "trainer",
            {
                "account": DEFAULT_ACCOUNT,
                "region": REGION,
                "untagged_days": 0,
                "grants": [{"principals": [role.arn], "access": ["pul"]}],
            },
        )

    with pytest.raises(automation.CommandError) as refused:
        stack(team, run).preview()
    assert "PrivateRepository trainer: untagged_days: 0: must be at least 1; " in str(refused.value)
    assert 'PrivateRepository trainer: grants[0].access[0]: "pul": must be one of ' in str(refused.value)


def test_credentials_of_another_account_create_nothing(team: Team) -> None:
    other = "999900001111"
    with pytest.raises(automation.CommandError) as refused:
        stack(team, program(expected_account=other)).up()
    assert f'account: "{other}": these credentials belong to account {DEFAULT_ACCOUNT} ' in str(refused.value)
    assert "Traceback" not in str(refused.value)
    assert team.ecr.describe_repositories()["repositories"] == []
