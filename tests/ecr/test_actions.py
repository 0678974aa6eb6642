"""What each access allows, and what each action changes."""

import pytest

from union_ecr.ecr.actions import ACTIONS, CHANGES, REPOSITORY_ACTIONS, SERVICE_PULL, Access


def test_each_access_is_these_actions_and_no_others() -> None:
    assert {access: list(actions) for access, actions in ACTIONS.items()} == {
        Access.PULL: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        Access.PUSH: [
            "ecr:BatchCheckLayerAvailability",
            "ecr:BatchGetImage",
            "ecr:CompleteLayerUpload",
            "ecr:InitiateLayerUpload",
            "ecr:PutImage",
            "ecr:UploadLayerPart",
        ],
        Access.DESCRIBE: ["ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:ListImages"],
    }
    assert dict(SERVICE_PULL) == dict.fromkeys(
        ("lambda.amazonaws.com", "lambda.amazonaws.com.cn"), ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
    )


def test_what_an_action_by_name_changes_is_known_and_is_no_part_of_an_access() -> None:
    """What begins with Delete, Put, … changes something; what of those is told otherwise is named here."""
    harmless = {"ecr:StartImageScan", "ecr:StartLifecyclePolicyPreview", "ecr:BatchImportUpstreamImage"}
    reads = ("ecr:Describe", "ecr:Get", "ecr:List", "ecr:BatchGet", "ecr:BatchCheck")
    changing = {action for action in REPOSITORY_ACTIONS if not action.startswith(reads)}
    assert set(CHANGES) == changing - harmless - {action for actions in ACTIONS.values() for action in actions}


@pytest.mark.parametrize("access", Access)
def test_actions_are_sorted_and_only_push_changes_anything(access: Access) -> None:
    writing = {
        action for action in ACTIONS[access] if not action.startswith(("ecr:Batch", "ecr:Get", "ecr:D", "ecr:L"))
    }
    assert list(ACTIONS[access]) == sorted(set(ACTIONS[access]))
    assert bool(writing) == (access is Access.PUSH)


def test_every_action_of_an_access_can_be_named_and_a_service_gets_no_more_than_others() -> None:
    assert {action for actions in ACTIONS.values() for action in actions} <= set(REPOSITORY_ACTIONS)
    assert all(set(actions) < set(ACTIONS[Access.PULL]) for actions in SERVICE_PULL.values())


def test_what_can_be_named_are_ecrs_own_operations_on_one_repository() -> None:
    import botocore.session

    operations = botocore.session.Session().get_service_model("ecr").operation_names
    # GetImageCopyStatus is a permission without an operation: pull-through caches of ECR upstreams ask for it.
    named = {action.removeprefix("ecr:") for action in REPOSITORY_ACTIONS} - {"GetImageCopyStatus"}
    assert named - set(operations) == {"BatchImportUpstreamImage"}
    assert not named & {"GetAuthorizationToken", "CreateRepository", "ReplicateImage", "PutRegistryPolicy"}
