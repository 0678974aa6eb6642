"""The policies of the pack, resource by resource."""

import json
from typing import Any

import pytest
from pulumi_policy import Policy
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

from policies import POLICIES
from tests.policies.judging import BY_NAME, REPOSITORY, SOUND, all_reported, reported

STRANGERS = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}
WILDCARD = {"Statement": [{"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "ecr:*"}]}
EXPIRING = {
    "rules": [
        {
            "rulePriority": 1,
            "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 9},
            "action": {"type": "expire"},
        }
    ]
}
TEMPLATE = {
    "prefix": "team",
    "appliedFors": ["REPLICATION"],
    "imageTagMutability": "IMMUTABLE",
    "encryptionConfigurations": [{"encryptionType": "AES256"}],
}
_ECR = "aws:ecr"
REPOSITORY_POLICY, LIFECYCLE_POLICY = (
    f"{_ECR}/{name}" for name in ("repositoryPolicy:RepositoryPolicy", "lifecyclePolicy:LifecyclePolicy")
)
REGISTRY_POLICY = f"{_ECR}/registryPolicy:RegistryPolicy"
CREATION_TEMPLATE = f"{_ECR}/repositoryCreationTemplate:RepositoryCreationTemplate"
SCANNING = f"{_ECR}/registryScanningConfiguration:RegistryScanningConfiguration"
REPLICATION = f"{_ECR}/replicationConfiguration:ReplicationConfiguration"
NATIVE_SOUND = {
    "repositoryName": "ml/trainer",
    "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
    "imageTagMutabilityExclusionFilters": [{"imageTagMutabilityExclusionFilterValue": "latest"}],
    "imageScanningConfiguration": {"scanOnPush": True},
}


def test_a_sound_repository_passes_every_policy() -> None:
    assert all_reported(REPOSITORY, SOUND) == {}
    assert all_reported("aws-native:ecr:Repository", NATIVE_SOUND) == {}


@pytest.mark.parametrize(
    ("policy", "resource_type", "properties", "place"),
    [
        ("ecr-private", "aws:ecrpublic/repository:Repository", {"repositoryName": "a"}, ""),
        ("ecr-private", "aws-native:ecr:PublicRepository", {}, ""),
        ("ecr-immutable-tags", REPOSITORY, SOUND | {"imageTagMutability": "MUTABLE"}, 'imageTagMutability: "MUTABLE"'),
        (
            "ecr-immutable-tags",
            REPOSITORY,
            SOUND
            | {
                "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
                "imageTagMutabilityExclusionFilters": [{"filter": "*", "filterType": "WILDCARD"}],
            },
            'imageTagMutabilityExclusionFilters[0].filter: "*"',
        ),
        ("ecr-scan-on-push", REPOSITORY, SOUND | {"imageScanningConfiguration": None}, "imageScanningConfiguration"),
        ("ecr-scan-on-push", SCANNING, {"scanType": "BASIC"}, "rules"),
        ("ecr-scan-on-push", SCANNING, {"rules": [{"scanFrequency": "MANUAL"}]}, "rules"),
        ("ecr-trusted-principals", REPOSITORY_POLICY, {"policy": json.dumps(STRANGERS)}, "policy.Statement[0]"),
        ("ecr-trusted-principals", REGISTRY_POLICY, {"policy": json.dumps(STRANGERS)}, "policy.Statement[0]"),
        ("ecr-trusted-principals", "aws-native:ecr:RegistryPolicy", {"policyText": STRANGERS}, "policyText.Statement"),
        (
            "ecr-trusted-principals",
            CREATION_TEMPLATE,
            TEMPLATE | {"repositoryPolicy": json.dumps(STRANGERS)},
            "repositoryPolicy.Statement[0]",
        ),
        (
            "ecr-trusted-principals",
            REPOSITORY_POLICY,
            {"policy": json.dumps(STRANGERS).replace("Statement", "statement")},
            'policy: "statement": AWS spells it Statement',
        ),
        (
            "ecr-tagged-images-stay",
            LIFECYCLE_POLICY,
            {"policy": json.dumps(EXPIRING).replace("rules", "Rules")},
            'policy: "Rules": AWS spells it rules',
        ),
        ("ecr-reviewed-actions", REPOSITORY_POLICY, {"policy": json.dumps(WILDCARD)}, "policy.Statement[0].Action"),
        ("ecr-tagged-images-stay", LIFECYCLE_POLICY, {"policy": json.dumps(EXPIRING)}, "policy.rules[0].selection"),
        ("ecr-tagged-images-stay", LIFECYCLE_POLICY, {"policy": EXPIRING}, "policy.rules[0].selection"),
        (
            "ecr-tagged-images-stay",
            "aws-native:ecr:Repository",
            NATIVE_SOUND | {"lifecyclePolicy": {"lifecyclePolicyText": json.dumps(EXPIRING)}},
            "lifecyclePolicy.lifecyclePolicyText.rules[0]",
        ),
        (
            "ecr-encryption",
            REPOSITORY,
            SOUND | {"encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": "alias/ecr"}]},
            'encryptionConfigurations[0].kmsKey: "alias/ecr"',
        ),
        ("ecr-no-force-delete", REPOSITORY, SOUND | {"forceDelete": True}, "forceDelete: true"),
        ("ecr-no-force-delete", "aws-native:ecr:Repository", NATIVE_SOUND | {"emptyOnDelete": True}, "emptyOnDelete"),
    ],
)
def test_one_fault_is_reported_by_the_policy_it_breaks_alone_at_its_place_in_one_line(
    policy: str, resource_type: str, properties: dict[str, Any], place: str
) -> None:
    found = all_reported(resource_type, properties)
    assert list(found) == [policy]
    (line,) = found[policy]
    assert line.startswith(place)
    assert "; " in line
    assert "\n" not in line


def test_a_repository_that_pulumi_may_delete_is_reported() -> None:
    assert all_reported(REPOSITORY, SOUND, protect=False) == {
        "ecr-protected": [
            "protect: Pulumi may delete or replace the repository, and the images in it are lost; add the resource "
            "option protect: true, or add the repository to exceptRepositories"
        ]
    }


def test_a_template_for_caches_may_be_mutable_and_no_other() -> None:
    mutable = TEMPLATE | {"imageTagMutability": "MUTABLE"}
    assert all_reported(CREATION_TEMPLATE, mutable | {"appliedFors": ["PULL_THROUGH_CACHE"]}) == {}
    assert list(all_reported(CREATION_TEMPLATE, mutable)) == ["ecr-immutable-tags"]


def test_a_document_that_is_given_as_an_object_has_its_numbers_as_floats() -> None:
    keeps = {"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan", "countNumber": 999999.0}
    expires = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 9.0}
    rules = [
        {"rulePriority": priority, "selection": selection, "action": {"type": "expire"}}
        for priority, selection in ((2.0, expires), (1.0, keeps))
    ]
    assert reported("ecr-tagged-images-stay", LIFECYCLE_POLICY, {"policy": {"rules": rules}}) == []


@pytest.mark.parametrize(
    ("pattern", "resource_type", "properties", "is_excepted"),
    [
        ("*-cache", REPOSITORY, {"name": "ml/trainer-cache"}, True),
        ("*-cache", REPOSITORY, {"name": "ml/trainer"}, False),
        ("*-cache", REPOSITORY, {}, False),
        ("team/*", CREATION_TEMPLATE, TEMPLATE | {"imageTagMutability": "MUTABLE"}, True),
        ("team/a", CREATION_TEMPLATE, TEMPLATE | {"imageTagMutability": "MUTABLE"}, False),
        ("ml/trainer", "aws-native:ecr:Repository", {"repositoryName": "ml/trainer"}, True),
    ],
)
def test_a_repository_is_excepted_by_its_name_and_a_template_by_all_names_below_its_prefix(
    pattern: str, resource_type: str, properties: dict[str, Any], is_excepted: bool
) -> None:
    lines = reported("ecr-immutable-tags", resource_type, properties, {"exceptRepositories": [pattern]})
    assert (lines == []) is is_excepted


def test_accounts_and_encryption_are_as_the_configuration_says() -> None:
    policy = {"policy": json.dumps(STRANGERS).replace('"*"', '{"AWS": "999988887777"}')}
    assert reported("ecr-trusted-principals", REPOSITORY_POLICY, policy) == []
    (line,) = reported("ecr-trusted-principals", REPOSITORY_POLICY, policy, {"accounts": ["111122223333"]})
    assert "everyone in account 999988887777 whose IAM policy allows it can use BatchGetImage" in line
    destination = {"registryId": "999988887777", "region": "us-east-1"}
    rules = {"replicationConfiguration": {"rules": [{"destinations": [destination]}]}}
    assert reported("ecr-trusted-principals", REPLICATION, rules) == []
    (line,) = reported("ecr-trusted-principals", REPLICATION, rules, {"accounts": ["111122223333"]})
    assert line.startswith("replicationConfiguration.rules[0].destinations[0].registryId")
    (line,) = reported("ecr-encryption", REPOSITORY, SOUND, {"types": ["KMS"]})
    assert line.startswith('encryptionConfigurations[0].encryptionType: "AES256": this policy pack requires KMS')


def test_a_wrong_configuration_is_reported_instead_of_judging_without_it() -> None:
    (line,) = reported("ecr-trusted-principals", REGISTRY_POLICY, {}, {"accounts": ["1111"]})
    assert line == (
        'configuration of ecr-trusted-principals.accounts[0]: "1111": an AWS account id has 12 digits; write all '
        'twelve, in quotes: "123456789012"'
    )
    (line,) = reported("ecr-private", REPOSITORY, SOUND, {"exceptRepository": ["a"]})
    assert line.endswith("is no setting here; did you mean exceptRepositories?")


@pytest.mark.parametrize(
    ("policy", "properties"),
    [
        ("ecr-encryption", SOUND | {"encryptionConfigurations": [{"kmsKey": UNKNOWN_STRING_VALUE}]}),
        ("ecr-immutable-tags", SOUND | {"imageTagMutability": UNKNOWN_STRING_VALUE}),
    ],
)
def test_a_value_that_is_not_known_yet_stops_the_policy_that_asks_and_no_other(
    policy: str, properties: dict[str, Any]
) -> None:
    with pytest.raises(UnknownValueError):
        reported(policy, REPOSITORY, properties)
    assert all(reported(name, REPOSITORY, properties) == [] for name in BY_NAME if name != policy)


def test_a_resource_of_anything_else_is_nothing_to_the_pack() -> None:
    assert all_reported("aws:s3/bucket:Bucket", {"acl": "public-read"}) == {}


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.name)
def test_every_policy_has_a_description_and_a_schema_of_its_configuration(policy: Policy) -> None:
    assert policy.description.endswith(".")
    assert policy.config_schema
    assert "exceptRepositories" in policy.config_schema.properties
    assert policy.enforcement_level is None  # the pack's own: mandatory
