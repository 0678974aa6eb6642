"""What each access allows, and what each action changes."""

import pytest

from union_ecr.ecr.actions import ACTIONS, CHANGES, REPOSITORY_ACTIONS, SERVICE_PULL, Access


def test_the_actions_of_each_access() -> None:
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


def test_every_action_that_changes_something_and_belongs_to_no_access_has_its_change_listed() -> None:
    """An action changes something unless its name says that it reads, or it is listed here as harmless."""
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


def test_grants_may_name_every_action_of_an_access_and_services_pull_with_fewer_actions() -> None:
    assert {action for actions in ACTIONS.values() for action in actions} <= set(REPOSITORY_ACTIONS)
    assert all(set(actions) < set(ACTIONS[Access.PULL]) for actions in SERVICE_PULL.values())


def test_grants_may_name_only_ecr_operations_on_a_single_repository() -> None:
    import botocore.session

    operations = botocore.session.Session().get_service_model("ecr").operation_names
    # GetImageCopyStatus is a permission without an operation: pull-through caches of ECR upstreams ask for it.
    named = {action.removeprefix("ecr:") for action in REPOSITORY_ACTIONS} - {"GetImageCopyStatus"}
    assert named - set(operations) == {"BatchImportUpstreamImage"}
    assert not named & {"GetAuthorizationToken", "CreateRepository", "ReplicateImage", "PutRegistryPolicy"}
