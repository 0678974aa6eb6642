"""A sweep of every example stack with exactly the rights that are generated for it, and of minimal ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws
from sandbox.emulated_aws.policy_evaluation import allowed
from tests.command_line import UnionEcr
from union_ecr.ci_roles.deployment import CiJob, deployment_policy
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

MINIMAL = """\
config:
  aws:region: us-east-1
  union-ecr:account: "123456789012"
  union-ecr:images: {trainer: {}}
"""
HUB = MINIMAL.replace("images: {trainer: {}}", "registry: {creationTemplates: {ml: {appliedFor: [REPLICATION]}}}")
STACK_FILES = {
    "minimal": MINIMAL,
    "hub": HUB,
    **{
        path.name.removeprefix("Pulumi.").removesuffix(".yaml"): path.read_text()
        for path in sorted((Path(__file__).parents[2] / "examples").glob("Pulumi.*.yaml"))
    },
}
ROLE = "union-ecr-drift"


def hold(aws: EmulatedAws, stack: DeclaredStack, role: CiJob = CiJob.DRIFT) -> None:
    """Let the role be there with its policy, and the declared repositories and push roles, bare."""
    account, region = stack.registry.account, stack.registry.region
    iam, ecr = aws.client("iam", region, account), aws.client("ecr", region, account)
    document = json.dumps(deployment_policy(role, stack))
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument="{}")
    iam.put_role_policy(RoleName=ROLE, PolicyName="union-ecr", PolicyDocument=document)
    for push_role in stack.push_roles:
        iam.create_role(RoleName=push_role.name, Path=push_role.path, AssumeRolePolicyDocument="{}")
    for repository in stack.repositories:
        ecr.create_repository(repositoryName=repository.name)
    aws.enforce_identity_policies()


@pytest.mark.slow
@pytest.mark.parametrize("name", STACK_FILES)
def test_nothing_is_denied_to_a_sweep(
    name: str, aws: EmulatedAws, union_ecr: UnionEcr, stacks_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (stacks_dir / f"Pulumi.{name}.yaml").write_text(STACK_FILES[name])
    stack = declare(load(parse_stack_file(name, STACK_FILES[name].encode)))
    hold(aws, stack)
    for variable, value in aws.environment(stack.registry.account, ROLE, stack.registry.region).items():
        monkeypatch.setenv(variable, value)
    swept = union_ecr("drift", "--json")
    report: Any = json.loads(swept.out)
    assert (swept.code, report["unknown"]) == (1, []), swept.err
    document = deployment_policy(CiJob.DRIFT, stack)
    assert document
    asked = aws.authorization_requests(ROLE)
    actions = {request.action for request in asked}
    assert actions >= {"ecr:DescribeRepositories", "ecr:GetRegistryPolicy"}
    assert ("tag:GetResources" in actions) == bool(stack.repositories)
    assert [request for request in asked if not allowed(document["Statement"], request)] == []


@pytest.mark.parametrize("name", ["minimal", "push-roles"])
def test_with_the_role_of_previews_a_sweep_compares_what_the_stack_declares(
    name: str, aws: EmulatedAws, union_ecr: UnionEcr, stacks_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may list no other repositories, and says so: they are unknown, not clean."""
    (stacks_dir / f"Pulumi.{name}.yaml").write_text(STACK_FILES[name])
    stack = declare(load(parse_stack_file(name, STACK_FILES[name].encode)))
    registry = stack.registry
    hold(aws, stack, CiJob.PREVIEW)
    for variable, value in aws.environment(registry.account, ROLE, registry.region).items():
        monkeypatch.setenv(variable, value)
    swept = union_ecr("drift", "--json")
    report: Any = json.loads(swept.out)
    assert swept.code == 3
    assert {finding["repository"] for finding in report["findings"] if finding["repository"]} == {
        repository.name for repository in stack.repositories
    }
    unknown = {entry["what"] for entry in report["unknown"]}
    assert f"the repositories of {registry.label} that no stack declares" in unknown
    assert [entry for entry in report["unknown"] if entry["repository"]] == []
