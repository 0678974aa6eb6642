"""Which differences are a change to the stand-in provider, and which changes replace a resource."""

from typing import Any

import pytest

from sandbox.provider.changes import changed_properties
from sandbox.provider.resource_types import RESOURCE_TYPES

REPOSITORY = "aws:ecr/repository:Repository"
SCANNING = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
CACHE = "aws:ecr/pullThroughCacheRule:PullThroughCacheRule"
TEMPLATE = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"
LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy"
SETTING = "aws:ecr/accountSetting:AccountSetting"
EXCLUSION = "aws:ecr/pullTimeUpdateExclusion:PullTimeUpdateExclusion"
ROLE, ROLE_POLICY = "aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"
INLINE = "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive"
ATTACHED = "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive"
OIDC = "aws:iam/openIdConnectProvider:OpenIdConnectProvider"


def _scanning(*rules: tuple[str, list[str]]) -> dict[str, Any]:
    listed = [
        {
            "scanFrequency": how,
            "repositoryFilters": [{"filter": pattern, "filterType": "WILDCARD"} for pattern in filters],
        }
        for how, filters in rules
    ]
    return {"scanType": "ENHANCED", "rules": listed}


def _replication(*regions: str, **rule: Any) -> dict[str, Any]:
    destinations = [{"region": region, "registryId": "1"} for region in regions]
    return {"replicationConfiguration": {"rules": [{"destinations": destinations, **rule}]}}


FILTERS = [{"filter": "a", "filterType": "WILDCARD"}, {"filter": "b", "filterType": "WILDCARD"}]

NO_CHANGE: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "scanning rules and filters in another order": (
        SCANNING,
        _scanning(("SCAN_ON_PUSH", ["a", "b"]), ("CONTINUOUS_SCAN", ["c"])),
        _scanning(("CONTINUOUS_SCAN", ["c"]), ("SCAN_ON_PUSH", ["b", "a"])),
    ),
    "no scanning rules": (SCANNING, {"scanType": "BASIC", "rules": []}, {"scanType": "BASIC"}),
    "no replication filters": (REPLICATION, _replication("x", repositoryFilters=[]), _replication("x")),
    "the region that the provider chose": (CACHE, {"region": "us-east-1"}, {}),
    "uses of a template in another order": (TEMPLATE, {"appliedFors": ["A", "B"]}, {"appliedFors": ["B", "A"]}),
    "the encryption that ECR chose": (TEMPLATE, {"encryptionConfigurations": [{"encryptionType": "AES256"}]}, {}),
    "no documents of a template": (TEMPLATE, {"lifecyclePolicy": "", "repositoryPolicy": ""}, {}),
    "a role without a description": (ROLE, {"description": "", "permissionsBoundary": "", "tags": {}}, {}),
    "inline policies in another order": (INLINE, {"policyNames": ["a", "b"]}, {"policyNames": ["b", "a"]}),
    "attached policies in another order": (ATTACHED, {"policyArns": ["a", "b"]}, {"policyArns": ["b", "a"]}),
    "clients in another order": (OIDC, {"clientIdLists": ["a", "b"]}, {"clientIdLists": ["b", "a"]}),
    "an address without its scheme": (OIDC, {"url": "example.org"}, {"url": "https://example.org"}),
    "the thumbprints that IAM chose": (OIDC, {"thumbprintLists": ["a" * 40]}, {}),
}
IN_PLACE: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "another scan frequency": (SCANNING, _scanning(("SCAN_ON_PUSH", ["a"])), _scanning(("CONTINUOUS_SCAN", ["a"]))),
    "a scanning rule less": (SCANNING, _scanning(("SCAN_ON_PUSH", ["a"])), _scanning()),
    "destinations in another order": (REPLICATION, _replication("x", "y"), _replication("y", "x")),
    "another value of a setting": (SETTING, {"value": "V1"}, {"value": "V2"}),
    "other credentials": (CACHE, {"credentialArn": "a"}, {"credentialArn": "b"}),
    "no credentials any more": (CACHE, {"credentialArn": "a"}, {}),
    "tag exclusions of a repository in another order": (
        REPOSITORY,
        {"imageTagMutabilityExclusionFilters": FILTERS},
        {"imageTagMutabilityExclusionFilters": FILTERS[::-1]},
    ),
    "tag exclusions in another order": (
        TEMPLATE,
        {"imageTagMutabilityExclusionFilters": FILTERS},
        {"imageTagMutabilityExclusionFilters": FILTERS[::-1]},
    ),
    "another encryption": (
        TEMPLATE,
        {"encryptionConfigurations": [{"encryptionType": "AES256"}]},
        {"encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": "k"}]},
    ),
    "no lifecycle policy any more": (TEMPLATE, {"lifecyclePolicy": '{"rules": []}'}, {}),
    "a shorter session": (ROLE, {"maxSessionDuration": 7200}, {}),
    "no boundary any more": (ROLE, {"permissionsBoundary": "arn"}, {}),
    "another text of a policy": (ROLE_POLICY, {"policy": '{"Statement": []}'}, {"policy": '{"Statement": [{}]}'}),
    "an inline policy too many": (INLINE, {"policyNames": ["a", "b"]}, {"policyNames": ["a"]}),
    "no attached policies any more": (ATTACHED, {"policyArns": ["a"]}, {"policyArns": []}),
    "another client": (OIDC, {"clientIdLists": ["a"]}, {"clientIdLists": ["b"]}),
}
REPLACING: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "another text of a lifecycle policy": (LIFECYCLE, {"policy": '{"rules": []}'}, {"policy": '{"rules": [{}]}'}),
    "another prefix of a cache": (CACHE, {"ecrRepositoryPrefix": "a"}, {"ecrRepositoryPrefix": "b"}),
    "another upstream": (CACHE, {"upstreamRegistryUrl": "a"}, {"upstreamRegistryUrl": "b"}),
    "an upstream prefix that is left out": (CACHE, {"upstreamRepositoryPrefix": "ROOT"}, {}),
    "another upstream prefix": (CACHE, {"upstreamRepositoryPrefix": "ROOT"}, {"upstreamRepositoryPrefix": "b"}),
    "another prefix of a template": (TEMPLATE, {"prefix": "a"}, {"prefix": "b"}),
    "another setting": (SETTING, {"name": "a"}, {"name": "b"}),
    "another principal": (EXCLUSION, {"principalArn": "a"}, {"principalArn": "b"}),
    "another region": (EXCLUSION, {"region": "us-east-1"}, {"region": "eu-west-1"}),
    "another name": (ROLE, {"name": "a"}, {"name": "b"}),
    "another path": (ROLE, {"path": "/ci/"}, {}),
    "another role": (ROLE_POLICY, {"role": "a"}, {"role": "b"}),
    "another role's inline policies": (INLINE, {"roleName": "a"}, {"roleName": "b"}),
    "another role's attached policies": (ATTACHED, {"roleName": "a"}, {"roleName": "b"}),
    "another issuer": (OIDC, {"url": "a.example.org"}, {"url": "https://b.example.org"}),
}


@pytest.mark.parametrize(("token", "old", "new"), NO_CHANGE.values(), ids=NO_CHANGE)
def test_equivalent_properties_are_no_change(token: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    assert changed_properties(RESOURCE_TYPES[token], old, new) == []


@pytest.mark.parametrize(("token", "old", "new"), IN_PLACE.values(), ids=IN_PLACE)
def test_changes_of_updatable_properties_do_not_replace(token: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    kind = RESOURCE_TYPES[token]
    assert [kind.properties[name].replaces for name in changed_properties(kind, old, new)] == [False]


@pytest.mark.parametrize(("token", "old", "new"), REPLACING.values(), ids=REPLACING)
def test_changes_of_other_properties_replace(token: str, old: dict[str, Any], new: dict[str, Any]) -> None:
    kind = RESOURCE_TYPES[token]
    assert [kind.properties[name].replaces for name in changed_properties(kind, old, new)] == [True]


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "a prefix too short": (CACHE, {"ecrRepositoryPrefix": "a"}, "ecrRepositoryPrefix"),
    "a prefix in capitals": (CACHE, {"ecrRepositoryPrefix": "Hub"}, "ecrRepositoryPrefix"),
    "a prefix that only ECR takes": (CACHE, {"ecrRepositoryPrefix": "a--b"}, "ecrRepositoryPrefix"),
    "a template for nothing": (TEMPLATE, {"prefix": "hub"}, "appliedFors"),
    "six tag exclusions": (
        TEMPLATE,
        {"appliedFors": ["REPLICATION"], "imageTagMutabilityExclusionFilters": FILTERS * 3},
        "imageTagMutabilityExclusionFilters",
    ),
    "no replication rules": (REPLICATION, {"replicationConfiguration": {"rules": []}}, "replicationConfiguration"),
    "26 destinations": (REPLICATION, _replication(*map(str, range(26))), "replicationConfiguration"),
    "a setting nobody knows": (SETTING, {"name": "X", "value": "V1"}, "name"),
    "a value nobody knows": (SETTING, {"name": "BLOB_MOUNTING", "value": "on"}, "value"),
    "a session of a minute": (ROLE, {"maxSessionDuration": 60}, "maxSessionDuration"),
    "a long name": (ROLE, {"name": "a" * 65}, "name"),
}


@pytest.mark.parametrize(("token", "inputs", "property_"), REFUSED.values(), ids=REFUSED)
def test_invalid_inputs_are_refused_before_any_call(token: str, inputs: dict[str, Any], property_: str) -> None:
    assert [name for name, _reason in RESOURCE_TYPES[token].check(inputs)] == [property_]


@pytest.mark.parametrize("prefix", ["docker-hub", "ROOT", "ml/", "a.b/c_d"])
def test_a_cache_prefix_is_a_name_or_root(prefix: str) -> None:
    assert RESOURCE_TYPES[CACHE].check({"ecrRepositoryPrefix": prefix}) == []
