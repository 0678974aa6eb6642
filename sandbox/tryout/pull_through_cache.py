"""Pulls through the stack's cache rules, as a data plane's nodes would pull."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from sandbox.emulated_aws import EmulatedAws
from union_ecr.declared.registry import DeclaredPullThroughCacheRule
from union_ecr.declared.stack import DeclaredStack
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.policy_document import listed
from union_ecr.settings.registry.repository_names import ROOT

_IMAGE, _TAG = "acme/tool", "1.0"
_MOST_RULES = 2


def pull_through(aws: EmulatedAws, declared: DeclaredStack) -> tuple[list[str], set[str]]:
    """Pull an image through the first rules; return a line for each, and the names of the repositories it created."""
    rules = declared.registry_settings.pull_through_cache[:_MOST_RULES] if declared.registry_settings else ()
    names = {rule.prefix: _IMAGE if rule.prefix == ROOT else f"{rule.prefix}/{_IMAGE}" for rule in rules}
    lines = [_pull(aws, declared, rule, names[rule.prefix]) for rule in rules]
    return lines, set(names.values())


def _pull(aws: EmulatedAws, declared: DeclaredStack, rule: DeclaredPullThroughCacheRule, name: str) -> str:
    registry = declared.registry
    request: Any = {"registryId": registry.account, "repositoryName": name, "imageIds": [{"imageTag": _TAG}]}
    pulled = f"docker pull {registry.uri(name)}:{_TAG}"
    for role in _pulling_roles(declared, rule.prefix):
        nodes = aws.client("ecr", registry.region, role.account, role=role.resource.partition("/")[2])
        try:
            nodes.batch_get_image(**request)
        except ClientError:
            continue
        return f"{pulled}, by {role.name} of {role.account}: ECR imports it from {rule.upstream}"
    try:
        aws.client("ecr", registry.region, registry.account).batch_get_image(**request)
    except ClientError as error:
        code = error.response["Error"]["Code"]
        denied = "denied, since the stack's deny lets nobody pull from this machine"
        return f"{pulled}, by the registry's own account: {denied if code == 'AccessDeniedException' else code}"
    return f"{pulled}, by the registry's own account: ECR imports it from {rule.upstream}"


def _pulling_roles(declared: DeclaredStack, prefix: str) -> Iterator[Arn]:
    """The roles that the policy of the rule's template names."""
    templates = declared.registry_settings.creation_templates if declared.registry_settings else ()
    policies = (template.policy for template in templates if template.prefix == prefix and template.policy)
    for statement in (statement for policy in policies for statement in policy["Statement"]):
        principals = listed(statement["Principal"].get("AWS", [])) if isinstance(statement["Principal"], dict) else []
        yield from (arn for arn in map(Arn.parse, principals) if arn and arn.resource.startswith("role/"))
