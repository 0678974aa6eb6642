"""`union-ecr render` of push roles and of the registry itself, and what the registry decides about repositories."""

import json
from pathlib import Path

from tests.cli.rendered import HOST, STACK, facts_of
from tests.command_line import UnionEcr


def test_text_names_the_principals_of_the_registry_policy(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    grants = [
        "{accounts: ['444455556666'], access: [pull, push]}",
        "{organizationId: o-a1b2c3d4e5, access: [describe], repositories: ['ml/*', other]}",
    ]
    policy = f"  union-ecr:registry: {{policy: [{', '.join(grants)}]}}\n"
    (stacks_dir / "Pulumi.team.yaml").write_text(STACK + policy)
    text = union_ecr("render").out
    pull, push = (
        f"access by the registry policy, {access}: everyone in account 444455556666 whose IAM policy allows it"
        for access in ("pull", "push")
    )
    lines = [line for line in facts_of(text, "private") if line.startswith("access")]
    assert lines == ["access no repository policy", pull, push]
    lines = [line for line in facts_of(text, "trainer") if line.startswith("access")]
    assert lines[0] == "access pull: arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"
    assert lines[1:3] == [pull, push]
    assert lines[3].startswith("access by the registry policy, describe: everyone in organization o-a1b2c3d4e5")
    assert lines[4:] == []


def test_text_says_if_neither_policy_grants_access(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    policy = "{policy: [{accounts: ['444455556666'], access: [pull], repositories: [ml/*]}]}"
    (stacks_dir / "Pulumi.team.yaml").write_text(f"{STACK}  union-ecr:registry: {policy}\n")
    assert "access no repository policy; the registry policy lets nobody in, either" in facts_of(
        union_ecr("render").out, "private"
    )


def test_text_has_lines_and_documents_of_push_roles_and_the_registry(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    beside = (
        "  union-ecr:pushRoles:\n"
        "    ci: {images: [trainer], github: {repository: acme/workflows, branches: [main]}, path: /ci/}\n"
        "  union-ecr:registry: {scanning: {type: BASIC}, policy: [{accounts: ['111122223333'], access: [pull]}]}\n"
    )
    (stacks_dir / "Pulumi.team.yaml").write_text(STACK + beside)
    text = union_ecr("render").out
    assert facts_of(text, "push role ci")[0] == "role arn:aws:iam::123456789012:role/ci/ci"
    assert "access pull: everyone in account 111122223333 whose IAM policy allows it" in facts_of(
        text, "the registry itself"
    )
    unscanned = "scan by hand only (no filter of registry.scanning matches; its scanOnPush has no effect)"
    assert unscanned in facts_of(text, "trainer")
    stack = json.loads(union_ecr("render", "--json").out)["stacks"]["team"]
    (role,) = stack["pushRoles"]
    assert (role["key"], role["arn"], role["images"]) == ("ci", "arn:aws:iam::123456789012:role/ci/ci", ["trainer"])
    assert {"trustPolicy", "policy", "permissionsBoundary", "maxSessionDuration", "resourceTags"} < set(role)
    assert stack["registrySettings"]["scanning"]["type"] == "BASIC"
    assert stack["registrySettings"]["policy"]["Statement"][0]["Sid"] == "AllowPull"


def test_text_of_a_stack_without_images_has_its_registry_settings(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    head = STACK.partition("  union-ecr:images:")[0]
    hub = "  union-ecr:registry: {creationTemplates: {ml: {appliedFor: [REPLICATION]}}}\n"
    (stacks_dir / "Pulumi.team.yaml").write_text(head + hub)
    text = union_ecr("render").out
    assert text.startswith(f"Stack team: no images, only settings of {HOST}\n  log in:  aws ecr ")
    assert facts_of(text, "the registry itself") != []
    assert json.loads(union_ecr("render", "--json").out)["stacks"]["team"]["repositories"] == []


def test_text_of_a_replication_rule_names_the_build_caches_it_copies(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    rule = "  union-ecr:registry: {replication: [{destinations: [{region: eu-west-1}], prefixes: [ml/]}]}\n"
    text = STACK.replace("tagMutabilityExclusions: [latest]", "buildCache: true")
    (stacks_dir / "Pulumi.team.yaml").write_text(text + rule)
    (replication,) = facts_of(union_ecr("render").out, "the registry itself")
    assert replication.endswith("; build caches among them, without their expiry: ml/trainer-cache")
