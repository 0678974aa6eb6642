"""No call of ECR or IAM that changes something is overlooked: each is watched, or known to change nothing declared."""

from tests.watch.cloud_trail_events import calls_of
from union_ecr.watch.change_events import READING_VERBS, REGISTRY_CHANGES, REPOSITORY_CHANGES, ROLE_CHANGES, TAG_CHANGES

CHANGES_IMAGES_ONLY = frozenset(
    "BatchDeleteImage CompleteLayerUpload InitiateLayerUpload PutImage UpdateImageStorageClass UploadLayerPart "
    "StartReplicationBackfill StopReplicationBackfill".split()
)
READS_OR_RUNS = frozenset(
    "BatchCheckLayerAvailability BatchGetImage BatchGetRepositoryScanningConfiguration StartImageScan "
    "StartLifecyclePolicyPreview ValidatePullThroughCacheRule".split()
)
DECLARED_BY_NO_STACK = frozenset({"DeleteSigningConfiguration", "PutSigningConfiguration"})
# Neither is a setting of the role, and a service-linked role is no push role.
CHANGES_NO_PUSH_ROLE = frozenset(
    {"AddRoleToInstanceProfile", "DeleteServiceLinkedRole", "RemoveRoleFromInstanceProfile"}
)


def writes(calls: dict[str, frozenset[str]]) -> set[str]:
    return {call for call in calls if not call.startswith(READING_VERBS)}


def test_every_call_of_ecr_that_changes_what_is_declared_is_watched() -> None:
    watched = REPOSITORY_CHANGES | TAG_CHANGES | REGISTRY_CHANGES
    assert writes(calls_of("ecr")) == watched | CHANGES_IMAGES_ONLY | READS_OR_RUNS | DECLARED_BY_NO_STACK


def test_every_call_of_iam_that_changes_a_role_is_watched() -> None:
    of_roles = {call: members for call, members in calls_of("iam").items() if "RoleName" in members}
    assert writes(of_roles) == ROLE_CHANGES | CHANGES_NO_PUSH_ROLE


def test_a_call_names_its_repository_by_name_or_by_arn_as_the_patterns_expect() -> None:
    calls = calls_of("ecr")
    assert all("repositoryName" in calls[call] for call in REPOSITORY_CHANGES)
    assert all("resourceArn" in calls[call] for call in TAG_CHANGES)
    assert not any("repositoryName" in calls[call] for call in REGISTRY_CHANGES)
