"""What to do about a finding, ready to paste."""

import json
import shlex
from collections.abc import Collection
from typing import Any

from union_ecr.drift.live import LiveRepository
from union_ecr.drift.registry_record import replication_rules
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.strict_yaml import read_yaml


def pulumi_up(stack: str, dead: Collection[str] = ()) -> str:
    """For whatever Pulumi heals by itself; neither ECR nor IAM takes a policy that names a role that is gone."""
    heal = f"pulumi up --refresh --stack {shlex.quote(stack)}"
    return f"{heal}  # once the role is there again: {', '.join(dead)} is gone" if dead else heal


def of_registry(registry: Registry, command: str) -> str:
    """A call of the AWS CLI to a registry as a whole; it takes the account from its credentials."""
    return f"aws ecr {command} --region {registry.region}  # with credentials of {registry.account}"


def of_repository(registry: Registry, verb: str, repository: str, policy: str | None = None) -> str:
    """A call of the AWS CLI about a repository, refused with credentials that are of another account."""
    text = f" --policy-text {shlex.quote(policy)}" if policy else ""
    return (
        f"aws ecr {verb} --repository-name {repository} --registry-id {registry.account}{text} "
        f"--region {registry.region}"
    )


def of_mirror(registry: Registry, verb: str, prefix: str) -> str:
    """A call of the AWS CLI about a mirror, refused with credentials that are of another account."""
    return (
        f"aws ecr {verb} --ecr-repository-prefix {prefix} --registry-id {registry.account} --region {registry.region}"
    )


def put_replication(registry: Registry, rules: list[dict[str, Any]]) -> str:
    """A call of the AWS CLI that puts these rules, in the shape of their record, in the place of those that live."""
    document = json.dumps({"rules": replication_rules(rules)}, separators=(",", ":"))
    return of_registry(registry, f"put-replication-configuration --replication-configuration {shlex.quote(document)}")


def too_long(policy: str | None, longest: int) -> str | None:
    """Words where AWS would refuse what remains of a policy: actions by name are longer than ecr:*."""
    if policy is None or len(policy) <= longest:
        return None
    return f"take who is too many out by hand: what remains has {len(policy):,} characters, and ECR takes {longest:,}"


def as_yaml(name: str) -> str:
    """A repository's name as a stack file takes it: in quotes where it could be read as anything but text."""
    return name if read_yaml("", f"name: {name}").value == {"name": name} else json.dumps(name)


def encryption_in_yaml(live: LiveRepository) -> str:
    """How a stack file says the encryption that a repository has."""
    key = f", key: {live.encryption_key}" if live.encryption_key else ""
    return f"{{type: {live.encryption_type}{key}}}"


def edit(what: str) -> str:
    """An edit of the stack file; what lives stays as it is."""
    return f"in the stack file: {what}"
