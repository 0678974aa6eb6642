"""What someone changes by hand, past the stack file."""

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack

# The other settings have one value that AWS still takes.
_OTHER_BLOB_MOUNTING = {"ENABLED": "DISABLED", "DISABLED": "ENABLED"}


@dataclass(frozen=True)
class Edit:
    """A change, as an operation of boto3's ECR client."""

    operation: str
    parameters: Mapping[str, Any]

    def make(self, ecr: Any) -> None:
        """Make the change."""
        getattr(ecr, self.operation)(**self.parameters)

    @property
    def aws_command(self) -> str:
        """The command of the AWS CLI for it."""
        options = (f"--{_with_dashes(name)} {_shell_word(value)}" for name, value in self.parameters.items())
        return " ".join(["aws ecr", self.operation.replace("_", "-"), *options])

    @property
    def python_command(self) -> str:
        """A shell command for it that needs boto3 only."""
        arguments = ", ".join(f"{name}={json.dumps(value)}" for name, value in self.parameters.items())
        return "python -c " + shlex.quote(f'import boto3; boto3.client("ecr").{self.operation}({arguments})')


def edits(declared: DeclaredStack) -> list[Edit]:
    """Changes of the first image's repository; without images, of the first declared setting of the registry.

    Empty where the stack declares nothing that exists in AWS.
    """
    if declared.repositories:
        return list(_repository_edits(declared.repositories[0]))
    return list(registry_edits(declared.registry_settings))[:1]


def _repository_edits(repository: DeclaredRepository) -> Iterator[Edit]:
    """Its tags become mutable (or, if they are, immutable), and its policy is deleted."""
    other = "MUTABLE" if repository.tag_mutability != "MUTABLE" else "IMMUTABLE"
    yield _edit("put_image_tag_mutability", repositoryName=repository.name, imageTagMutability=other)
    if repository.policy:
        yield _edit("delete_repository_policy", repositoryName=repository.name)


def registry_edits(declared: DeclaredRegistry | None) -> Iterator[Edit]:
    """A change of each declared setting of a registry; nothing where nothing in AWS is declared."""
    if declared is None:
        return
    if declared.policy:
        yield _edit("delete_registry_policy")
    if declared.scanning:
        other = "BASIC" if declared.scanning.type == "ENHANCED" else "ENHANCED"
        yield _edit("put_registry_scanning_configuration", scanType=other, rules=[])
    if declared.replication:
        yield _edit("put_replication_configuration", replicationConfiguration={"rules": []})
    for rule in declared.pull_through_cache:
        yield _edit("delete_pull_through_cache_rule", ecrRepositoryPrefix=rule.prefix)
    for template in declared.creation_templates:
        yield _edit("delete_repository_creation_template", prefix=template.prefix)
    for arn in declared.pull_time_update_exclusions:
        yield _edit("deregister_pull_time_update_exclusion", principalArn=arn)
    if mounting := declared.account_settings.get("BLOB_MOUNTING"):
        yield _edit("put_account_setting", name="BLOB_MOUNTING", value=_OTHER_BLOB_MOUNTING[mounting])


def _edit(operation: str, **parameters: Any) -> Edit:
    return Edit(operation, parameters)


def _with_dashes(name: str) -> str:
    return re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name)


def _shell_word(value: Any) -> str:
    return shlex.quote(value if isinstance(value, str) else json.dumps(value))
