"""Cloud Custodian, which many run over their accounts, finds nothing in what a stack declares by default."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.deployed_by_hand import deploy
from tests.judges.samples import changed
from tests.stacks import ACCOUNT, REGION, stack_settings
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import document_text

DATA_PLANE, UNTRUSTED_ACCOUNT = "111122223333", "999988887777"
POLICIES: dict[str, dict[str, Any]] = {
    "nothing-expires": {"type": "lifecycle-rule", "state": False},
    "untrusted-access": {"type": "cross-account", "whitelist": [DATA_PLANE]},
    "no-scan-on-push": {"type": "value", "key": "imageScanningConfiguration.scanOnPush", "op": "ne", "value": True},
    "mutable-tags": {"type": "value", "key": "imageTagMutability", "op": "ne", "value": "IMMUTABLE"},
}
IMAGES = ("trainer", *POLICIES)
Found = Mapping[str, list[str]]
"""Names of repositories, by the policy that found them."""


def spoil(ecr: Any, repository: str) -> None:
    """Change a repository so that the policy of the same name finds it, and no other policy does."""
    if repository == "nothing-expires":
        ecr.delete_lifecycle_policy(repositoryName=repository)
    elif repository == "untrusted-access":
        policy = json.loads(ecr.get_repository_policy(repositoryName=repository)["policyText"])
        opened = changed(policy, Principal={"AWS": f"arn:aws:iam::{UNTRUSTED_ACCOUNT}:root"})
        ecr.set_repository_policy(repositoryName=repository, policyText=document_text(opened))
    elif repository == "no-scan-on-push":
        ecr.put_image_scanning_configuration(
            repositoryName=repository, imageScanningConfiguration={"scanOnPush": False}
        )
    else:
        ecr.put_image_tag_mutability(repositoryName=repository, imageTagMutability="MUTABLE")


@pytest.fixture
def ecr(aws: EmulatedAws) -> Any:
    """ECR with repositories declared by default, one data plane in its account and one in another."""
    planes = {"staging": {"account": ACCOUNT}, "production": {"account": DATA_PLANE}}
    stack = declare(stack_settings(images={image: {} for image in IMAGES}, dataPlanes=planes))
    client = aws.client("ecr", REGION)
    for repository in stack.repositories:
        deploy(client, repository)
    return client


@pytest.fixture
def custodian(aws: EmulatedAws, tmp_path: Path) -> Callable[[], Found]:
    """Run Cloud Custodian; returns the repositories that each policy finds."""

    def run() -> Found:
        policies, out = tmp_path / "policies.json", tmp_path / "out"
        written = [{"name": name, "resource": "aws.ecr", "filters": [rule]} for name, rule in POLICIES.items()]
        policies.write_text(json.dumps({"policies": written}))
        command = [sys.executable, "-m", "c7n.cli", "run", "--region", REGION, "--cache-period", "0"]
        command += ["-s", str(out), str(policies)]
        ran = subprocess.run(command, env=os.environ | aws.environment(), capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        found = {name: json.loads((out / name / "resources.json").read_text()) for name in POLICIES}
        return {name: sorted(resource["repositoryName"] for resource in resources) for name, resources in found.items()}

    return run


@pytest.mark.slow
def test_each_policy_finds_the_repository_that_is_spoiled_and_none_that_is_declared_by_default(
    ecr: Any, custodian: Callable[[], Found]
) -> None:
    for policy in POLICIES:
        spoil(ecr, policy)
    assert len(ecr.describe_repositories()["repositories"]) == len(IMAGES) > len(POLICIES)
    assert custodian() == {policy: [policy] for policy in POLICIES}
