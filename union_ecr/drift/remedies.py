"""What to do about a finding, ready to paste."""

import json
import shlex
from collections.abc import Callable, Collection
from typing import Any

from union_ecr.declared.repository import DeclaredRepository
from union_ecr.drift.live import LiveRepository
from union_ecr.drift.registry_parts import replication_rules
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.strict_yaml import read_yaml


def pulumi_up(stack: str, deleted: Collection[str] = (), if_it_exists: str | None = None) -> str:
    """What Pulumi corrects by itself; neither ECR nor IAM accepts a policy that names a deleted role.

    `if_it_exists` is what to do where the state does not have the repository: Pulumi then creates it, and ECR refuses.
    """
    notes = [f"after you create the role again: {', '.join(deleted)} was deleted"] if deleted else []
    notes += [f"if that ends in RepositoryAlreadyExistsException, {if_it_exists}"] if if_it_exists else []
    return "  # ".join([f"pulumi up --refresh --stack {shlex.quote(stack)}", *notes])


def adopting(declared: DeclaredRepository, registry: Registry) -> str:
    """How a stack takes over a repository that its state does not have; nothing takes over a build cache."""
    if declared.cache_of:
        delete = of_repository(registry, "delete-repository", declared.name, " --force")
        return f"first delete the cache (layers only): {delete}"
    return f"first add adopt: true to the image {as_yaml(declared.image)} in the stack file"


def of_registry(registry: Registry, command: str) -> str:
    """An AWS CLI command on a registry as a whole; its account is that of the credentials."""
    return f"aws ecr {command} --region {registry.region}  # with credentials of {registry.account}"


def of_repository(registry: Registry, verb: str, repository: str, options: str = "") -> str:
    """An AWS CLI command on a repository; AWS refuses it with credentials of another account."""
    named = f"--repository-name {repository} --registry-id {registry.account}{options}"
    return f"aws ecr {verb} {named} --region {registry.region}"


def of_cache_rule(registry: Registry, verb: str, prefix: str) -> str:
    """An AWS CLI command on a pull-through cache rule; AWS refuses it with credentials of another account."""
    return (
        f"aws ecr {verb} --ecr-repository-prefix {prefix} --registry-id {registry.account} --region {registry.region}"
    )


def put_replication(registry: Registry, rules: list[dict[str, Any]]) -> str:
    """An AWS CLI command that replaces the live replication rules with these."""
    document = json.dumps({"rules": replication_rules(rules)}, separators=(",", ":"))
    return of_registry(registry, f"put-replication-configuration --replication-configuration {shlex.quote(document)}")


def replace_policy(remaining: str | None, longest: int, command: Callable[[str], str], delete: str) -> str:
    """The command that puts the remaining policy in place, or deletes the policy where nothing remains.

    Words where AWS would refuse the remaining policy: actions by name are longer than ecr:*.
    """
    if remaining is None:
        return delete
    if len(remaining) <= longest:
        return command(shlex.quote(remaining))
    return f"edit the policy by hand: the remaining {len(remaining):,} characters exceed ECR's limit of {longest:,}"


def as_yaml(name: str) -> str:
    """A repository's name as a stack file takes it: in quotes where YAML would not read it as text."""
    return name if read_yaml("", f"name: {name}").value == {"name": name} else json.dumps(name)


def encryption_in_yaml(live: LiveRepository) -> str:
    """The encryption of a repository as a stack file declares it."""
    key = f", key: {live.encryption_key}" if live.encryption_key else ""
    return f"{{type: {live.encryption_type}{key}}}"


def edit(what: str) -> str:
    """An edit of the stack file; AWS stays as it is."""
    return f"in the stack file: {what}"
