"""aws.s3.Bucket and the types for its settings as the provider does them.

Sources: terraform-provider-aws internal/service/s3 (bucket.go, bucket_versioning.go, bucket_policy.go,
bucket_public_access_block.go, bucket_server_side_encryption_configuration.go, bucket_lifecycle_configuration.go) and
the pulumi-aws schema of 7.51. The stand-in supports of a bucket only what no other type declares, and of a lifecycle
rule only what expires.

- The id of a setting is the bucket's name.
- A deletion of the versioning suspends it; S3 deletes no bucket that holds objects, and `forceDestroy` empties it.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.provider.api_mapping import Arguments, mapped_type
from sandbox.provider.documents import normalized_json
from sandbox.provider.resource_type import REGION, TAGGED, Properties, Property, ResourceType
from sandbox.provider.tags import tag_list, tag_mapping
from union_ecr.ecr.policy_equivalence import equivalent_policies

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_FIRST_REGION = "us-east-1"
"""The one that CreateBucket takes no LocationConstraint for."""
_ABBREVIATIONS = {"id": "ID", "sseAlgorithm": "SSEAlgorithm", "kmsMasterKeyId": "KMSMasterKeyID"}
_PROPERTIES = {api: name for name, api in _ABBREVIATIONS.items()}
_NO_BUCKET = "NoSuchBucket"


def to_api(value: Any) -> Any:
    """A property's value with the names of S3's API."""
    if isinstance(value, Mapping):
        return {_ABBREVIATIONS.get(key, key[0].upper() + key[1:]): to_api(inner) for key, inner in value.items()}
    return [to_api(inner) for inner in value] if isinstance(value, list) else value


def to_properties(value: Any) -> Any:
    """A value of the API with the names of properties."""
    if isinstance(value, Mapping):
        return {_PROPERTIES.get(key, key[0].lower() + key[1:]): to_properties(inner) for key, inner in value.items()}
    return [to_properties(inner) for inner in value] if isinstance(value, list) else value


def create(client: "S3Client", inputs: Properties) -> str:
    """CreateBucket in the client's region, then its tags."""
    region = client.meta.region_name
    place: Any = {} if region == _FIRST_REGION else {"CreateBucketConfiguration": {"LocationConstraint": region}}
    client.create_bucket(Bucket=inputs["bucket"], **place)
    _tag(client, inputs["bucket"], inputs.get("tagsAll"))
    return str(inputs["bucket"])


def get(client: "S3Client", identifier: str, state: Properties) -> Properties:
    """The live bucket; forceDestroy is no property of AWS, so it comes from the state."""
    client.head_bucket(Bucket=identifier)
    try:
        tags = tag_mapping(client.get_bucket_tagging(Bucket=identifier)["TagSet"])
    except client.exceptions.ClientError as error:
        if error.response["Error"].get("Code") != "NoSuchTagSet":
            raise
        tags = {}
    return {
        "bucket": identifier,
        "arn": f"arn:aws:s3:::{identifier}",
        "forceDestroy": state.get("forceDestroy", False),
        "tagsAll": tags,
    }


def update(client: "S3Client", old: Properties, new: Properties) -> None:
    """Its tags; all else replaces it."""
    if old.get("tagsAll") != new.get("tagsAll"):
        client.delete_bucket_tagging(Bucket=old["bucket"])
        _tag(client, old["bucket"], new.get("tagsAll"))


def _tag(client: "S3Client", bucket: str, tags: Mapping[str, str] | None) -> None:
    if tags:
        client.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tag_list(tags)})


BUCKET = ResourceType(
    noun="S3 Bucket",
    creating="creating S3 Bucket ({bucket})",
    service="s3",
    name_property="bucket",
    properties={
        "bucket": Property(replaces=True),
        "region": REGION,
        "forceDestroy": Property(default=False),
        **TAGGED,
    },
    computed=("arn",),
    create=create,
    get=get,
    update=update,
    remove=lambda client, state: client.delete_bucket(Bucket=state["bucket"]),
    absent=(_NO_BUCKET, "404"),
)


def _setting(noun: str, properties: Mapping[str, Property], absent: tuple[str, ...] = (), **operations: Any) -> Any:
    own = {"bucket": Property(replaces=True, parameter="Bucket"), "region": REGION, **properties}
    creating = f"creating {noun} ({{bucket}})"
    return mapped_type(
        noun, "{bucket}", own, creating=creating, service="s3", absent=(_NO_BUCKET, *absent), **operations
    )


def put_versioning(client: "S3Client", arguments: Arguments) -> None:
    """PutBucketVersioning."""
    configuration = to_api(arguments["versioningConfiguration"])
    client.put_bucket_versioning(Bucket=arguments["Bucket"], VersioningConfiguration=configuration)


def get_versioning(client: "S3Client", arguments: Arguments) -> Arguments:
    """GetBucketVersioning; a bucket that never had it answers nothing."""
    live = client.get_bucket_versioning(**arguments)
    return {**arguments, "versioningConfiguration": {"status": live.get("Status", "Disabled")}}


VERSIONING = _setting(
    "S3 Bucket Versioning",
    {"versioningConfiguration": Property()},
    put=put_versioning,
    get=get_versioning,
    delete=lambda client, arguments: put_versioning(
        client, {**arguments, "versioningConfiguration": {"status": "Suspended"}}
    ),
)


def put_encryption(client: "S3Client", arguments: Arguments) -> None:
    """PutBucketEncryption."""
    rules: Any = [
        {"ApplyServerSideEncryptionByDefault": to_api(rule["applyServerSideEncryptionByDefault"])}
        for rule in arguments["rules"]
    ]
    client.put_bucket_encryption(Bucket=arguments["Bucket"], ServerSideEncryptionConfiguration={"Rules": rules})


def get_encryption(client: "S3Client", arguments: Arguments) -> Arguments:
    """GetBucketEncryption."""
    rules = client.get_bucket_encryption(**arguments)["ServerSideEncryptionConfiguration"]["Rules"]
    kept = "applyServerSideEncryptionByDefault"
    return {**arguments, "rules": [{kept: to_properties(rule)[kept]} for rule in rules]}


ENCRYPTION = _setting(
    "S3 Bucket Server-side Encryption Configuration",
    {"rules": Property()},
    ("ServerSideEncryptionConfigurationNotFoundError",),
    put=put_encryption,
    get=get_encryption,
    delete="delete_bucket_encryption",
)
_BLOCKED = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def put_public_access_block(client: "S3Client", arguments: Arguments) -> None:
    """PutPublicAccessBlock; what is left out is false."""
    configuration: Any = to_api({name: arguments.get(name, False) for name in _BLOCKED})
    client.put_public_access_block(Bucket=arguments["Bucket"], PublicAccessBlockConfiguration=configuration)


def get_public_access_block(client: "S3Client", arguments: Arguments) -> Arguments:
    """GetPublicAccessBlock."""
    live = client.get_public_access_block(**arguments)["PublicAccessBlockConfiguration"]
    return {**arguments, **to_properties(live)}


PUBLIC_ACCESS_BLOCK = _setting(
    "S3 Bucket Public Access Block",
    {name: Property(default=False) for name in _BLOCKED},
    ("NoSuchPublicAccessBlockConfiguration",),
    put=put_public_access_block,
    get=get_public_access_block,
    delete="delete_public_access_block",
)
BUCKET_POLICY = _setting(
    "S3 Bucket Policy",
    {"policy": Property(parameter="Policy", document=normalized_json, equal=equivalent_policies)},
    ("NoSuchBucketPolicy",),
    put="put_bucket_policy",
    get=lambda client, arguments: {**arguments, "Policy": client.get_bucket_policy(**arguments)["Policy"]},
    delete="delete_bucket_policy",
)


def put_lifecycle(client: "S3Client", arguments: Arguments) -> None:
    """PutBucketLifecycleConfiguration; a rule without a filter is for every object."""
    rules: Any = [{"Filter": {"Prefix": ""}, **to_api(rule)} for rule in arguments["rules"]]
    client.put_bucket_lifecycle_configuration(Bucket=arguments["Bucket"], LifecycleConfiguration={"Rules": rules})


def get_lifecycle(client: "S3Client", arguments: Arguments) -> Arguments:
    """GetBucketLifecycleConfiguration."""
    rules = client.get_bucket_lifecycle_configuration(**arguments)["Rules"]
    return {**arguments, "rules": [_without_empty_filter(to_properties(rule)) for rule in rules]}


def _without_empty_filter(rule: Properties) -> Properties:
    return {name: value for name, value in rule.items() if name != "filter" or value != {"prefix": ""}}


LIFECYCLE = _setting(
    "S3 Bucket Lifecycle Configuration",
    {"rules": Property()},
    ("NoSuchLifecycleConfiguration",),
    put=put_lifecycle,
    get=get_lifecycle,
    delete="delete_bucket_lifecycle",
)
