"""Components of what the pure rooms declare of settings, without the way of a component's arguments."""

from collections.abc import Callable
from typing import Any

import pulumi

from components import DriftWatch, PrivateRepository, PushRole, RegistrySettings
from components.ci_roles import CiRoles
from components.state_bucket import StateBucket
from union_ecr.ci_roles.roles import ci_role_violations, declared_ci_roles
from union_ecr.ci_roles.state_bucket import DeclaredStateBucket, bucket_policy
from union_ecr.declared.push_role import push_role
from union_ecr.declared.registry import declared_registry, with_resolved_templates
from union_ecr.declared.repository import declared_repository
from union_ecr.declared.stack import declare
from union_ecr.ecr.registry import Registry
from union_ecr.settings.bootstrap import CiRolesFields, StateBucketFields
from union_ecr.settings.drift_watch import DriftWatchFields
from union_ecr.settings.push_roles import PushRoleFields
from union_ecr.settings.registry.configuration import RegistryFields
from union_ecr.settings.stack import RepositorySettings
from union_ecr.settings.validation import ValidationContext
from union_ecr.stack_file.parse import parse_stack_file, stack_file_name
from union_ecr.watch.drift_watch import declared_drift_watch
from union_ecr.workspace.load import load

REGISTRY = Registry("123456789012", "eu-west-1")
CONTEXT = ValidationContext(registry=REGISTRY, data_planes=())
Arguments = dict[str, Any]
Program = Callable[[], pulumi.ComponentResource]


def repository(given: Arguments) -> Program:
    settings = RepositorySettings.model_validate({"repository": "it"} | given, context=CONTEXT)
    declared = declared_repository(REGISTRY, "it", settings)
    return lambda: PrivateRepository.from_declared(REGISTRY, declared)


def role(given: Arguments) -> Program:
    repositories = {name: REGISTRY.repository_arn(name) for name in given.pop("repositories")}
    caches = [REGISTRY.repository_arn(name) for name in given.pop("cacheRepositories", [])]
    settings = PushRoleFields.model_validate(given, context=CONTEXT)
    return lambda: PushRole.from_declared(push_role(REGISTRY, "it", settings, repositories, caches))


def registry(given: Arguments) -> Program:
    settings = RegistryFields.model_validate(given, context=CONTEXT)
    declared = declared_registry(REGISTRY, with_resolved_templates(settings, lambda _data_planes: ()))
    return lambda: RegistrySettings.from_declared(REGISTRY, declared)


def bucket(given: Arguments) -> Program:
    others, role_prefix = given.pop("stacksOfAccounts", {}), given.pop("rolePrefix", "union-ecr-")
    tags = given.pop("resourceTags", {})
    settings = StateBucketFields.model_validate(given)
    policy = bucket_policy(settings.bucket, REGISTRY.partition, others, role_prefix)
    declared = DeclaredStateBucket(
        settings.bucket, REGISTRY.region, settings.old_versions_days, settings.adopt, policy, resource_tags=tags
    )
    return lambda: StateBucket.from_declared(declared)


def ci_roles(given: Arguments) -> Program:
    stack, text, state_bucket = (given.pop(name) for name in ("stack", "stackFile", "stateBucket"))
    prefixes, unbounded = given.pop("prefixes", ()), given.pop("unboundedPushRoles", False)
    settings = CiRolesFields.model_validate(given)
    file = parse_stack_file(stack_file_name(stack), text.encode)
    declared = declared_ci_roles(stack, file, declare(load(file)), settings, state_bucket, tuple(prefixes))
    if list(ci_role_violations(declared, settings, unbounded=unbounded)):
        raise ValueError("the component refuses them")
    return lambda: CiRoles.from_declared(declared)


def drift_watch(given: Arguments) -> Program:
    settings = DriftWatchFields.model_validate(given, context=CONTEXT)
    target = settings.github or settings.webhook
    sent_with = target.connection_arn if target else str(settings.topic_arn)
    declared = declared_drift_watch("it", REGISTRY, settings)
    return lambda: DriftWatch.from_declared(declared, sent_with)


DECLARED: dict[str, Callable[[Arguments], Program]] = {
    "PrivateRepository": repository,
    "PushRole": role,
    "RegistrySettings": registry,
    "StateBucket": bucket,
    "CiRoles": ci_roles,
    "DriftWatch": drift_watch,
}
"""Makes the component `it` of settings, by the name of its class."""
