"""aws.ecr.PullThroughCacheRule as the provider does it (terraform-provider-aws .../ecr/pull_through_cache_rule.go)."""

import re
from typing import TYPE_CHECKING, Any

from sandbox.provider.resource_type import REGION, Properties, Property, ResourceType

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

_PREFIX = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*/?|ROOT")
_CHANGEABLE = ("credentialArn", "customRoleArn")
_GIVEN_ONCE = ("ecrRepositoryPrefix", "upstreamRegistryUrl", "upstreamRepositoryPrefix")


def check(inputs: Properties) -> list[tuple[str, str]]:
    """What the schema refuses: a prefix too short, too long or of another form; `a--b`, which ECR takes, as well."""
    refused = []
    for name in ("ecrRepositoryPrefix", "upstreamRepositoryPrefix"):
        prefix = str(inputs.get(name) or "ROOT")
        if not 2 <= len(prefix) <= 30:
            refused.append((name, f"expected length to be in the range (2 - 30), got {prefix}"))
        elif not _PREFIX.fullmatch(prefix):
            reason = "must be 'ROOT' or only include alphanumeric, underscore, period, hyphen, or slash characters"
            refused.append((name, reason))
    return refused


def same_prefix(old: Any, new: Any) -> bool:
    """No prefix is ROOT, as ECR takes it (pulumi-aws, ecr.PullThroughCacheRule).

    The schema does not say so, but its acceptance tests give none and expect no difference afterwards.
    """
    return (old or "ROOT") == (new or "ROOT")


def create(client: "ECRClient", inputs: Properties) -> str:
    """CreatePullThroughCacheRule with what is given."""
    client.create_pull_through_cache_rule(**_given(inputs, (*_GIVEN_ONCE, *_CHANGEABLE)))
    return str(inputs["ecrRepositoryPrefix"])


def read(client: "ECRClient", identifier: str, _state: Properties) -> Properties | None:
    """The live rule, as ECR tells it."""
    try:
        rules = client.describe_pull_through_cache_rules(ecrRepositoryPrefixes=[identifier])["pullThroughCacheRules"]
    except client.exceptions.PullThroughCacheRuleNotFoundException:
        return None
    live: dict[str, Any] = dict(rules[0]) if rules else {}
    return {name: live.get(name) for name in ("registryId", *_GIVEN_ONCE, *_CHANGEABLE)} if rules else None


def update(client: "ECRClient", old: Properties, new: Properties) -> None:
    """UpdatePullThroughCacheRule with what is given: what is no longer given is not taken away."""
    changed: Any = _given(new, _CHANGEABLE)
    client.update_pull_through_cache_rule(ecrRepositoryPrefix=old["ecrRepositoryPrefix"], **changed)


def delete(client: "ECRClient", state: Properties) -> None:
    """DeletePullThroughCacheRule; a rule that is gone already is fine."""
    try:
        client.delete_pull_through_cache_rule(ecrRepositoryPrefix=state["ecrRepositoryPrefix"])
    except client.exceptions.PullThroughCacheRuleNotFoundException:
        return


def _given(inputs: Properties, names: tuple[str, ...]) -> Any:
    return {name: inputs[name] for name in names if inputs.get(name)}


PULL_THROUGH_CACHE_RULE = ResourceType(
    noun="ECR Pull Through Cache Rule",
    creating="creating ECR Pull Through Cache Rule ({ecrRepositoryPrefix})",
    properties={
        "ecrRepositoryPrefix": Property(replaces=True),
        "region": REGION,
        "upstreamRegistryUrl": Property(replaces=True),
        "upstreamRepositoryPrefix": Property(replaces=True, equal=same_prefix),
        "credentialArn": Property(),
        "customRoleArn": Property(),
    },
    computed=("registryId",),
    check=check,
    create=create,
    read=read,
    update=update,
    delete=delete,
)
