"""Repositories and images of the emulated AWS: what moto accepts and ECR refuses."""

import hashlib
import json
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws

from .test_emulated_aws_answers import error_of

pytestmark = pytest.mark.slow

UNCHECKED = Config(parameter_validation=False)
KEY_ID = "0d1c2b3a-0000-4444-8888-0123456789ab"
KEY = f"arn:aws:kms:us-east-1:{DEFAULT_ACCOUNT}:key/{KEY_ID}"
INVALID, INVALID_TAG, TOO_MANY = "InvalidParameterException", "InvalidTagParameterException", "TooManyTagsException"


def exclude(*filters: str) -> list[dict[str, str]]:
    return [{"filterType": "WILDCARD", "filter": pattern} for pattern in filters]


def tags(count: int, prefix: str = "key") -> list[dict[str, str]]:
    return [{"Key": f"{prefix}{number}", "Value": "x"} for number in range(count)]


def create(ecr: Any, name: str = "trainer", **more: Any) -> Any:
    return ecr.create_repository(repositoryName=name, **more)["repository"]


@pytest.mark.parametrize("name", ["ab", "a--b", "a__b/c.d", "1a", "a" * 256])
def test_valid_names_are_accepted(aws: EmulatedAws, name: str) -> None:
    assert create(aws.client("ecr"), name)["repositoryName"] == name


@pytest.mark.parametrize(
    "name", ["a", "a" * 257, "Trainer", "a//b", "/a", "a/", "a___b", "a..b", "-a", "a_", "a b", "a\n"]
)
def test_invalid_names_are_refused(aws: EmulatedAws, name: str) -> None:
    with pytest.raises(ClientError, match="'repositoryName'") as refused:
        create(aws.client("ecr", config=UNCHECKED), name)
    assert error_of(refused) == (INVALID, 400, 0)


@pytest.mark.parametrize(
    "encryption",
    [
        {"encryptionType": "AES256"},
        {"encryptionType": "KMS"},
        *({"encryptionType": "KMS", "kmsKey": key} for key in (KEY, KEY_ID, "alias/ml", KEY.replace("key/", "alias/"))),
    ],
)
def test_valid_encryptions_are_accepted(aws: EmulatedAws, encryption: dict[str, str]) -> None:
    assert create(aws.client("ecr"), encryptionConfiguration=encryption)["encryptionConfiguration"].items() >= (
        encryption.items()
    )


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown encryption": ({"encryptionConfiguration": {"encryptionType": "FOO"}}, INVALID),
    "no encryption type": ({"encryptionConfiguration": {"kmsKey": KEY}}, INVALID),
    "KMS_DSSE outside GovCloud": ({"encryptionConfiguration": {"encryptionType": "KMS_DSSE"}}, INVALID),
    "AES256 with a key": ({"encryptionConfiguration": {"encryptionType": "AES256", "kmsKey": KEY}}, INVALID),
    **{
        f"key {key}": ({"encryptionConfiguration": {"encryptionType": "KMS", "kmsKey": key}}, INVALID)
        for key in (
            KEY.replace("us-east-1", "eu-west-1"),
            KEY.replace("arn:aws:", "arn:aws-cn:"),
            KEY.replace("kms", "s3"),
            KEY.replace("key/", ""),
            KEY.replace(KEY_ID, "1234abcd"),
            KEY.replace(KEY_ID, f"mrk-{KEY_ID}"),
            "my key",
            "x" * 2049,
        )
    },
    "51 tags": ({"tags": tags(51)}, TOO_MANY),
    "reserved tag": ({"tags": [{"Key": "aws:team", "Value": "ml"}]}, INVALID_TAG),
    "reserved tag in capitals": ({"tags": [{"Key": "AWS:team", "Value": "ml"}]}, INVALID_TAG),
    "empty key": ({"tags": [{"Key": "", "Value": "ml"}]}, INVALID_TAG),
    "long key": ({"tags": [{"Key": "k" * 129, "Value": "ml"}]}, INVALID_TAG),
    "long value": ({"tags": [{"Key": "team", "Value": "x" * 257}]}, INVALID_TAG),
    "odd characters": ({"tags": [{"Key": "team", "Value": "ml?"}]}, INVALID_TAG),
    "a key twice": ({"tags": tags(1) * 2}, INVALID_TAG),
    "another account's registry": ({"registryId": "111122223333"}, "AccessDeniedException"),
    "no account": ({"registryId": "12345"}, INVALID),
}
MUTABILITY_REFUSED: dict[str, dict[str, Any]] = {
    "unknown mutability": {"imageTagMutability": "FROZEN"},
    "exclusion without filters": {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION"},
    "no filter": {"imageTagMutability": "IMMUTABLE_WITH_EXCLUSION", "imageTagMutabilityExclusionFilters": []},
    "filters without exclusion": {
        "imageTagMutability": "IMMUTABLE",
        "imageTagMutabilityExclusionFilters": exclude("cache"),
    },
    "6 filters": {
        "imageTagMutability": "MUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": exclude(*"abcdef"),
    },
    "3 wildcards": {
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": exclude("*a*b*"),
    },
    "a character no tag has": {
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": exclude("a b"),
    },
    "another kind of filter": {
        "imageTagMutability": "IMMUTABLE_WITH_EXCLUSION",
        "imageTagMutabilityExclusionFilters": [{"filterType": "REGEX", "filter": "a"}],
    },
}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [*REFUSED.values(), *((arguments, INVALID) for arguments in MUTABILITY_REFUSED.values())],
    ids=[*REFUSED, *MUTABILITY_REFUSED],
)
def test_an_invalid_repository_is_refused(aws: EmulatedAws, arguments: dict[str, Any], code: str) -> None:
    ecr = aws.client("ecr", config=UNCHECKED)
    with pytest.raises(ClientError) as refused:
        create(ecr, **arguments)
    assert error_of(refused) == (code, 400, 0)
    assert ecr.describe_repositories()["repositories"] == []


def test_dual_layer_encryption_is_available_in_govcloud(aws: EmulatedAws) -> None:
    key = KEY.replace("aws", "aws-us-gov").replace("us-east-1", "us-gov-west-1")
    encryption = {"encryptionType": "KMS_DSSE", "kmsKey": key}
    ecr = aws.client("ecr", "us-gov-west-1")
    assert create(ecr, encryptionConfiguration=encryption)["encryptionConfiguration"] == encryption


def test_a_value_of_the_wrong_type_is_refused(aws: EmulatedAws) -> None:
    with pytest.raises(ClientError) as refused:
        create(aws.client("ecr", config=UNCHECKED), 5)  # type: ignore[arg-type]
    assert error_of(refused) == ("SerializationException", 400, 0)


def test_a_repository_has_at_most_50_tags(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    arn = create(ecr, tags=tags(49))["repositoryArn"]
    ecr.tag_resource(resourceArn=arn, tags=tags(50))
    with pytest.raises(ClientError) as refused:
        ecr.tag_resource(resourceArn=arn, tags=tags(1, "other"))
    assert error_of(refused) == (TOO_MANY, 400, 0)
    assert len(ecr.list_tags_for_resource(resourceArn=arn)["tags"]) == 50


def test_a_reserved_tag_is_not_added(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    arn = create(ecr)["repositoryArn"]
    with pytest.raises(ClientError) as refused:
        ecr.tag_resource(resourceArn=arn, tags=tags(1, "aws:"))
    assert error_of(refused) == (INVALID_TAG, 400, 0)


@pytest.mark.parametrize("arguments", MUTABILITY_REFUSED.values(), ids=MUTABILITY_REFUSED)
def test_an_invalid_mutability_is_refused(aws: EmulatedAws, arguments: dict[str, Any]) -> None:
    ecr = aws.client("ecr", config=UNCHECKED)
    create(ecr)
    with pytest.raises(ClientError) as refused:
        ecr.put_image_tag_mutability(repositoryName="trainer", **arguments)
    assert error_of(refused) == (INVALID, 400, 0)
    assert ecr.describe_repositories()["repositories"][0]["imageTagMutability"] == "MUTABLE"


def test_answers_about_mutability_include_the_filters(aws: EmulatedAws) -> None:
    ecr, filters = aws.client("ecr"), exclude("cache*", "*-dev", "a", "b", "c")
    create(ecr)
    put = ecr.put_image_tag_mutability(
        repositoryName="trainer",
        imageTagMutability="IMMUTABLE_WITH_EXCLUSION",
        imageTagMutabilityExclusionFilters=filters,
    )
    (described,) = ecr.describe_repositories()["repositories"]
    for answer in (put, described):
        assert answer["imageTagMutability"] == "IMMUTABLE_WITH_EXCLUSION"
        assert answer["imageTagMutabilityExclusionFilters"] == filters
    ecr.put_image_tag_mutability(repositoryName="trainer", imageTagMutability="MUTABLE")
    assert "imageTagMutabilityExclusionFilters" not in ecr.describe_repositories()["repositories"][0]


def manifest(number: int = 0) -> str:
    layers = [{"digest": f"sha256:{number:064x}"}]
    return json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": layers})


def put(ecr: Any, number: int, tag: str) -> None:
    ecr.put_image(repositoryName="trainer", imageManifest=manifest(number), imageTag=tag)


@pytest.mark.parametrize(
    ("mutability", "filters", "tag", "moves"),
    [
        ("MUTABLE", None, "v1", True),
        ("IMMUTABLE", None, "v1", False),
        ("IMMUTABLE_WITH_EXCLUSION", ["cache*"], "v1", False),
        ("IMMUTABLE_WITH_EXCLUSION", ["cache*"], "cache-main", True),
        ("IMMUTABLE_WITH_EXCLUSION", ["*-dev"], "v1-dev", True),
        ("IMMUTABLE_WITH_EXCLUSION", ["v*"], "main", False),
        ("IMMUTABLE_WITH_EXCLUSION", ["lat"], "latest", False),
        ("MUTABLE_WITH_EXCLUSION", ["release-*"], "release-1", False),
        ("MUTABLE_WITH_EXCLUSION", ["release-*"], "main", True),
    ],
)
def test_a_tag_moves_unless_it_is_immutable(
    aws: EmulatedAws, mutability: str, filters: list[str] | None, tag: str, moves: bool
) -> None:
    ecr = aws.client("ecr")
    more: Any = {"imageTagMutabilityExclusionFilters": exclude(*filters)} if filters else {}
    create(ecr, imageTagMutability=mutability, **more)
    put(ecr, 1, tag)
    if moves:
        put(ecr, 2, tag)
    else:
        with pytest.raises(ClientError, match="the repository is immutable") as refused:
            put(ecr, 2, tag)
        assert error_of(refused) == ("ImageTagAlreadyExistsException", 400, 0)
    answer = ecr.batch_get_image(repositoryName="trainer", imageIds=[{"imageTag": tag}])
    assert [image["imageManifest"] for image in answer["images"]] == [manifest(2 if moves else 1)]


def test_an_image_that_loses_its_tag_stays_untagged(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    create(ecr)
    for number in (1, 2, 1):
        put(ecr, number, "main")
    tags_of = {image["imageDigest"]: image.get("imageTags") for image in describe_images(ecr)}
    digests = [f"sha256:{hashlib.sha256(manifest(number).encode()).hexdigest()}" for number in (1, 2)]
    assert tags_of == {digests[0]: ["main"], digests[1]: None}


def describe_images(ecr: Any) -> list[Any]:
    return list(ecr.describe_images(repositoryName="trainer")["imageDetails"])


def test_putting_the_same_image_with_the_same_tag_again_is_an_error(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    create(ecr, imageTagMutability="IMMUTABLE")
    put(ecr, 1, "v1")
    with pytest.raises(ClientError) as refused:
        put(ecr, 1, "v1")
    assert error_of(refused) == ("ImageAlreadyExistsException", 400, 0)


def test_the_digest_of_an_image_is_that_of_its_manifest(aws: EmulatedAws) -> None:
    ecr, digest = aws.client("ecr"), "sha256:" + hashlib.sha256(manifest().encode()).hexdigest()
    create(ecr)
    assert ecr.put_image(repositoryName="trainer", imageManifest=manifest())["image"]["imageId"] == {
        "imageDigest": digest
    }
    ecr.put_image(repositoryName="trainer", imageManifest=manifest(), imageTag="v1", imageDigest=digest)
    with pytest.raises(ClientError) as refused:
        ecr.put_image(repositoryName="trainer", imageManifest=manifest(2), imageDigest=digest)
    assert error_of(refused) == ("ImageDigestDoesNotMatchException", 400, 0)
