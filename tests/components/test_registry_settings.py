"""The component for a whole registry: what it registers, in which order, and how it refuses invalid arguments."""

import json
from typing import Any, cast

import pulumi
import pytest

from components.registry_settings import RegistrySettings
from components.registry_settings_args import RegistrySettingsArgs
from tests.components.recording import CALLER, Recorded, record
from union_ecr.declared.registry import declared_registry, with_resolved_templates
from union_ecr.ecr.registry import Registry
from union_ecr.settings.grants import Grant
from union_ecr.settings.registry.configuration import RegistryFields

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

HERE = Registry("123456789012", "us-east-1")
WHERE = {"account": HERE.account, "region": HERE.region}
COMPONENT = "union-ecr:index:RegistrySettings"
POLICY = "aws:ecr/registryPolicy:RegistryPolicy"
SCANNING = "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration"
REPLICATION = "aws:ecr/replicationConfiguration:ReplicationConfiguration"
CACHE_RULE = "aws:ecr/pullThroughCacheRule:PullThroughCacheRule"
TEMPLATE = "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate"
ACCOUNT_SETTING = "aws:ecr/accountSetting:AccountSetting"
EXCLUSION = "aws:ecr/pullTimeUpdateExclusion:PullTimeUpdateExclusion"

ROLE = "arn:aws:iam::123456789012:role/ecr"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/ghcr-a1B2c3"
ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"

EVERYTHING: dict[str, Any] = {
    "scanning": {"type": "ENHANCED", "rules": [{"frequency": "SCAN_ON_PUSH", "filters": ["b/*", "*"]}]},
    "replication": [
        {"destinations": [{"region": "eu-west-1", "account": "444455556666"}]},
        {"destinations": [{"region": "eu-west-1"}], "prefixes": ["ml/", "a/"]},
    ],
    "policy": [{"accounts": ["111122223333"], "access": ["replicate"]}],
    "pull_through_cache": {
        "ghcr": {"upstream": "ghcr.io", "credential": SECRET},
        "ecr": {"upstream": ECR, "custom_role": ROLE, "upstream_prefix": "ml"},
    },
    "creation_templates": {"ghcr": {"applied_for": ["PULL_THROUGH_CACHE"]}},
    "account_settings": {"blob_mounting": "ENABLED", "registry_policy_scope": "V2"},
    "pull_time_update_exclusions": ["arn:aws:iam::999900001111:role/path/scanner"],
}


def made(name: str = "registry", **args: Any) -> Recorded:
    """What the component registers with these arguments."""
    return record(lambda: RegistrySettings(name, cast(RegistrySettingsArgs, WHERE | args)), caller="123456789012")


def refusal(**args: Any) -> list[str]:
    """The lines that say why the component refuses these arguments."""
    with pytest.raises(pulumi.RunError) as refused:
        made(**args)
    return str(refused.value).splitlines()


def template(**fields: Any) -> dict[str, Any]:
    return made(creation_templates={"team": {"applied_for": ["CREATE_ON_PUSH"], **fields}}).only(TEMPLATE).inputs


class TestChildren:
    def test_a_component_that_sets_nothing_is_refused(self) -> None:
        assert "registry: sets nothing; add one of scanning, " in refusal(replication=[], creation_templates={})[0]

    def test_each_thing_said_is_one_resource_with_a_lasting_name_below_the_component(self) -> None:
        recorded = made(**EVERYTHING)
        assert recorded.calls == [CALLER]
        component = recorded.only(COMPONENT)
        children = [resource for resource in recorded.resources if resource.type.startswith("aws:")]
        assert {(resource.type, resource.name) for resource in children} == {
            (POLICY, "registry"),
            (SCANNING, "registry"),
            (REPLICATION, "registry"),
            (CACHE_RULE, "registry-ghcr"),
            (CACHE_RULE, "registry-ecr"),
            (TEMPLATE, "registry-ghcr"),
            (ACCOUNT_SETTING, "registry-BLOB_MOUNTING"),
            (ACCOUNT_SETTING, "registry-REGISTRY_POLICY_SCOPE"),
            (EXCLUSION, "registry-999900001111-role/path/scanner"),
        }
        assert {resource.parent for resource in children} == {component.urn}
        assert {resource.inputs["region"] for resource in children} == {"us-east-1"}

    def test_two_registries_of_one_program_have_names_of_their_own(self) -> None:
        def both() -> None:
            RegistrySettings("here", cast(RegistrySettingsArgs, WHERE | EVERYTHING))
            elsewhere = {"account": HERE.account, "region": "eu-north-1"}
            RegistrySettings("there", cast(RegistrySettingsArgs, EVERYTHING | elsewhere | {"pull_through_cache": {}}))

        urns = [resource.urn for resource in record(both, caller="123456789012").resources]
        assert len(set(urns)) == len(urns)

    def test_the_order_of_the_arguments_changes_nothing(self) -> None:
        def inputs(**args: Any) -> dict[str, Any]:
            return {resource.urn: resource.inputs for resource in made(**args).resources}

        backwards = {
            "replication": [*reversed(EVERYTHING["replication"])],
            "scanning": {"type": "ENHANCED", "rules": [{"frequency": "SCAN_ON_PUSH", "filters": ["*", "b/*"]}]},
        }
        assert inputs(**EVERYTHING) == inputs(**EVERYTHING | backwards)


class TestOptions:
    def test_a_cache_rule_waits_for_the_templates_that_may_shape_its_repositories(self) -> None:
        def waited_for(prefix: str, *templates: str) -> bool:
            recorded = made(
                pull_through_cache={prefix: {"upstream": "quay.io"}},
                creation_templates={prefix: {"applied_for": ["PULL_THROUGH_CACHE"]} for prefix in templates},
            )
            waits = set(recorded.dependencies[recorded.only(CACHE_RULE).urn])
            urns = {resource.urn for resource in recorded.of_type(TEMPLATE)}
            assert waits in (set(), urns)
            return waits == urns

        assert waited_for("ghcr", "ghcr")
        assert waited_for("ghcr", "ROOT")
        assert waited_for("mirror/ghcr", "mirror")
        assert waited_for("mirror", "mirror/ghcr")
        assert waited_for("ROOT", "ghcr")
        assert not waited_for("registry", "reg")
        assert not waited_for("ghcr", "ghcr-other")

    def test_a_cache_rule_with_another_upstream_comes_after_the_old_one(self) -> None:
        assert made(pull_through_cache={"quay": {"upstream": "quay.io"}}).only(CACHE_RULE).options == {
            "deleteBeforeReplace": True,
            "replaceOnChanges": ["customRoleArn"],
        }

    def test_what_ecr_fills_in_for_the_prefix_root_does_not_replace_the_cache_rule(self) -> None:
        options = made(pull_through_cache={"ROOT": {"upstream": "quay.io"}}).only(CACHE_RULE).options
        assert options["ignoreChanges"] == ["upstreamRepositoryPrefix"]

    def test_options_of_the_component_are_not_copied_to_its_children(self) -> None:
        options = pulumi.ResourceOptions(ignore_changes=["x"])
        recorded = record(
            lambda: RegistrySettings("r", cast(RegistrySettingsArgs, WHERE | EVERYTHING), options),
            caller="123456789012",
        )
        assert recorded.only(COMPONENT).options == {"ignoreChanges": ["x"]}
        assert recorded.only(SCANNING).options == {}


class TestInputs:
    def test_scanning_is_as_declared(self) -> None:
        assert made(**EVERYTHING).only(SCANNING).inputs == {
            "region": "us-east-1",
            "scanType": "ENHANCED",
            "rules": [
                {
                    "scanFrequency": "SCAN_ON_PUSH",
                    "repositoryFilters": [
                        {"filter": "*", "filterType": "WILDCARD"},
                        {"filter": "b/*", "filterType": "WILDCARD"},
                    ],
                }
            ],
        }

    def test_replication_of_every_repository_has_no_filters_at_all(self) -> None:
        assert made(**EVERYTHING).only(REPLICATION).inputs["replicationConfiguration"] == {
            "rules": [
                {
                    "destinations": [{"region": "eu-west-1", "registryId": "123456789012"}],
                    "repositoryFilters": [
                        {"filter": "a/", "filterType": "PREFIX_MATCH"},
                        {"filter": "ml/", "filterType": "PREFIX_MATCH"},
                    ],
                },
                {"destinations": [{"region": "eu-west-1", "registryId": "444455556666"}]},
            ]
        }

    def test_the_policy_is_the_declared_document(self) -> None:
        settings = RegistryFields.model_validate(EVERYTHING)
        text = made(**EVERYTHING).only(POLICY).inputs["policy"]
        assert json.loads(text) == declared_registry(HERE, settings).policy

    def test_the_custom_role_reaches_its_cache_rule(self) -> None:
        # lgallard/terraform-aws-ecr makes such a role, and passes it to no rule.
        rules = {resource.name: resource.inputs for resource in made(**EVERYTHING).of_type(CACHE_RULE)}
        assert rules["registry-ecr"] == {
            "region": "us-east-1",
            "ecrRepositoryPrefix": "ecr",
            "upstreamRegistryUrl": ECR,
            "upstreamRepositoryPrefix": "ml",
            "customRoleArn": ROLE,
        }
        assert rules["registry-ghcr"] == {
            "region": "us-east-1",
            "ecrRepositoryPrefix": "ghcr",
            "upstreamRegistryUrl": "ghcr.io",
            "credentialArn": SECRET,
        }

    def test_a_template_of_which_nothing_is_said_is_safe(self) -> None:
        inputs = template()
        assert json.loads(inputs.pop("lifecyclePolicy"))["rules"][0]["selection"]["countNumber"] == 14
        assert inputs == {
            "region": "us-east-1",
            "prefix": "team",
            "appliedFors": ["CREATE_ON_PUSH"],
            "imageTagMutability": "IMMUTABLE",
            "imageTagMutabilityExclusionFilters": [],
            "encryptionConfigurations": [{"encryptionType": "AES256"}],
            "resourceTags": {},
        }

    def test_every_argument_of_a_template_reaches_it(self) -> None:
        inputs = template(
            description="for the team",
            custom_role=ROLE,
            tag_mutability_exclusions=["latest"],
            encryption={"type": "KMS", "key": KEY},
            untagged_days=None,
            grants=[{"principals": ["111122223333"], "access": ["pull"]}],
            resource_tags={"team": "ml"},
        )
        policy = json.loads(inputs.pop("repositoryPolicy"))
        assert policy["Statement"][0]["Principal"] == {"AWS": "arn:aws:iam::111122223333:root"}
        assert inputs == {
            "region": "us-east-1",
            "prefix": "team",
            "appliedFors": ["CREATE_ON_PUSH"],
            "description": "for the team",
            "customRoleArn": ROLE,
            "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
            "imageTagMutabilityExclusionFilters": [{"filter": "latest", "filterType": "WILDCARD"}],
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": KEY}],
            "resourceTags": {"team": "ml"},
        }

    def test_account_settings_and_exclusions_are_as_declared(self) -> None:
        recorded = made(**EVERYTHING)
        settings = {resource.inputs["name"]: resource.inputs["value"] for resource in recorded.of_type(ACCOUNT_SETTING)}
        assert settings == {"BLOB_MOUNTING": "ENABLED", "REGISTRY_POLICY_SCOPE": "V2"}
        assert recorded.only(EXCLUSION).inputs["principalArn"] == "arn:aws:iam::999900001111:role/path/scanner"


def test_a_stack_files_settings_arrive_in_the_component_as_they_are_declared() -> None:
    grant = Grant.model_validate({"principals": ("111122223333",), "access": ("pull",)})
    said = {
        **EVERYTHING,
        "creation_templates": {
            "ghcr": {"applied_for": ["PULL_THROUGH_CACHE"], "data_planes": ["production"], "untagged_days": None}
        },
    }
    settings = with_resolved_templates(RegistryFields.model_validate(said), lambda _names: (grant,))
    registry = declared_registry(HERE, settings)
    recorded = record(lambda: RegistrySettings.from_declared(HERE, registry))
    (declared,) = registry.creation_templates
    inputs = recorded.only(TEMPLATE).inputs
    assert json.loads(inputs["repositoryPolicy"]) == declared.policy
    assert declared.policy is not None
    assert "lifecyclePolicy" not in inputs
    assert inputs["imageTagMutability"] == declared.tag_mutability == "MUTABLE"
    assert len(recorded.resources) == len(made(**EVERYTHING).resources)


def test_every_invalid_argument_is_one_line() -> None:
    assert refusal(
        account="1",
        scanning={"type": "BASE"},
        pull_through_cache={"Quay": {"upstream": "quay.io"}, "hub": {"upstream": "docker.io"}},
        policy=[{"accounts": ["111122223333"]}],
        zzz=1,
    ) == [
        'RegistrySettings registry: scanning.type: "BASE": must be one of BASIC, ENHANCED; did you mean BASIC?',
        "RegistrySettings registry: policy[0].access: is missing; add access",
        'RegistrySettings registry: pull_through_cache.Quay: "Quay": a prefix has 2 to 30 lowercase letters and '
        "digits, separated by single . _ - or /; write one such as team, or ROOT for all the others",
        'RegistrySettings registry: pull_through_cache.hub.upstream: "docker.io": is not the name that ECR uses for '
        "this registry; write registry-1.docker.io",
        'RegistrySettings registry: account: "1": an AWS account id has 12 digits; '
        'write all twelve, in quotes: "123456789012"',
        "RegistrySettings registry: zzz: is no setting here; write one of scanning, replication, policy, deny, "
        "pull_through_cache, creation_templates, account_settings, pull_time_update_exclusions, account, region",
    ]


def test_violations_of_every_section_are_reported_together() -> None:
    assert refusal(
        replication=[{"destinations": [{"region": "us-east-1"}]}],
        policy=[{"access": ["pull"]}],
        creation_templates={"team": {"applied_for": ["REPLICATION"], "data_planes": ["production"]}},
    ) == [
        "RegistrySettings registry: replication[0].destinations[0]: is the registry itself; "
        "name another region, or another account",
        "RegistrySettings registry: policy[0]: a grant is to one of accounts, principals, organization_id, "
        "organizational_units, service; add accounts, or one of the others",
        'RegistrySettings registry: creation_templates.team.dataPlanes[0]: "production": is no data plane of this '
        "stack; leave it out, or declare it below union-ecr:dataPlanes",
    ]
