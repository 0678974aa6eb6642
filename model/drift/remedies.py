"""What to do about a finding, ready to paste."""

import shlex

from model.images import Registry


def pulumi_up(stack: str) -> str:
    """For whatever Pulumi heals by itself."""
    return f"pulumi up --refresh --stack {shlex.quote(stack)}"


def ecr(registry: Registry, command: str) -> str:
    """A call of the AWS CLI to a registry."""
    return f"aws ecr {command} --region {registry.region}"


def edit(what: str) -> str:
    """An edit of the stack file; what lives stays as it is."""
    return f"in the stack file: {what}"
