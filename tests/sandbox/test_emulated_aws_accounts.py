"""Another account needs a repository policy that allows it."""

import json
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws

pytestmark = pytest.mark.slow

DATA_PLANE = "111122223333"
STRANGER = "444455556666"
NODE_ROLE = "unionai-acme-flyteworker-node-group"
NODE_ROLE_ARN = f"arn:aws:iam::{DATA_PLANE}:role/{NODE_ROLE}"
ROOT_ARN = f"arn:aws:iam::{DATA_PLANE}:root"
PULL = ["ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage", "ecr:BatchCheckLayerAvailability"]
EVERYONE = {"AWS": "*"}


def allow(principal: Any, action: Any = PULL, **more: Any) -> dict[str, Any]:
    return {"Sid": "AllowPull", "Effect": "Allow", "Principal": principal, "Action": action, **more}


def deny(principal: Any, action: Any = "ecr:*", **more: Any) -> dict[str, Any]:
    return {"Sid": "DenyAll", "Effect": "Deny", "Principal": principal, "Action": action, **more}


UNION_GRANT = allow({"AWS": NODE_ROLE_ARN})


def repository_with(aws: EmulatedAws, *statements: dict[str, Any]) -> str:
    """Make the repository `trainer` with one image of one layer, then its policy; return the layer's digest."""
    ecr = aws.client("ecr")
    ecr.create_repository(repositoryName="trainer")
    upload = ecr.initiate_layer_upload(repositoryName="trainer")["uploadId"]
    ecr.upload_layer_part(
        repositoryName="trainer", uploadId=upload, partFirstByte=0, partLastByte=4, layerPartBlob=b"layer"
    )
    digest: str = ecr.complete_layer_upload(
        repositoryName="trainer", uploadId=upload, layerDigests=["sha256:" + "0" * 64]
    )["layerDigest"]
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.oci.image.manifest.v1+json",
        "layers": [{"digest": digest}],
    }
    ecr.put_image(repositoryName="trainer", imageManifest=json.dumps(manifest), imageTag="v1")
    if statements:
        policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        ecr.set_repository_policy(repositoryName="trainer", policyText=policy, force=True)
    return digest


def pull(ecr: Any, repository: str = "trainer") -> Any:
    return ecr.batch_get_image(registryId=DEFAULT_ACCOUNT, repositoryName=repository, imageIds=[{"imageTag": "v1"}])


def can_pull(ecr: Any) -> bool:
    try:
        return len(pull(ecr)["images"]) == 1
    except ecr.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != "AccessDeniedException":
            raise
        return False


def test_the_union_grant_allows_the_named_role_to_pull(aws: EmulatedAws) -> None:
    digest = repository_with(aws, UNION_GRANT)
    node = aws.client("ecr", account=DATA_PLANE, role=NODE_ROLE)
    trainer = {"registryId": DEFAULT_ACCOUNT, "repositoryName": "trainer"}

    (image,) = pull(node)["images"]
    layers = node.batch_check_layer_availability(**trainer, layerDigests=[digest])["layers"]
    download = node.get_download_url_for_layer(**trainer, layerDigest=digest)

    assert (image["registryId"], image["imageId"]["imageTag"]) == (DEFAULT_ACCOUNT, "v1")
    assert [layer["layerAvailability"] for layer in layers] == ["AVAILABLE"]
    assert download["layerDigest"] == digest
    assert download["downloadUrl"].startswith("https://prod-us-east-1-starport-layer-bucket.s3.")


def test_the_union_grant_allows_no_other_role_to_pull(aws: EmulatedAws) -> None:
    repository_with(aws, UNION_GRANT)
    assert not can_pull(aws.client("ecr", account=DATA_PLANE, role="another-role"))
    assert not can_pull(aws.client("ecr", account=DATA_PLANE, role=f"path/{NODE_ROLE}"))
    assert not can_pull(aws.client("ecr", account=STRANGER, role=NODE_ROLE))


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        ("describe_images", {"repositoryName": "trainer"}),
        ("list_images", {"repositoryName": "trainer"}),
        ("describe_repositories", {"repositoryNames": ["trainer"]}),
        ("put_image", {"repositoryName": "trainer", "imageManifest": "{}"}),
        ("initiate_layer_upload", {"repositoryName": "trainer"}),
        ("get_repository_policy", {"repositoryName": "trainer"}),
        ("set_repository_policy", {"repositoryName": "trainer", "policyText": "{}"}),
        ("delete_repository", {"repositoryName": "trainer", "force": True}),
        ("create_repository", {"repositoryName": "theirs"}),
        ("describe_repositories", {}),
    ],
)
def test_the_union_grant_allows_only_pulling(aws: EmulatedAws, operation: str, arguments: dict[str, Any]) -> None:
    repository_with(aws, UNION_GRANT)
    unchecked = Config(parameter_validation=False)
    node = aws.client("ecr", account=DATA_PLANE, role=NODE_ROLE, config=unchecked)
    with pytest.raises(ClientError) as denied:
        getattr(node, operation)(registryId=DEFAULT_ACCOUNT, **arguments)
    assert denied.value.response["Error"]["Code"] == "AccessDeniedException"


def test_a_denial_names_the_caller_the_action_and_the_reason(aws: EmulatedAws) -> None:
    repository_with(aws)
    with pytest.raises(ClientError) as denied:
        pull(aws.client("ecr", account=DATA_PLANE, role=NODE_ROLE))
    assert denied.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    assert denied.value.response["ResponseMetadata"]["RetryAttempts"] == 0
    assert denied.value.response["Error"]["Message"] == (
        f"User: arn:aws:sts::{DATA_PLANE}:assumed-role/{NODE_ROLE}/emulated-aws is not authorized to "
        f"perform: ecr:BatchGetImage on resource: arn:aws:ecr:us-east-1:{DEFAULT_ACCOUNT}:repository/trainer "
        "because no resource-based policy allows the ecr:BatchGetImage action"
    )


def test_a_missing_repository_of_another_account_is_denied_not_missing(aws: EmulatedAws) -> None:
    with pytest.raises(ClientError, match="repository/nowhere because no resource-based policy") as denied:
        pull(aws.client("ecr", account=DATA_PLANE), "nowhere")
    assert denied.value.response["Error"]["Code"] == "AccessDeniedException"
    with pytest.raises(ClientError) as missing:
        pull(aws.client("ecr"), "nowhere")
    assert missing.value.response["Error"]["Code"] == "RepositoryNotFoundException"


@pytest.mark.parametrize(
    ("statements", "allowed"),
    [
        pytest.param([allow({"AWS": ROOT_ARN})], True, id="account-root"),
        pytest.param([allow({"AWS": DATA_PLANE})], True, id="account-id"),
        pytest.param([allow({"AWS": [f"arn:aws:iam::{STRANGER}:root", ROOT_ARN]})], True, id="one-of-list"),
        pytest.param([allow({"AWS": f"arn:aws:iam::{STRANGER}:root"})], False, id="other-account"),
        pytest.param([allow("*")], True, id="everyone"),
        pytest.param([allow(EVERYONE)], True, id="everyone-as-map"),
        pytest.param([allow({"Service": "lambda.amazonaws.com"})], False, id="service"),
        pytest.param([allow(EVERYONE, "ecr:Batch*")], True, id="action-wildcard"),
        pytest.param([allow(EVERYONE, "ECR:batchgetimage")], True, id="action-in-other-case"),
        pytest.param([allow(EVERYONE, "ecr:DescribeImages")], False, id="other-action"),
        pytest.param([UNION_GRANT, deny(EVERYONE)], False, id="deny-wins"),
        pytest.param([deny({"AWS": NODE_ROLE_ARN}), allow(EVERYONE)], False, id="deny-first-wins"),
        pytest.param([UNION_GRANT, deny({"AWS": STRANGER})], True, id="deny-of-others"),
        pytest.param([UNION_GRANT, deny(EVERYONE, "ecr:PutImage")], True, id="deny-of-other-action"),
    ],
)
def test_a_statement_allows_its_principals_its_actions(
    aws: EmulatedAws, statements: list[dict[str, Any]], allowed: bool
) -> None:
    repository_with(aws, *statements)
    assert can_pull(aws.client("ecr", account=DATA_PLANE, role=NODE_ROLE)) is allowed


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"StringEquals": {"aws:PrincipalAccount": DATA_PLANE}}, True),
        ({"StringEquals": {"aws:PrincipalAccount": [STRANGER, DATA_PLANE]}}, True),
        ({"StringEquals": {"aws:PrincipalAccount": STRANGER}}, False),
        ({"StringEquals": {"aws:principalorgid": "o-acme"}}, True),
        ({"StringEquals": {"aws:PrincipalOrgID": "o-other"}}, False),
        ({"StringNotEquals": {"aws:PrincipalOrgID": "o-other"}}, True),
        ({"ArnEquals": {"aws:PrincipalArn": NODE_ROLE_ARN}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/unionai-*"}}, True),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:*"}}, False),
        ({"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/unionai-????-*"}}, True),
        ({"StringEquals": {"aws:PrincipalArn": "arn:aws:iam::*:role/unionai-*"}}, False),
        ({"StringEquals": {"aws:PrincipalAccount": DATA_PLANE, "aws:PrincipalOrgID": "o-other"}}, False),
        ({"StringEqualsIfExists": {"aws:PrincipalAccount": STRANGER}}, False),
        ({"StringEqualsIfExists": {"aws:SourceAccount": STRANGER}}, True),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-acme/*"}}, True),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-other/*", "o-acme/r-root/ou-root-ml/*"]}}, True),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-acme/r-root/ou-root-web/*"}}, False),
        ({"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-acme/r-root/ou-root-ml/"}}, True),
        ({"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-acme/*"}}, False),
        ({"ForAllValues:StringLike": {"aws:PrincipalOrgPaths": "o-other/*"}}, False),
        ({"Bool": {"aws:PrincipalIsAWSService": "false"}}, True),
    ],
)
def test_conditions_on_the_caller_apply_to_allow_and_deny(
    aws: EmulatedAws, condition: dict[str, Any], holds: bool
) -> None:
    aws.join_organization("o-acme", DEFAULT_ACCOUNT, DATA_PLANE, path="o-acme/r-root/ou-root-ml/")
    repository_with(aws, allow(EVERYONE, Condition=condition))
    node = aws.client("ecr", account=DATA_PLANE, role=NODE_ROLE)
    assert can_pull(node) is holds
    policy = {"Version": "2012-10-17", "Statement": [UNION_GRANT, deny(EVERYONE, PULL, Condition=condition)]}
    aws.client("ecr").set_repository_policy(repositoryName="trainer", policyText=json.dumps(policy))
    assert can_pull(node) is not holds


@pytest.mark.parametrize(
    "condition",
    [
        {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}},
        {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
        {"StringEquals": {"aws:PrincipalOrgPaths": "o-acme/r-root/"}},
        {"ForAnyValue:StringNotLike": {"aws:PrincipalOrgPaths": "o-other/*"}},
    ],
)
def test_an_allow_with_an_unknown_condition_allows_nobody(aws: EmulatedAws, condition: dict[str, Any]) -> None:
    repository_with(aws, allow(EVERYONE, Condition=condition))
    node = aws.client("ecr", account=DATA_PLANE, role=NODE_ROLE)
    assert not can_pull(node)
    policy = {"Version": "2012-10-17", "Statement": [UNION_GRANT, deny(EVERYONE, PULL, Condition=condition)]}
    aws.client("ecr").set_repository_policy(repositoryName="trainer", policyText=json.dumps(policy))
    assert not can_pull(node)


def test_an_account_outside_every_organization_fails_an_organization_condition(aws: EmulatedAws) -> None:
    repository_with(aws, allow(EVERYONE, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-acme"}}))
    assert not can_pull(aws.client("ecr", account=STRANGER))


def test_accounts_of_an_organization_are_at_its_root_unless_a_unit_is_given(aws: EmulatedAws) -> None:
    aws.join_organization("o-acme", DATA_PLANE)
    units = {"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-acme/r-root/"}}
    repository_with(aws, allow(EVERYONE, Condition=units))
    assert can_pull(aws.client("ecr", account=DATA_PLANE))


@pytest.mark.parametrize("path", ["o-other/r-root/", "o-acme/r-root/ou-root-ml"])
def test_an_organization_path_of_another_organization_is_an_error(aws: EmulatedAws, path: str) -> None:
    with pytest.raises(ValueError, match="no path in the organization o-acme"):
        aws.join_organization("o-acme", DATA_PLANE, path=path)


def test_the_owner_needs_no_policy_but_a_deny_applies_to_it(aws: EmulatedAws) -> None:
    repository_with(aws, UNION_GRANT, deny({"AWS": f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/ci"}, PULL))
    assert can_pull(aws.client("ecr"))
    with pytest.raises(ClientError, match="with an explicit deny in a resource-based policy"):
        pull(aws.client("ecr", role="ci"))


def test_a_policy_can_allow_a_user_by_its_arn(aws: EmulatedAws) -> None:
    iam = aws.client("iam", account=DATA_PLANE)
    iam.create_user(UserName="robot")
    key = iam.create_access_key(UserName="robot")["AccessKey"]
    repository_with(aws, allow({"AWS": f"arn:aws:iam::{DATA_PLANE}:user/robot"}))
    robot = boto3.client(
        "ecr",
        region_name="us-east-1",
        endpoint_url=aws.endpoint,
        aws_access_key_id=key["AccessKeyId"],
        aws_secret_access_key=key["SecretAccessKey"],
    )
    assert can_pull(robot)


def test_a_push_grant_allows_another_account_to_push(aws: EmulatedAws) -> None:
    push = ["ecr:PutImage", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload"]
    repository_with(aws, allow({"AWS": ROOT_ARN}, push))
    other = aws.client("ecr", account=DATA_PLANE)
    trainer = {"registryId": DEFAULT_ACCOUNT, "repositoryName": "trainer"}
    upload = other.initiate_layer_upload(**trainer)["uploadId"]
    other.upload_layer_part(**trainer, uploadId=upload, partFirstByte=0, partLastByte=1, layerPartBlob=b"ab")
    other.complete_layer_upload(**trainer, uploadId=upload, layerDigests=["sha256:" + "0" * 64])
    manifest = '{"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []}'
    other.put_image(**trainer, imageManifest=manifest, imageTag="theirs")
    tags = [image.get("imageTag") for image in aws.client("ecr").list_images(repositoryName="trainer")["imageIds"]]
    assert sorted(tags) == ["theirs", "v1"]


def test_tags_are_read_by_arn_in_the_registry_the_arn_names(aws: EmulatedAws) -> None:
    owner, other = aws.client("ecr"), aws.client("ecr", account=DATA_PLANE)
    arn = owner.create_repository(repositoryName="trainer", tags=[{"Key": "team", "Value": "ml"}])
    other.create_repository(repositoryName="trainer", tags=[{"Key": "team", "Value": "theirs"}])
    arn = arn["repository"]["repositoryArn"]
    assert owner.list_tags_for_resource(resourceArn=arn)["tags"] == [{"Key": "team", "Value": "ml"}]
    with pytest.raises(ClientError, match="ecr:ListTagsForResource"):
        other.list_tags_for_resource(resourceArn=arn)
