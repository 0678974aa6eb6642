"""A live registry that matches its stack, for the tests to edit."""

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tests.stacks import stack_settings
from union_ecr.declared.push_role import POLICY_NAME
from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.drift.findings import Finding, Found, Unknown
from union_ecr.drift.live import LivePushRole, LiveRegistry, LiveRepository, Unreadable
from union_ecr.drift.registry_parts import declared_parts
from union_ecr.drift.stack import StackInput, stack_findings
from union_ecr.drift.unmanaged import unmanaged_findings
from union_ecr.ecr.policy_document import document_text
from union_ecr.workspace.invalid_file import InvalidFile
from union_ecr.workspace.shared_registry import SharedRegistry

OPEN_POLICY = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"ecr:*"}]}'
PLANES = {"production": {"account": "111122223333"}}
ROLE = {"images": ["trainer"], "github": {"repository": "acme/workflows", "branches": ["main"]}}
REGISTRY = {
    "scanning": {"type": "BASIC", "rules": [{"frequency": "SCAN_ON_PUSH", "filters": ["*"]}]},
    "replication": [{"destinations": [{"region": "eu-west-1"}]}],
    "policy": [{"accounts": ["555566667777"], "access": ["replicate"]}],
    "pullThroughCache": {"ecr-public": {"upstream": "public.ecr.aws"}},
    "creationTemplates": {"ecr-public": {"appliedFor": ["PULL_THROUGH_CACHE"]}},
    "accountSettings": {"blobMounting": "ENABLED"},
    "pullTimeUpdateExclusions": ["arn:aws:iam::123456789012:role/scanner"],
}


def stack(**settings: Any) -> DeclaredStack:
    """A stack with one data plane and an image `trainer`, with these other settings."""
    return declare(stack_settings(**{"dataPlanes": PLANES, **settings}))


def deployed(declared: DeclaredStack) -> LiveRegistry:
    """The live registry right after `pulumi up`."""
    return LiveRegistry(
        registry=declared.registry,
        repositories=tuple(
            LiveRepository(
                name=repository.name,
                arn=repository.arn,
                uri=repository.uri,
                tag_mutability=repository.tag_mutability,
                tag_mutability_exclusions=repository.tag_mutability_exclusions,
                scan_on_push=repository.scan_on_push,
                encryption_type=repository.encryption.type.value,
                encryption_key=repository.encryption.key,
                resource_tags=repository.resource_tags,
                policy=document_text(repository.policy) if repository.policy else None,
                lifecycle=document_text(repository.lifecycle) if repository.lifecycle else None,
            )
            for repository in declared.repositories
        ),
        parts=declared_parts(declared.registry_settings) if declared.registry_settings else {},
        roles={
            role.name: LivePushRole(
                arn=role.arn,
                trust_policy=role.trust_policy,
                policies={POLICY_NAME: role.policy},
                attached_policies=(),
                permissions_boundary=role.permissions_boundary,
                max_session_duration=role.max_session_duration,
                resource_tags=role.resource_tags,
            )
            for role in declared.push_roles
        },
    )


def edited(live: LiveRegistry, **fields: Any) -> LiveRegistry:
    """The registry with these fields of its first repository changed."""
    assert isinstance(live.repositories, tuple)
    first, *others = live.repositories
    return dataclasses.replace(live, repositories=(dataclasses.replace(first, **fields), *others))


def found(declared: DeclaredStack, live: LiveRegistry, **others: DeclaredStack) -> list[Finding | Unknown]:
    """What a sweep finds of the stack, named team, which is alone in its registry or has these neighbours."""
    shared = SharedRegistry(declared.registry, {"team": declared, **others})
    return list(stack_findings(StackInput("team", declared, shared), live))


def found_undeclared(
    stacks: Mapping[str, DeclaredStack],
    ignore: Collection[str],
    live: LiveRegistry,
    invalid: Iterable[InvalidFile] = (),
) -> Iterator[Found]:
    """What a sweep finds that none of the registry's stacks declares."""
    return unmanaged_findings(SharedRegistry(live.registry, stacks, tuple(invalid)), ignore, live)


def with_repositories(live: LiveRegistry, *names: str, **fields: Any) -> LiveRegistry:
    """With these repositories as well, by default without documents."""
    assert isinstance(live.repositories, tuple)
    plain = dataclasses.replace(live.repositories[0], policy=None, lifecycle=None)
    more = (dataclasses.replace(plain, **{"name": name, **fields}) for name in names)
    return dataclasses.replace(live, repositories=(*live.repositories, *more))


def with_policy(name: str, policy: str | Unreadable) -> LiveRegistry:
    """A registry in which an undeclared repository has this policy."""
    return with_repositories(deployed(stack()), name, policy=policy)
