"""What CI's three roles may do, by what a stack declares. That it is enough: tests/engine/test_least_privilege.py."""

from pathlib import Path
from typing import Any

import pytest

from union_ecr.ci_roles.deployment import (
    BEHIND,
    UNBOUNDED,
    CiJob,
    deployment_policy,
    unbounded_push_roles,
)
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.ecr.actions import REGISTRY_READS
from union_ecr.ecr.policy_document import document_text
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

PREVIEW, UP, DRIFT = CiJob.PREVIEW, CiJob.UP, CiJob.DRIFT
ARN = "arn:aws:ecr:us-east-1:123456789012:repository"
KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
ROLE = "arn:aws:iam::123456789012:role"
SWEPT = {
    "ecr:DescribePullThroughCacheRules",
    "ecr:DescribeRegistry",
    "ecr:DescribeRepositoryCreationTemplates",
    "ecr:GetRegistryPolicy",
}
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("Pulumi.*.yaml"))
IMAGES = "  union-ecr:images: {trainer: {}, scratch: {protect: false}}\n"
ROLES = """\
  union-ecr:pushRoles:
    free: {images: [trainer], github: {repository: acme/a, branches: [main]}}
    bound:
      images: [trainer]
      permissionsBoundary: arn:aws:iam::123456789012:policy/edge
      github: {repository: acme/b, branches: [main]}
"""
CACHE_RULE = """\
  union-ecr:registry:
    pullThroughCache: {quay: {upstream: quay.io}}
    creationTemplates: {quay: {appliedFor: [PULL_THROUGH_CACHE], customRole: "arn:aws:iam::123456789012:role/importer"}}
"""


def stack(*settings: str, region: str = "us-east-1") -> DeclaredStack:
    text = f'config:\n  aws:region: {region}\n  union-ecr:account: "123456789012"\n' + "".join(settings)
    return declare(load(parse_stack_file("Pulumi.x.yaml", text.encode)))


def every_stack() -> dict[str, DeclaredStack]:
    examples = {path.name: declare(load(parse_stack_file(path.name, path.read_bytes))) for path in EXAMPLES}
    return {"a minimal one": stack("  union-ecr:images: {trainer: {}}\n"), **examples}


def statements(role: CiJob, declared: DeclaredStack) -> dict[str, dict[str, Any]]:
    document = deployment_policy(role, declared)
    return {statement["Sid"]: statement for statement in document["Statement"]} if document else {}


@pytest.mark.parametrize("role", [PREVIEW, DRIFT])
def test_preview_and_drift_have_read_actions_only(role: CiJob) -> None:
    found = statements(role, stack(IMAGES, ROLES, CACHE_RULE)).values()
    verbs = {action.split(":")[1] for statement in found for action in statement["Action"]}
    assert {verb for verb in verbs if not verb.startswith(("Get", "List", "Describe"))} == set()


@pytest.mark.parametrize("role", CiJob)
def test_no_action_has_a_wildcard_and_actions_without_resources_are_limited_to_the_region(role: CiJob) -> None:
    for statement in statements(role, stack(IMAGES, ROLES, CACHE_RULE)).values():
        assert not any("*" in action for action in statement["Action"])
        if "*" in statement["Resource"]:
            assert statement["Condition"] == {"StringEquals": {"aws:RequestedRegion": "us-east-1"}}


def test_a_stack_with_one_image_gets_statements_about_repositories_only() -> None:
    declared = stack("  union-ecr:images: {trainer: {}}\n")
    assert set(statements(PREVIEW, declared)) == {"ReadRepositories"}
    assert set(statements(UP, declared)) == {"DeployRepositories"}
    assert set(statements(DRIFT, declared)) == {"ReadRepositories", "ReadTagsOfOwn", "FasterReadTags", "ReadRegistry"}


def test_without_images_only_drift_may_read_repositories() -> None:
    declared = stack("  union-ecr:registry: {pullThroughCache: {quay: {upstream: quay.io}}}\n")
    assert set(statements(PREVIEW, declared)) == {"ReadRegistry"}
    assert set(statements(UP, declared)) == {"DeployRegistry", "BehindServiceLinkedRole2"}
    assert set(statements(DRIFT, declared)) == {"ReadRepositories", "ReadRegistry"}


def test_a_stack_that_deploys_nothing_has_a_policy_for_drift_only() -> None:
    declared = stack("  union-ecr:registry: {ignore: [scratch]}\n")
    assert (deployment_policy(PREVIEW, declared), deployment_policy(UP, declared)) == (None, None)
    assert set(statements(DRIFT, declared)) == {"ReadRepositories", "ReadRegistry"}


@pytest.mark.parametrize("name", every_stack())
def test_drift_reads_four_parts_of_every_registry_and_the_declared_ones(name: str) -> None:
    declared = every_stack()[name]
    own = {read for part, read in REGISTRY_READS.items() if getattr(declared.registry_settings, part, None)}
    found = statements(DRIFT, declared)
    assert set(found["ReadRegistry"]["Action"]) == SWEPT | own
    assert found["FasterReadTags"]["Action"] == ["tag:GetResources"]
    assert ("ReadPushRoles" in found) == bool(declared.push_roles)


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_drift_reads_no_cache_rules_in_partitions_without_pull_through_cache(region: str) -> None:
    found = statements(DRIFT, stack("  union-ecr:images: {trainer: {}}\n", region=region))
    assert set(found["ReadRegistry"]["Action"]) == SWEPT - {"ecr:DescribePullThroughCacheRules"}


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


def test_drift_reads_every_repository() -> None:
    assert statements(DRIFT, stack(IMAGES))["ReadRepositories"]["Resource"] == [f"{ARN}/*"]


def test_a_declared_boundary_is_required_and_cannot_be_removed() -> None:
    found = statements(UP, stack(IMAGES, ROLES))
    assert found[UNBOUNDED]["Resource"] == [f"{ROLE}/free"]
    within = found["GrantPushRolesWithin1"]
    assert within["Resource"] == [f"{ROLE}/bound"]
    assert within["Condition"] == {"ArnEquals": {"iam:PermissionsBoundary": "arn:aws:iam::123456789012:policy/edge"}}
    lifting = [
        statement["Resource"]
        for statement in found.values()
        if "iam:DeleteRolePermissionsBoundary" in statement["Action"]
    ]
    assert lifting == [[f"{ROLE}/free"]]


def test_permissions_without_a_boundary_are_in_one_statement_named_unbounded_push_roles() -> None:
    """Every action that gives a role permissions requires a boundary, or is in that statement."""
    declared = stack(IMAGES, ROLES)
    assert [role.key for role in unbounded_push_roles(declared)] == ["free"]
    granting = {
        sid
        for sid, statement in statements(UP, declared).items()
        if {"iam:CreateRole", "iam:PutRolePolicy", "iam:DeleteRolePermissionsBoundary"} & set(statement["Action"])
        and "iam:PermissionsBoundary" not in statement.get("Condition", {}).get("ArnEquals", {})
    }
    assert granting == {"UnboundedPushRoles"}


def test_push_roles_are_deployed_with_the_calls_that_precede_a_deletion() -> None:
    deployed = statements(UP, stack(IMAGES, ROLES))["DeployPushRoles"]
    assert deployed["Resource"] == [f"{ROLE}/bound", f"{ROLE}/free"]
    assert {"iam:ListInstanceProfilesForRole", "iam:DetachRolePolicy"} <= set(deployed["Action"])


def test_a_customer_managed_key_may_be_used() -> None:
    image = f'  union-ecr:images: {{trainer: {{encryption: {{type: KMS, key: "{KEY}"}}}}}}\n'
    assert statements(UP, stack(image))[f"{BEHIND}Encryption"] == {
        "Sid": "BehindEncryption",
        "Effect": "Allow",
        "Action": ["kms:CreateGrant", "kms:DescribeKey", "kms:RetireGrant"],
        "Resource": [KEY],
    }


def dependent_actions(declared: DeclaredStack) -> list[dict[str, Any]]:
    return [statement for sid, statement in statements(UP, declared).items() if sid.startswith(BEHIND)]


def linked(sid: str, service: str) -> dict[str, Any]:
    return {
        "Sid": f"BehindServiceLinkedRole{sid}",
        "Effect": "Allow",
        "Action": ["iam:CreateServiceLinkedRole"],
        "Resource": [f"{ROLE}/aws-service-role/{service}/*"],
        "Condition": {"StringEquals": {"iam:AWSServiceName": service}},
    }


def test_a_cache_rule_and_its_template_bring_their_dependent_actions_and_no_others() -> None:
    assert dependent_actions(stack(IMAGES, CACHE_RULE)) == [
        linked("2", "pullthroughcache.ecr.amazonaws.com"),
        linked("3", "ecr.amazonaws.com"),
        {
            "Sid": "BehindCustomRoles",
            "Effect": "Allow",
            "Action": ["iam:PassRole"],
            "Resource": [f"{ROLE}/importer"],
            "Condition": {
                "StringEquals": {"iam:PassedToService": ["ecr.amazonaws.com", "pullthroughcache.ecr.amazonaws.com"]}
            },
        },
        {
            "Sid": "BehindCreationTemplates",
            "Effect": "Allow",
            "Action": ["ecr:CreateRepository", "ecr:PutLifecyclePolicy", "ecr:SetRepositoryPolicy"],
            "Resource": [f"{ARN}/quay/*"],
        },
    ]


def test_only_up_may_read_the_secret_of_a_cache_rule() -> None:
    hub = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub-a1b2c3"
    hubs = ", ".join(f'{name}: {{upstream: {name}.azurecr.io, credential: "{hub}"}}' for name in ("alpha", "gamma"))
    declared = stack(IMAGES, f"  union-ecr:registry: {{pullThroughCache: {{quay: {{upstream: quay.io}}, {hubs}}}}}\n")
    assert statements(UP, declared)[f"{BEHIND}Credentials"] == {
        "Sid": "BehindCredentials",
        "Effect": "Allow",
        "Action": ["secretsmanager:GetSecretValue"],
        "Resource": [hub],
    }
    for role in (PREVIEW, DRIFT):
        assert "secretsmanager" not in document_text({"Statement": list(statements(role, declared).values())})


def test_replication_allows_creating_its_service_linked_role() -> None:
    copies = "  union-ecr:registry: {replication: [{destinations: [{region: eu-west-1}], prefixes: [ml/]}]}\n"
    assert dependent_actions(stack(IMAGES, copies)) == [linked("1", "replication.ecr.amazonaws.com")]


def test_enhanced_scanning_allows_turning_inspector_on_and_off() -> None:
    def scanning(kind: str) -> DeclaredStack:
        rules = '[{frequency: SCAN_ON_PUSH, filters: ["*"]}]'
        return stack(IMAGES, f"  union-ecr:registry: {{scanning: {{type: {kind}, rules: {rules}}}}}\n")

    assert dependent_actions(scanning("BASIC")) == []
    assert dependent_actions(scanning("ENHANCED")) == [
        {
            "Sid": "BehindEnhancedScanning",
            "Effect": "Allow",
            "Action": ["inspector2:Disable", "inspector2:Enable", "inspector2:ListAccountPermissions"],
            "Resource": ["*"],
            "Condition": {"StringEquals": {"aws:RequestedRegion": "us-east-1"}},
        },
        linked("OfInspector", "inspector2.amazonaws.com"),
    ]


def test_the_root_template_needs_its_actions_on_every_repository() -> None:
    template = "  union-ecr:registry: {creationTemplates: {ROOT: {appliedFor: [REPLICATION]}}}\n"
    assert statements(UP, stack(IMAGES, template))[f"{BEHIND}CreationTemplates"]["Resource"] == [f"{ARN}/*"]


def test_every_arn_is_in_the_partition_of_the_stack() -> None:
    text = document_text(
        deployment_policy(UP, stack(IMAGES, ROLES.replace("arn:aws:", "arn:aws-cn:"), region="cn-north-1"))
    )
    assert "arn:aws:" not in text
