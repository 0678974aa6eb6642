"""What CI's three roles may do, by what a stack declares. That it is enough: tests/engine/test_least_privilege.py."""

from typing import Any

import pytest

from model.access import document_text
from model.declared import DeclaredStack, declare
from model.deployment_policies import BEHIND, DeploymentRole, deployment_policy
from model.loading import load
from model.push_roles.declared import LONGEST_INLINE_POLICIES
from model.stack_file import parse_stack_file

PREVIEW, UP, DRIFT = DeploymentRole.PREVIEW, DeploymentRole.UP, DeploymentRole.DRIFT
ARN = "arn:aws:ecr:us-east-1:123456789012:repository"
KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
ROLE = "arn:aws:iam::123456789012:role"
IMAGES = "  union-ecr:images: {trainer: {}, scratch: {protect: false}}\n"
ROLES = """\
  union-ecr:pushRoles:
    free: {images: [trainer], github: {repository: acme/a, branches: [main]}}
    bound:
      images: [trainer]
      permissionsBoundary: arn:aws:iam::123456789012:policy/edge
      github: {repository: acme/b, branches: [main]}
"""
MIRROR = """\
  union-ecr:registry:
    pullThroughCache: {quay: {upstream: quay.io}}
    creationTemplates: {quay: {appliedFor: [PULL_THROUGH_CACHE], customRole: "arn:aws:iam::123456789012:role/importer"}}
"""


def stack(*settings: str, region: str = "us-east-1") -> DeclaredStack:
    text = f'config:\n  aws:region: {region}\n  union-ecr:account: "123456789012"\n' + "".join(settings)
    return declare(load(parse_stack_file("Pulumi.x.yaml", text.encode)))


def statements(role: DeploymentRole, declared: DeclaredStack) -> dict[str, dict[str, Any]]:
    return {one["Sid"]: one for one in deployment_policy(role, declared)["Statement"]}


@pytest.mark.parametrize("role", [PREVIEW, DRIFT])
def test_who_reads_only_reads(role: DeploymentRole) -> None:
    document = deployment_policy(role, stack(IMAGES, ROLES, MIRROR))
    verbs = {action.split(":")[1] for one in document["Statement"] for action in one["Action"]}
    assert {verb for verb in verbs if not verb.startswith(("Get", "List", "Describe"))} == set()


@pytest.mark.parametrize("role", DeploymentRole)
def test_nothing_is_open(role: DeploymentRole) -> None:
    """No action has a wildcard, and only what knows no resource is allowed on all, in the stack's own region."""
    for one in statements(role, stack(IMAGES, ROLES, MIRROR)).values():
        assert not any("*" in action for action in one["Action"])
        if "*" in one["Resource"]:
            assert one["Condition"] == {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}


def test_what_is_not_declared_is_not_allowed() -> None:
    declared = stack("  union-ecr:images: {trainer: {}}\n")
    assert set(statements(PREVIEW, declared)) == {"ReadRepositories"}
    assert set(statements(UP, declared)) == {"DeployRepositories"}
    assert set(statements(DRIFT, declared)) == {"ReadRepositories", "ReadTagsOfOwn", "ReadTags", "ReadRegistry"}


def test_drift_reads_what_lets_strangers_in_whatever_is_declared() -> None:
    declared = stack("  union-ecr:images: {trainer: {}}\n")
    assert statements(DRIFT, declared)["ReadRegistry"]["Action"] == [
        "ecr:DescribePullThroughCacheRules",
        "ecr:DescribeRegistry",
        "ecr:DescribeRepositoryCreationTemplates",
        "ecr:GetRegistryPolicy",
    ]


def test_of_the_registry_only_the_declared_parts_are_allowed() -> None:
    declared = stack(IMAGES, "  union-ecr:registry: {scanning: {type: BASIC}}\n")
    assert statements(PREVIEW, declared)["ReadRegistry"]["Action"] == ["ecr:GetRegistryScanningConfiguration"]
    assert statements(UP, declared)["DeployRegistry"]["Action"] == [
        "ecr:GetRegistryScanningConfiguration",
        "ecr:PutRegistryScanningConfiguration",
    ]


def test_repositories_are_named_and_only_unprotected_ones_may_be_deleted() -> None:
    found = statements(UP, stack(IMAGES))
    assert found["DeployRepositories"]["Resource"] == [f"{ARN}/scratch", f"{ARN}/trainer"]
    assert (found["DeleteUnprotected"]["Action"], found["DeleteUnprotected"]["Resource"]) == (
        ["ecr:DeleteRepository"],
        [f"{ARN}/scratch"],
    )


def test_drift_looks_into_every_repository() -> None:
    assert statements(DRIFT, stack(IMAGES))["ReadRepositories"]["Resource"] == [f"{ARN}/*"]


def test_a_declared_boundary_is_demanded_and_cannot_be_lifted() -> None:
    found = statements(UP, stack(IMAGES, ROLES))
    assert found["GrantPushRoles"]["Resource"] == [f"{ROLE}/free"]
    within = found["GrantPushRolesWithin1"]
    assert within["Resource"] == [f"{ROLE}/bound"]
    assert within["Condition"] == {"ArnEquals": {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/edge"}}
    lifting = [one["Resource"] for one in found.values() if "iam:DeleteRolePermissionsBoundary" in one["Action"]]
    assert lifting == [[f"{ROLE}/free"]]


def test_a_customer_managed_key_may_be_used() -> None:
    image = f'  union-ecr:images: {{trainer: {{encryption: {{type: KMS, key: "{KEY}"}}}}}}\n'
    assert statements(UP, stack(image))[f"{BEHIND}Encryption"] == {
        "Sid": "BehindEncryption",
        "Effect": "Allow",
        "Action": ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"],
        "Resource": [KEY],
    }


def test_what_ecr_asks_for_behind_a_mirror_is_allowed() -> None:
    found = [one for sid, one in statements(UP, stack(IMAGES, MIRROR)).items() if sid.startswith(BEHIND)]
    by_action = {
        one["Action"][0]: one["Resource"] for one in found if one["Action"][0] != "iam:CreateServiceLinkedRole"
    }
    linked = [one["Condition"] for one in found if one["Action"] == ["iam:CreateServiceLinkedRole"]]
    assert by_action == {"iam:PassRole": [f"{ROLE}/importer"], "ecr:CreateRepository": [f"{ARN}/quay/*"]}
    assert linked == [
        {"StringEquals": {"iam:AWSServiceName": "pullthroughcache.ecr.amazonaws.com"}},
        {"StringEquals": {"iam:AWSServiceName": "ecr.amazonaws.com"}},
    ]


def test_a_template_for_everything_creates_anything() -> None:
    template = "  union-ecr:registry: {creationTemplates: {ROOT: {appliedFor: [REPLICATION]}}}\n"
    assert statements(UP, stack(IMAGES, template))[f"{BEHIND}CreationTemplates"]["Resource"] == [f"{ARN}/*"]


def test_partitions_are_their_own() -> None:
    text = document_text(
        deployment_policy(UP, stack(IMAGES, ROLES.replace("arn:aws:", "arn:aws-cn:"), region="cn-north-1"))
    )
    assert "arn:aws:" not in text


@pytest.mark.parametrize("role", DeploymentRole)
def test_a_hundred_images_fit_into_a_role(role: DeploymentRole) -> None:
    images = "".join(f"    team-of-mine/image-{number}: {{}}\n" for number in range(100))
    document = deployment_policy(role, stack(f"  union-ecr:images:\n{images}"))
    assert len(document_text(document)) < LONGEST_INLINE_POLICIES
