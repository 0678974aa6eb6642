"""Repository creation templates of the emulated AWS."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws

from .test_emulated_aws_answers import error_of
from .test_emulated_aws_lifecycle import LAST, document, rule
from .test_emulated_aws_policies import statement, text

pytestmark = pytest.mark.slow

ROLE = f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/ecr/templates"
KEY = f"arn:aws:kms:us-east-1:{DEFAULT_ACCOUNT}:key/0d1c2b3a-0000-4444-8888-0123456789ab"
LIFECYCLE = document(rule(1, LAST))
FULL: dict[str, Any] = {
    "description": "images of the ML team",
    "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": KEY},
    "resourceTags": [{"Key": "team", "Value": "ml"}],
    "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
    "imageTagMutabilityExclusionFilters": [{"filterType": "WILDCARD", "filter": "cache*"}],
    "repositoryPolicy": text(statement()),
    "lifecyclePolicy": LIFECYCLE,
    "customRoleArn": ROLE,
}


def create(ecr: Any, prefix: str = "ml", **more: Any) -> Any:
    arguments = {"appliedFor": ["PULL_THROUGH_CACHE"], **more}
    return ecr.create_repository_creation_template(prefix=prefix, **arguments)["repositoryCreationTemplate"]


def described(ecr: Any) -> list[Any]:
    return list(ecr.describe_repository_creation_templates()["repositoryCreationTemplates"])


@pytest.mark.parametrize("prefix", ["ml", "ml/", "a/b--c/d__e", "ROOT"])
def test_a_template_has_ecrs_defaults(aws: EmulatedAws, prefix: str) -> None:
    ecr = aws.client("ecr")
    template = create(ecr, prefix, appliedFor=["REPLICATION", "CREATE_ON_PUSH"])
    assert described(ecr) == [template]
    assert abs(template.pop("createdAt") - datetime.now(UTC)) < timedelta(minutes=1)
    assert abs(template.pop("updatedAt") - datetime.now(UTC)) < timedelta(minutes=1)
    assert template == {
        "prefix": prefix,
        "appliedFor": ["REPLICATION", "CREATE_ON_PUSH"],
        "encryptionConfiguration": {"encryptionType": "AES256"},
        "imageTagMutability": "MUTABLE",
        "resourceTags": [],
    }


def test_a_template_stores_every_field(aws: EmulatedAws) -> None:
    template = create(aws.client("ecr"), **FULL)
    assert {name: template[name] for name in FULL} == FULL


def test_an_update_changes_only_the_given_fields(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    before = create(ecr, **FULL)
    ecr.update_repository_creation_template(prefix="ml", description="new", appliedFor=["REPLICATION"])
    (after,) = described(ecr)
    assert after.pop("updatedAt") > before.pop("updatedAt")
    assert after == {**before, "description": "new", "appliedFor": ["REPLICATION"]}


def test_an_update_can_remove_documents_and_exclusions(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    create(ecr, **FULL)
    ecr.update_repository_creation_template(
        prefix="ml", repositoryPolicy="", lifecyclePolicy="", imageTagMutability="IMMUTABLE"
    )
    (after,) = described(ecr)
    assert not {"repositoryPolicy", "lifecyclePolicy", "imageTagMutabilityExclusionFilters"} & after.keys()


def test_a_deleted_template_is_gone(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    template = create(ecr)
    answer = ecr.delete_repository_creation_template(prefix="ml")
    assert (answer["registryId"], answer["repositoryCreationTemplate"]) == (DEFAULT_ACCOUNT, template)
    assert described(ecr) == []


@pytest.mark.parametrize("prefix", ["ml", "ml/"])
def test_a_prefix_has_one_template_with_or_without_its_slash(aws: EmulatedAws, prefix: str) -> None:
    ecr = aws.client("ecr")
    create(ecr, "ml")
    with pytest.raises(ClientError) as refused:
        create(ecr, prefix)
    assert error_of(refused) == ("TemplateAlreadyExistsException", 400, 0)


@pytest.mark.parametrize("operation", ["update", "delete"])
def test_a_template_that_is_missing_is_not_found(aws: EmulatedAws, operation: str) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(aws.client("ecr"), f"{operation}_repository_creation_template")(prefix="ml")
    assert error_of(refused) == ("TemplateNotFoundException", 400, 0)


def test_templates_are_described_by_prefix_and_in_pages(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    for number in range(5):
        create(ecr, f"team{number}")
    some = ecr.describe_repository_creation_templates(prefixes=["team1/", "team3", "nowhere"])
    assert [template["prefix"] for template in some["repositoryCreationTemplates"]] == ["team1", "team3"]
    pages = ecr.get_paginator("describe_repository_creation_templates").paginate(PaginationConfig={"PageSize": 2})
    assert [len(page["repositoryCreationTemplates"]) for page in pages] == [2, 2, 1]


def test_templates_are_of_their_account_and_region_until_a_reset(aws: EmulatedAws) -> None:
    create(aws.client("ecr"))
    assert described(aws.client("ecr", "eu-west-1")) == []
    assert described(aws.client("ecr", account="111122223333")) == []
    aws.reset()
    assert described(aws.client("ecr")) == []


ML = [{"Key": "team", "Value": "ml"}]
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "prefix with capitals": ({"prefix": "Ml"}, "'prefix'"),
    "prefix of 257 characters": ({"prefix": "m" * 257}, "'prefix'"),
    "applied for nothing": ({"appliedFor": []}, "'appliedFor'"),
    "applied for an unknown use": ({"appliedFor": ["PUSH"]}, "'appliedFor.1.member'"),
    "description of 257 characters": ({"description": "x" * 257}, "'description'"),
    "tags without role": ({"resourceTags": ML}, "'customRoleArn'"),
    "KMS without role": ({"encryptionConfiguration": {"encryptionType": "KMS"}}, "'customRoleArn'"),
    "role that is none": ({"customRoleArn": "ecr-templates"}, "'customRoleArn'"),
    "role of another account": ({"customRoleArn": "arn:aws:iam::111122223333:role/x"}, "'customRoleArn'"),
    "role of another partition": ({"customRoleArn": ROLE.replace("aws", "aws-cn")}, "'customRoleArn'"),
    "key by alias": (
        {"encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": "alias/ml"}, "customRoleArn": ROLE},
        "kmsKey",
    ),
    "key of another region": (
        {
            "encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": KEY.replace("us-east-1", "eu-west-1")},
            "customRoleArn": ROLE,
        },
        "kmsKey",
    ),
    "exclusion without filters": ({"imageTagMutability": "MUTABLE_WITH_EXCLUSION"}, "ExclusionFilters"),
    "reserved tag": ({"resourceTags": [{"Key": "aws:x", "Value": "y"}], "customRoleArn": ROLE}, "aws:"),
    "repository policy": ({"repositoryPolicy": text(statement(Action="s3:*"))}, "Invalid repository policy provided"),
    "long policy": ({"repositoryPolicy": text(statement()).ljust(10_241)}, "'repositoryPolicy'"),
    "lifecycle policy": ({"lifecyclePolicy": LIFECYCLE.replace("any", "all")}, "Lifecycle policy validation failure"),
    "short lifecycle policy": ({"lifecyclePolicy": "{}"}, "Lifecycle policy validation failure"),
}


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_an_invalid_template_is_refused_on_creation_and_update(
    aws: EmulatedAws, arguments: dict[str, Any], said: str
) -> None:
    ecr = aws.client("ecr", config=Config(parameter_validation=False))
    with pytest.raises(ClientError, match=said) as refused:
        create(ecr, **arguments)
    assert error_of(refused)[0] in ("InvalidParameterException", "InvalidTagParameterException")
    before = create(ecr)
    with pytest.raises(ClientError, match=said):
        ecr.update_repository_creation_template(**{"prefix": "ml", **arguments})
    assert described(ecr) == [before]


def push(ecr: Any, repository: str) -> None:
    upload = ecr.initiate_layer_upload(repositoryName=repository)["uploadId"]
    ecr.upload_layer_part(
        repositoryName=repository, uploadId=upload, partFirstByte=0, partLastByte=4, layerPartBlob=b"layer"
    )


def test_a_push_creates_the_repository_of_its_template(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    create(ecr, appliedFor=["CREATE_ON_PUSH"], **FULL)
    push(ecr, "ml/trainer")
    (made,) = ecr.describe_repositories()["repositories"]
    tags = ecr.list_tags_for_resource(resourceArn=made["repositoryArn"])["tags"]
    same = ("encryptionConfiguration", "imageTagMutability", "imageTagMutabilityExclusionFilters")
    assert {name: made[name] for name in same} == {name: FULL[name] for name in same}
    assert (made["repositoryName"], tags) == ("ml/trainer", ML)
    assert json.loads(ecr.get_repository_policy(repositoryName="ml/trainer")["policyText"]) == json.loads(
        FULL["repositoryPolicy"]
    )
    assert ecr.get_lifecycle_policy(repositoryName="ml/trainer")["lifecyclePolicyText"] == LIFECYCLE


@pytest.mark.parametrize(
    ("repository", "mutability"),
    [
        ("ml/vision/trainer", "IMMUTABLE"),
        ("ml/trainer", "MUTABLE"),
        ("mlops/trainer", "IMMUTABLE"),
        ("ml", "IMMUTABLE"),
    ],
)
def test_the_template_with_the_longest_prefix_is_applied(aws: EmulatedAws, repository: str, mutability: str) -> None:
    ecr = aws.client("ecr")
    for prefix, tags in (("ROOT", "IMMUTABLE"), ("ml", "MUTABLE"), ("ml/vision", "IMMUTABLE")):
        create(ecr, prefix, appliedFor=["CREATE_ON_PUSH"], imageTagMutability=tags)
    push(ecr, repository)
    assert ecr.describe_repositories()["repositories"][0]["imageTagMutability"] == mutability


@pytest.mark.parametrize(("prefix", "use"), [("web", "CREATE_ON_PUSH"), ("ml", "REPLICATION")])
def test_a_push_to_a_missing_repository_without_a_template_fails(aws: EmulatedAws, prefix: str, use: str) -> None:
    ecr = aws.client("ecr")
    create(ecr, prefix, appliedFor=[use])
    with pytest.raises(ClientError) as refused:
        push(ecr, "ml/trainer")
    assert error_of(refused) == ("RepositoryNotFoundException", 400, 0)
