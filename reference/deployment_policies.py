"""The policies of CI's three roles for every stack file, to put with the AWS CLI: docs/ci.md."""

import json
from collections.abc import Iterable
from pathlib import Path

from model.declared import declare
from model.deployment_policies import DeploymentRole, deployment_policy
from model.loading import load
from model.stack_file import parse_stack_file


def deployment_policies(stack_files: Iterable[Path]) -> str:
    """JSON: by stack, then by role."""
    stacks = {
        path.name.removeprefix("Pulumi.").removesuffix(".yaml"): declare(
            load(parse_stack_file(path.name, path.read_bytes))
        )
        for path in stack_files
    }
    policies = {
        name: {role.value: deployment_policy(role, stack) for role in DeploymentRole}
        for name, stack in sorted(stacks.items())
    }
    return json.dumps(policies, indent=2) + "\n"
