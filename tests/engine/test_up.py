"""What `pulumi up` deploys from a stack file, on the real engine."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from pulumi import automation

from sandbox.emulated_aws import EmulatedAws
from sandbox.live import live_repositories, repository_differences, stack_differences
from sandbox.project import ROOT, Project
from tests.engine.conftest import Team
from tests.engine.policy_pack import EXAMPLE_CONFIGURATION, startable_pack
from tests.engine.stack import EngineStack
from union_ecr.declared.stack import declare
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

COMMITTED_STACKS = sorted(path.name.split(".")[1] for path in (ROOT / "examples").glob("Pulumi.*.yaml"))
NODE_ROLE = "unionai-acme-flyteworker-node-group"


@pytest.mark.parametrize("name", COMMITTED_STACKS)
def test_up_from_nothing_makes_everything_declared_and_a_second_up_changes_nothing(
    name: str, aws: EmulatedAws, project_in: Callable[[str], Project], tmp_path: Path
) -> None:
    path = ROOT / "examples" / f"Pulumi.{name}.yaml"
    declared = declare(load(parse_stack_file(path.name, path.read_bytes)))
    account, region = declared.registry.account, declared.registry.region
    ecr, iam = aws.client("ecr", region, account), aws.client("iam", region, account)
    for repository in declared.repositories:
        if repository.adopt:
            ecr.create_repository(repositoryName=repository.name)
    pack = startable_pack(tmp_path / "pack")
    stack = EngineStack(project_in(account), name, pack.environment)

    stack.up(**pack.judging(EXAMPLE_CONFIGURATION))
    assert stack_differences(declared, ecr, iam) == {}

    stack.up(refresh=True)
    assert set(stack.changes) == {"same"}


def test_the_outputs_hold_registry_images_login_and_policies(team: Team) -> None:
    team.up("trainer: {repository: ml/trainer}")
    outputs = team.stack.values()
    host = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
    assert outputs["registry"] == host
    assert outputs["images"] == {
        "trainer": {
            "uri": f"{host}/ml/trainer",
            "registry": f"{host}/ml",
            "name": "trainer",
            "imageSpec": f"ImageSpec(registry='{host}/ml', name='trainer')",
        }
    }
    assert outputs["login"].endswith(f"docker login --username AWS --password-stdin {host}")
    assert team.live()["ml/trainer"]["uri"] == f"{host}/ml/trainer"


def test_a_data_plane_in_another_account_gets_exactly_unions_statement(team: Team) -> None:
    team.up("trainer: {}")
    assert json.loads(team.live()["trainer"]["policy"]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AllowPull",
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::111122223333:role/{NODE_ROLE}"},
                "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            }
        ],
    }


def test_the_node_role_can_pull_and_nobody_else_of_its_account_can(team: Team) -> None:
    team.up("trainer: {}")
    team.push("trainer", "v1")

    def pull(account: str, role: str) -> list[str]:
        ecr = team.aws.client("ecr", account=account, role=role)
        found = ecr.batch_get_image(registryId="123456789012", repositoryName="trainer", imageIds=[{"imageTag": "v1"}])
        return [image["imageId"]["imageTag"] for image in found["images"]]

    assert pull("111122223333", NODE_ROLE) == ["v1"]
    for account, role in (("111122223333", "another-role"), ("999988887777", NODE_ROLE)):
        with pytest.raises(ClientError) as denied:
            pull(account, role)
        assert denied.value.response["Error"]["Code"] == "AccessDeniedException"


def test_a_data_plane_in_the_registrys_own_account_gets_no_policy_resource_at_all(team: Team) -> None:
    team.write("trainer: {}")
    file = team.project.stack_file(team.name)
    file.write_text(file.read_text().replace("111122223333", "123456789012"))
    team.up()
    assert team.live()["trainer"]["policy"] is None
    assert not [
        resource["type"]
        for resource in team.resources()
        if "Policy" in resource["type"] and "lifecycle" not in resource["type"]
    ]


def test_every_name_that_ecr_takes_and_a_key_of_its_own_choice_are_deployed(team: Team) -> None:
    team.up("a--b: {encryption: {type: KMS}}", "a__b: {}")
    declared = team.declared()
    assert repository_differences(declared.repositories, team.live(), declared.provider_tags) == {}
    assert set(team.up(refresh=True)) == {"same"}


def test_an_image_added_is_created_beside_the_others(team: Team) -> None:
    team.up("trainer: {}")
    assert team.up("trainer: {}", "features: {}") == {"create": 4, "same": 6}
    assert team.live() == team.declared_records()


def test_a_changed_expiry_leaves_the_new_lifecycle_policy_in_place(team: Team) -> None:
    team.up("trainer: {untaggedDays: 14}")
    team.up("trainer: {untaggedDays: 7}")
    assert '"countNumber":7' in team.live()["trainer"]["lifecycle"]
    assert team.live() == team.declared_records()


def test_settings_change_in_place_and_empty_policies_are_deleted(team: Team) -> None:
    team.up("trainer: {}")
    changed = (
        "trainer: {tagMutability: MUTABLE, scanOnPush: false, dataPlanes: [], untaggedDays: null, "
        "resourceTags: {team: ml}}"
    )
    assert team.up(changed) == {"delete": 2, "same": 3, "update": 1}
    assert team.live() == team.declared_records()
    assert (team.live()["trainer"]["policy"], team.live()["trainer"]["lifecycle"]) == (None, None)


def test_credentials_of_another_account_stop_before_anything_is_created(
    aws: EmulatedAws, project_in: Callable[[str], Project]
) -> None:
    stranger = Team(aws, project_in("999988887777"))
    error = stranger.refused("trainer: {}")
    assert "999988887777" in error
    assert "123456789012" in error
    assert stranger.live() == {}
    assert live_repositories(aws.client("ecr", account="999988887777")) == {}
    assert stranger.resources() == []


def test_a_refresh_with_credentials_of_another_account_is_refused_and_empties_nothing(
    team: Team,
) -> None:
    team.up("trainer: {}", "features: {}")
    resources = team.resources()
    with team.holding_credentials_of("999988887777"):
        for attempt in (team.stack.refresh, team.drift_is_noticed, lambda: team.up(refresh=True)):
            with pytest.raises(automation.CommandError, match="AWS account ID not allowed: 999988887777"):
                attempt()
    assert team.resources() == resources
    assert set(team.up(refresh=True)) == {"same"}


def test_a_policy_replaced_by_command_is_there_afterwards(team: Team) -> None:
    team.up("trainer: {}")
    policies = [resource["urn"] for resource in team.resources() if resource["type"] != "aws:ecr/repository:Repository"]
    team.up(replace=policies)
    assert team.live() == team.declared_records()


def test_configuration_that_is_not_in_the_stack_file_is_refused(team: Team) -> None:
    team.write("trainer: {}")
    error = team.refused(config_file=str(_other_config(team)))
    assert "union-ecr:organization" in error
    assert team.live() == {}


def _other_config(team: Team) -> object:
    other = team.project.folder / "other.yaml"
    other.write_text(team.project.stack_file(team.name).read_text().replace("acme", "stranger"))
    return other
