"""The types that only map properties to API calls.

Sources: terraform-provider-aws internal/service/ecr (repository_policy.go, lifecycle_policy.go, registry_policy.go,
registry_scanning_configuration.go, replication_configuration.go, account_setting.go, pull_time_update_exclusion.go,
pull_through_cache_rule.go) and internal/service/iam/role_policy.go; the pulumi-aws schema of 7.51.

What a registry has only once (its policy, scanning and replication) belongs to the account and region: a put
replaces what is there, also what another program declared. No put of a repository policy sends `force`.
"""

import re
from typing import TYPE_CHECKING, Any

from sandbox.provider.api_mapping import Arguments, mapped_type
from sandbox.provider.documents import legacy_policy, normalized_json
from sandbox.provider.resource_type import REGION, Client, Properties, Property
from union_ecr.ecr.lifecycle_equivalence import equivalent_lifecycle_policies
from union_ecr.ecr.policy_equivalence import equivalent_policies

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

# The schema does not look at the two together.
_SETTINGS = {
    "name": ("BASIC_SCAN_TYPE_VERSION", "BLOB_MOUNTING", "REGISTRY_POLICY_SCOPE"),
    "value": ("AWS_NATIVE", "CLAIR", "DISABLED", "ENABLED", "V1", "V2"),
}
_CACHE_PREFIX = re.compile(r"(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*/?|ROOT")


def leave(_client: Client, _arguments: Any) -> None:
    """Nothing: AWS has no such deletion, or the provider does not do it."""


def check_setting(inputs: Properties) -> list[tuple[str, str]]:
    """What the schema refuses: an unknown setting or value."""
    return [
        (name, f"value must be one of: {', '.join(values)}, got: {inputs[name]}")
        for name, values in _SETTINGS.items()
        if name in inputs and inputs[name] not in values
    ]


def find_exclusion(client: "ECRClient", arguments: Arguments) -> Arguments | None:
    """The principal, if it is on one of the pages of those that are excluded."""
    page = client.list_pull_time_update_exclusions()
    while arguments["principalArn"] not in page["pullTimeUpdateExclusions"]:
        if not (token := page.get("nextToken")):
            return None
        page = client.list_pull_time_update_exclusions(nextToken=token)
    return arguments


def same_scanning_rules(old: Any, new: Any) -> bool:
    """Rules are a set, and so are the filters of each (schema.TypeSet)."""
    return _scanning_rules(old) == _scanning_rules(new)


def _scanning_rules(rules: Any) -> set[Any]:
    return {
        (
            rule["scanFrequency"],
            frozenset((entry["filter"], entry["filterType"]) for entry in rule["repositoryFilters"]),
        )
        for rule in rules or []
    }


def put_scanning(client: "ECRClient", arguments: Arguments) -> Any:
    """PutRegistryScanningConfiguration; its answer lacks the id."""
    client.put_registry_scanning_configuration(**{"rules": [], **arguments})
    return get_scanning(client, {})


def get_scanning(client: "ECRClient", _arguments: Arguments) -> Arguments:
    """The live configuration; every registry has one, so it is never gone."""
    live = client.get_registry_scanning_configuration()
    return {"registryId": live["registryId"], "rules": [], **live["scanningConfiguration"]}


def check_replication(inputs: Properties) -> list[tuple[str, str]]:
    """What the schema refuses: no rules, and more of anything than ECR takes."""
    if not isinstance(given := inputs.get("replicationConfiguration"), dict):
        return []
    rules = given.get("rules") or []
    refused = [] if 0 < len(rules) <= 10 else [f"{len(rules)} rules: replication has 1 to 10"]
    refused += ["a rule has at most 25 destinations" for rule in rules if len(rule["destinations"]) > 25]
    refused += ["a rule has at most 100 filters" for rule in rules if len(rule.get("repositoryFilters") or []) > 100]
    return [("replicationConfiguration", reason) for reason in refused]


def same_replication(old: Any, new: Any) -> bool:
    """Rules, destinations and filters are lists, whose order matters; no filters are none (schema.TypeList)."""
    return _replication_rules(old) == _replication_rules(new)


def _replication_rules(configuration: Any) -> list[Any]:
    rules = (configuration or {}).get("rules") or []
    return [{**rule, "repositoryFilters": rule.get("repositoryFilters") or []} for rule in rules]


def put_replication(client: "ECRClient", arguments: Arguments) -> Any:
    """PutReplicationConfiguration; its answer lacks the id."""
    client.put_replication_configuration(**arguments)
    return client.describe_registry()


def get_replication(client: "ECRClient", _arguments: Arguments) -> Any:
    """The live configuration; one without rules is gone (findReplicationConfiguration)."""
    live = client.describe_registry()
    return live if live["replicationConfiguration"].get("rules") else None


def check_cache_rule(inputs: Properties) -> list[tuple[str, str]]:
    """What the schema refuses: a prefix too short, too long or of another form, such as `a--b`, which ECR takes."""
    refused = []
    for name in ("ecrRepositoryPrefix", "upstreamRepositoryPrefix"):
        prefix = str(inputs.get(name) or "ROOT")
        if not 2 <= len(prefix) <= 30:
            refused.append((name, f"expected length to be in the range (2 - 30), got {prefix}"))
        elif not _CACHE_PREFIX.fullmatch(prefix):
            reason = "must be 'ROOT' or only include alphanumeric, underscore, period, hyphen, or slash characters"
            refused.append((name, reason))
    return refused


def get_cache_rule(client: "ECRClient", arguments: Arguments) -> Any:
    """The live rule."""
    prefixes = list(arguments.values())
    rules = client.describe_pull_through_cache_rules(ecrRepositoryPrefixes=prefixes)["pullThroughCacheRules"]
    return rules[0] if rules else None


def update_cache_rule(client: "ECRClient", arguments: Arguments) -> None:
    """UpdatePullThroughCacheRule; it does not remove what is no longer given."""
    changeable = ("ecrRepositoryPrefix", "credentialArn", "customRoleArn")
    client.update_pull_through_cache_rule(**{name: arguments[name] for name in changeable if name in arguments})


_REPOSITORY = Property(replaces=True, parameter="repositoryName")
_POLICY = Property(parameter="policyText", document=normalized_json, equal=equivalent_policies)
REPOSITORY_POLICY = mapped_type(
    "ECR Repository Policy",
    "{repository}",
    {"repository": _REPOSITORY, "region": REGION, "policy": _POLICY},
    put="set_repository_policy",
    get="get_repository_policy",
    delete="delete_repository_policy",
    creating="putting ECR Repository Policy ({repository})",
    absent=("RepositoryNotFoundException", "RepositoryPolicyNotFoundException"),
    computed=("registryId",),
)
LIFECYCLE_POLICY = mapped_type(
    "ECR Lifecycle Policy",
    "{repository}",
    {
        "repository": _REPOSITORY,
        "region": REGION,
        "policy": Property(
            parameter="lifecyclePolicyText",
            document=normalized_json,
            replaces=True,
            equal=equivalent_lifecycle_policies,
        ),
    },
    put="put_lifecycle_policy",
    get="get_lifecycle_policy",
    delete="delete_lifecycle_policy",
    absent=("RepositoryNotFoundException", "LifecyclePolicyNotFoundException"),
    computed=("registryId",),
)
REGISTRY_POLICY = mapped_type(
    "ECR Registry Policy",
    "{registryId}",
    {"region": REGION, "policy": _POLICY},
    put="put_registry_policy",
    get="get_registry_policy",
    delete="delete_registry_policy",
    creating="creating ECR Registry Policy",
    absent=("RegistryPolicyNotFoundException",),
    computed=("registryId",),
)
SCANNING = mapped_type(
    "ECR Registry Scanning Configuration",
    "{registryId}",
    {"region": REGION, "scanType": Property(), "rules": Property(equal=same_scanning_rules)},
    put=put_scanning,
    get=get_scanning,
    delete=lambda client, _: put_scanning(client, {"scanType": "BASIC"}),  # what a new registry has
    creating="putting ECR Registry Scanning Configuration",
    computed=("registryId",),
)
REPLICATION = mapped_type(
    "ECR Replication Configuration",
    "{registryId}",
    {"region": REGION, "replicationConfiguration": Property(equal=same_replication)},
    put=put_replication,
    get=get_replication,
    delete=lambda client, _: put_replication(client, {"replicationConfiguration": {"rules": []}}),
    creating="putting ECR Replication Configuration",
    computed=("registryId",),
    check=check_replication,
)
ACCOUNT_SETTING = mapped_type(
    "ECR Account Setting",
    "{name}",
    {"name": Property(replaces=True), "region": REGION, "value": Property()},
    put="put_account_setting",
    get="get_account_setting",
    delete=leave,
    check=check_setting,
    sdk_v2=False,
)
PULL_TIME_UPDATE_EXCLUSION = mapped_type(
    "ECR Pull Time Update Exclusion",
    "{{<nil>}}",  # it has no id, and the plugin computes none
    {"principalArn": Property(replaces=True), "region": REGION},
    put="register_pull_time_update_exclusion",
    get=find_exclusion,
    update=leave,
    delete="deregister_pull_time_update_exclusion",
    identified_by="principalArn",
    creating="creating ECR Pull Time Update Exclusion ({principalArn})",
    sdk_v2=False,
    absent=("ExclusionNotFoundException",),
)
PULL_THROUGH_CACHE_RULE = mapped_type(
    "ECR Pull Through Cache Rule",
    "{ecrRepositoryPrefix}",
    {
        "ecrRepositoryPrefix": Property(replaces=True),
        "region": REGION,
        "upstreamRegistryUrl": Property(replaces=True),
        "upstreamRepositoryPrefix": Property(replaces=True),
        "credentialArn": Property(),
        "customRoleArn": Property(),
    },
    put="create_pull_through_cache_rule",
    get=get_cache_rule,
    update=update_cache_rule,
    delete="delete_pull_through_cache_rule",
    absent=("PullThroughCacheRuleNotFoundException",),
    computed=("registryId",),
    check=check_cache_rule,
)
ROLE_POLICY = mapped_type(
    "IAM Role Policy",
    "{role}:{name}",
    {
        "name": Property(replaces=True, parameter="PolicyName"),
        "role": Property(replaces=True, parameter="RoleName"),
        "policy": Property(parameter="PolicyDocument", document=legacy_policy, equal=equivalent_policies),
    },
    put="put_role_policy",
    get="get_role_policy",
    delete="delete_role_policy",
    creating="putting IAM Role ({role}) Policy ({name})",
    service="iam",
    absent=("NoSuchEntity",),
    name_property="name",
)
