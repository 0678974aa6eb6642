"""Creates what a stack declares by boto3, without the Pulumi engine."""

from collections.abc import Callable, Mapping
from typing import Any

from union_ecr.declared.push_role import POLICY_NAME, DeclaredPushRole
from union_ecr.declared.registry import DeclaredRegistry
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.registry_parts import declared_parts, replication_rules
from union_ecr.ecr.policy_document import document_text


def deploy(ecr: Any, repository: DeclaredRepository) -> None:
    """Create a repository with its documents."""
    filters = [{"filter": pattern, "filterType": "WILDCARD"} for pattern in repository.tag_mutability_exclusions]
    key = {"kmsKey": repository.encryption.key} if repository.encryption.key else {}
    ecr.create_repository(
        repositoryName=repository.name,
        imageTagMutability=repository.tag_mutability,
        imageScanningConfiguration={"scanOnPush": repository.scan_on_push},
        encryptionConfiguration={"encryptionType": repository.encryption.type.value, **key},
        tags=[{"Key": key, "Value": value} for key, value in repository.resource_tags.items()],
        **({"imageTagMutabilityExclusionFilters": filters} if filters else {}),
    )
    if repository.policy:
        ecr.set_repository_policy(repositoryName=repository.name, policyText=document_text(repository.policy))
    if repository.lifecycle:
        text = document_text(repository.lifecycle)
        ecr.put_lifecycle_policy(repositoryName=repository.name, lifecyclePolicyText=text)


def deploy_stack(ecr: Any, iam: Any, stack: DeclaredStack) -> None:
    """Create everything that a stack declares."""
    for repository in stack.repositories:
        deploy(ecr, repository)
    for role in stack.push_roles:
        deploy_role(iam, role)
    if stack.registry_settings:
        for part in declared_parts(stack.registry_settings):
            deploy_part(ecr, stack.registry_settings, part)


def deploy_role(iam: Any, role: DeclaredPushRole) -> None:
    """Create a push role with its policy."""
    trust = document_text(role.trust_policy)
    iam.create_role(
        RoleName=role.name, Path=role.path, AssumeRolePolicyDocument=trust, MaxSessionDuration=role.max_session_duration
    )
    iam.put_role_policy(RoleName=role.name, PolicyName=POLICY_NAME, PolicyDocument=document_text(role.policy))


def deploy_part(ecr: Any, registry_settings: DeclaredRegistry, part: str) -> None:
    """Put one part of the registry's own settings, by its name in the stack file."""
    _PUT[part](ecr, declared_parts(registry_settings)[part])


def _scanning(ecr: Any, record: Any) -> None:
    rules = [
        {
            "scanFrequency": rule["frequency"],
            "repositoryFilters": [{"filter": pattern, "filterType": "WILDCARD"} for pattern in rule["filters"]],
        }
        for rule in record["rules"]
    ]
    ecr.put_registry_scanning_configuration(scanType=record["type"], rules=rules)


def _replication(ecr: Any, record: Any) -> None:
    ecr.put_replication_configuration(replicationConfiguration={"rules": replication_rules(record)})


def _cache_rules(ecr: Any, record: Any) -> None:
    for prefix, rule in record.items():
        given = {key: value for key, value in rule.items() if value != "ROOT"}  # which ECR fills in
        ecr.create_pull_through_cache_rule(ecrRepositoryPrefix=prefix, **given)


def _templates(ecr: Any, record: Any) -> None:
    for prefix, template in record.items():
        ecr.create_repository_creation_template(prefix=prefix, **_template(template))


def _account_settings(ecr: Any, record: Any) -> None:
    for name, value in record.items():
        ecr.put_account_setting(name=name, value=value)


def _exclusions(ecr: Any, record: Any) -> None:
    for arn in record:
        ecr.register_pull_time_update_exclusion(principalArn=arn)


_PUT: Mapping[str, Callable[[Any, Any], None]] = {
    "scanning": _scanning,
    "replication": _replication,
    "policy": lambda ecr, record: ecr.put_registry_policy(policyText=record),
    "pullThroughCache": _cache_rules,
    "creationTemplates": _templates,
    "accountSettings": _account_settings,
    "pullTimeUpdateExclusions": _exclusions,
}


def _template(record: dict[str, Any]) -> dict[str, Any]:
    """Return the template with ECR's parameter names."""
    parameters = {"encryption": "encryptionConfiguration"}
    return {parameters.get(key, key): value for key, value in record.items()}
