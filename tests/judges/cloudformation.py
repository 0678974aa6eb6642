"""cfn-lint as a judge: a document is put where CloudFormation would take it, and the template is linted.

So its rules of policies apply: the schema of that kind of policy, the actions that exist, what they act on.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.judges.outside import other_partitions_as_aws, outside

# Actions that ECR has (its API reference lists the operation) and cfn-lint's own list does not, in its spelling.
NEWER_ACTIONS = ("ecr:ListImageReferrers",)
# Schemas of identity, ECR repository and trust policies; resources and actions; the version. E1101 applies them.
_RULES = ("E3510", "E3513", "E3530", "I3510", "W3037", "W2511", "E1101")
TOO_LONG, TOO_SHORT = "cfn-lint schema: too long", "cfn-lint schema: too short"
_ACCOUNT = re.compile(r"(?<!\d)\d{12}(?!\d)")
_REPOSITORY_NAME = re.compile(r"(?<=:repository/)[a-z0-9._/*-]+(?=\")")
_ENOUGH = 300  # cfn-lint lists every action there is


def lint_repository_policy(text: str) -> Iterator[str]:
    return _each_statement("AWS::ECR::Repository", "RepositoryPolicyText", text)


def lint_registry_policy(text: str) -> Iterator[str]:
    """Judged by the schema of repository policies.

    cfn-lint looks into no registry policy (AWS::ECR::RegistryPolicy). The grammar is the same, and the schema lets a
    Resource be; that there is one, parliament asks.
    """
    return lint_repository_policy(text)


def lint_identity_policy(text: str) -> Iterator[str]:
    return _each_statement("AWS::IAM::RolePolicy", "PolicyDocument", text)


def lint_trust_policy(text: str) -> Iterator[str]:
    return _findings("AWS::IAM::Role", "AssumeRolePolicyDocument", json.loads(other_partitions_as_aws(text)))


def lint_lifecycle_policy(text: str) -> Iterator[str]:
    """Its length is all that cfn-lint knows of it, so its schema alone is asked: tests render very many of these."""
    for error in _lifecycle_text().iter_errors(text):
        yield f"{TOO_LONG if error.validator == 'maxLength' else TOO_SHORT}: {len(text)} characters"


def rights_of_handlers(kind: str) -> set[str]:
    """What CloudFormation's handlers of a type of resource need to make it, read it, change it and take it away."""
    schemas = outside("cfnlint.schema.manager").PROVIDER_SCHEMA_MANAGER
    handlers = schemas.get_resource_schema("us-east-1", kind).schema["handlers"]
    return {right for name in ("create", "read", "update", "delete") for right in _permissions(handlers, name)}


def _permissions(handlers: Any, name: str) -> list[str]:
    return list(handlers[name]["permissions"]) if name in handlers else []


@cache
def _lifecycle_text() -> Any:
    schemas = outside("cfnlint.schema.manager").PROVIDER_SCHEMA_MANAGER
    repository = schemas.get_resource_schema("us-east-1", "AWS::ECR::Repository").schema
    return outside("jsonschema").Draft7Validator(repository["definitions"]["LifecyclePolicyText"])


def _each_statement(kind: str, key: str, text: str) -> Iterator[str]:
    """Findings of each statement as if it stood alone: thousands of documents are made of a few hundred shapes of it.

    That the statements fit together (their Sids) parliament asks of the whole document.
    """
    document = _shape(other_partitions_as_aws(text))
    statements = document.get("Statement")
    if not isinstance(statements, list) or not statements:
        yield from _findings(kind, key, document)
        return
    for index, statement in enumerate(statements):
        for finding in _findings(kind, key, document | {"Statement": [statement]}):
            yield finding.replace("Statement/0", f"Statement/{index}", 1)


def _shape(text: str) -> Any:
    """A document with one account and one repository: of those, cfn-lint only asks for 12 digits and for a name."""
    return json.loads(_REPOSITORY_NAME.sub("judged", _ACCOUNT.sub("1" * 12, text)), object_hook=_without_repetition)


def _without_repetition(part: dict[str, Any]) -> dict[str, Any]:
    def texts(value: Any) -> bool:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)

    return {key: list(dict.fromkeys(value)) if texts(value) else value for key, value in part.items()}


def _findings(kind: str, key: str, document: Any) -> Iterator[str]:
    unknown = [action.partition(":")[2].lower() for action in NEWER_ACTIONS]
    for rule, place, message in _lint(kind, key, json.dumps(document)):
        if not any(message.startswith(f"'{action}' is not one of") for action in unknown):
            yield f"cfn-lint {rule}: {place or 'the document'}: {message[:_ENOUGH]}"


@cache
def _rules() -> Any:
    """cfn-lint's rules of policies; the 300 others know CloudFormation, and would double the time."""
    get_rules, every = outside("cfnlint.core").get_rules, ["E", "W", "I"]
    return get_rules([], [rule for rule in get_rules([], [], every).rules if rule not in _RULES], every)


@cache
def _lint(kind: str, key: str, text: str) -> list[tuple[str, str, str]]:
    """The rule, place and message of each finding."""
    properties = {"RoleName": "judged", "PolicyName": "judged"} if kind == "AWS::IAM::RolePolicy" else {}
    template = {"Resources": {"Judged": {"Type": kind, "Properties": properties | {key: json.loads(text)}}}}
    matches = outside("cfnlint.api").lint(json.dumps(template), rules=_rules(), regions=["us-east-1"])
    return [(match.rule.id, "/".join(map(str, match.path[4:])), match.message) for match in matches]
