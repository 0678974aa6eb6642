"""What a registry has once: its policy, its scanning and its replication, as the provider does them.

There is one of each for an account and region, whoever declares it: a put takes over what is there, and the id is the
account's (terraform-provider-aws internal/service/ecr: registry_policy.go, registry_scanning_configuration.go,
replication_configuration.go).
"""

from typing import TYPE_CHECKING, Any

from sandbox.provider.equality import state_text_if_equivalent
from sandbox.provider.resource_type import REGION, Properties, Property, ResourceType
from union_ecr.ecr.policy_equivalence import equivalent_policies

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient


def put_policy(client: "ECRClient", inputs: Properties) -> str:
    """PutRegistryPolicy, over whatever is there."""
    return client.put_registry_policy(policyText=inputs["policy"])["registryId"]


def read_policy(client: "ECRClient", _identifier: str, state: Properties) -> Properties | None:
    """The live policy; the state's own text stays while it is equivalent to what ECR answers."""
    try:
        live = client.get_registry_policy()
    except client.exceptions.RegistryPolicyNotFoundException:
        return None
    return {
        "registryId": live["registryId"],
        "policy": state_text_if_equivalent(state.get("policy"), live["policyText"], equivalent_policies),
    }


def delete_policy(client: "ECRClient", _state: Properties) -> None:
    """Delete it; nothing to delete is fine."""
    try:
        client.delete_registry_policy()
    except client.exceptions.RegistryPolicyNotFoundException:
        return


def same_scanning_rules(old: Any, new: Any) -> bool:
    """Rules are a set, and so are the filters of each (schema.TypeSet)."""
    return _scanning_rules(old) == _scanning_rules(new)


def _scanning_rules(rules: Any) -> set[Any]:
    return {
        (rule["scanFrequency"], frozenset((one["filter"], one["filterType"]) for one in rule["repositoryFilters"]))
        for rule in rules or []
    }


def put_scanning(client: "ECRClient", inputs: Properties) -> str:
    """PutRegistryScanningConfiguration, over whatever is there."""
    client.put_registry_scanning_configuration(scanType=inputs["scanType"], rules=inputs.get("rules") or [])
    return client.get_registry_scanning_configuration()["registryId"]


def read_scanning(client: "ECRClient", _identifier: str, _state: Properties) -> Properties:
    """The live configuration; every registry has one, so it is never gone."""
    live = client.get_registry_scanning_configuration()
    scanning = live["scanningConfiguration"]
    return {"registryId": live["registryId"], "scanType": scanning["scanType"], "rules": scanning.get("rules", [])}


def delete_scanning(client: "ECRClient", _state: Properties) -> None:
    """Put what a new registry has: basic scanning without rules."""
    client.put_registry_scanning_configuration(scanType="BASIC", rules=[])


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


def put_replication(client: "ECRClient", inputs: Properties) -> str:
    """PutReplicationConfiguration, over whatever is there."""
    client.put_replication_configuration(replicationConfiguration=inputs["replicationConfiguration"])
    return client.describe_registry()["registryId"]


def read_replication(client: "ECRClient", _identifier: str, _state: Properties) -> Properties | None:
    """The live configuration; one without rules is gone (findReplicationConfiguration)."""
    live = client.describe_registry()
    rules = live["replicationConfiguration"].get("rules")
    return {"registryId": live["registryId"], "replicationConfiguration": {"rules": rules}} if rules else None


def delete_replication(client: "ECRClient", _state: Properties) -> None:
    """Put a configuration without rules."""
    client.put_replication_configuration(replicationConfiguration={"rules": []})


REGISTRY_POLICY = ResourceType(
    noun="ECR Registry Policy",
    creating="creating ECR Registry Policy",
    properties={"region": REGION, "policy": Property(equal=equivalent_policies)},
    computed=("registryId",),
    create=put_policy,
    read=read_policy,
    update=lambda client, _old, new: put_policy(client, new),
    delete=delete_policy,
)
SCANNING = ResourceType(
    noun="ECR Registry Scanning Configuration",
    creating="putting ECR Registry Scanning Configuration",
    properties={"region": REGION, "scanType": Property(), "rules": Property(equal=same_scanning_rules)},
    computed=("registryId",),
    create=put_scanning,
    read=read_scanning,
    update=lambda client, _old, new: put_scanning(client, new),
    delete=delete_scanning,
)
REPLICATION = ResourceType(
    noun="ECR Replication Configuration",
    creating="putting ECR Replication Configuration",
    properties={"region": REGION, "replicationConfiguration": Property(equal=same_replication)},
    computed=("registryId",),
    check=check_replication,
    create=put_replication,
    read=read_replication,
    update=lambda client, _old, new: put_replication(client, new),
    delete=delete_replication,
)
