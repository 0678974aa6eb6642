"""aws.ecr.Repository as the provider does it (terraform-provider-aws internal/service/ecr/repository.go)."""

from typing import TYPE_CHECKING, Any

from sandbox.provider.equality import equal_or_empty
from sandbox.provider.errors import ActionError, action
from sandbox.provider.resource_type import REGION, TAGGED, Properties, Property, ResourceType
from sandbox.provider.tags import tag_list, tag_mapping, update_tags

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecr.type_defs import RepositoryTypeDef


def check(inputs: Properties) -> list[tuple[str, str]]:
    """What the plugin refuses at plan time."""
    filters = inputs.get("imageTagMutabilityExclusionFilters")
    if filters and not str(inputs.get("imageTagMutability", "")).endswith("_WITH_EXCLUSION"):
        reason = "image_tag_mutability_exclusion_filter needs IMMUTABLE_WITH_EXCLUSION or MUTABLE_WITH_EXCLUSION"
        return [("imageTagMutabilityExclusionFilters", reason)]
    return []


def same_encryption(old: Any, new: Any) -> bool:
    """A KMS configuration without a key keeps whatever key AWS chose."""
    before, after = (old or [{}])[0], (new or [{}])[0]
    kinds = before.get("encryptionType", "AES256") == after.get("encryptionType", "AES256")
    return bool(kinds and (not after.get("kmsKey") or before.get("kmsKey") == after.get("kmsKey")))


def encryption_argument(inputs: Properties) -> dict[str, str]:
    """The configuration as a parameter of AWS; empty when none is given."""
    return {
        key: value for given in inputs.get("encryptionConfigurations") or [] for key, value in given.items() if value
    }


def scanning_argument(inputs: Properties) -> Any:
    """The configuration as a parameter of AWS; the SDK leaves false out, which to ECR means the same."""
    configuration = inputs.get("imageScanningConfiguration")
    return configuration and {name: value for name, value in configuration.items() if value}


def create(client: "ECRClient", inputs: Properties) -> str:
    """A single CreateRepository, tags included."""
    arguments: dict[str, Any] = {
        "repositoryName": inputs["name"],
        "imageTagMutability": inputs["imageTagMutability"],
        "imageTagMutabilityExclusionFilters": inputs.get("imageTagMutabilityExclusionFilters"),
        "imageScanningConfiguration": scanning_argument(inputs),
        "encryptionConfiguration": encryption_argument(inputs),
        "tags": tag_list(inputs.get("tagsAll")),
    }
    client.create_repository(**{name: value for name, value in arguments.items() if value})
    return str(inputs["name"])


def get(client: "ECRClient", identifier: str, state: Properties) -> Properties:
    """The live repository; forceDelete is no property of AWS, so it comes from the state."""
    live = client.describe_repositories(repositoryNames=[identifier])["repositories"][0]
    tags = client.list_tags_for_resource(resourceArn=live["repositoryArn"])["tags"]
    return {
        **_settings(live),
        "tagsAll": tag_mapping(tags),
        **({"forceDelete": state["forceDelete"]} if "forceDelete" in state else {}),
    }


def _settings(live: "RepositoryTypeDef") -> Properties:
    encryption = live.get("encryptionConfiguration", {"encryptionType": "AES256"})
    return {
        "name": live["repositoryName"],
        "arn": live["repositoryArn"],
        "registryId": live["registryId"],
        "repositoryUrl": live["repositoryUri"],
        "imageTagMutability": live["imageTagMutability"],
        "imageTagMutabilityExclusionFilters": live.get("imageTagMutabilityExclusionFilters", []),
        "imageScanningConfiguration": {
            "scanOnPush": live.get("imageScanningConfiguration", {}).get("scanOnPush", False)
        },
        "encryptionConfigurations": [dict(encryption)],
    }


def update(client: "ECRClient", old: Properties, new: Properties) -> None:
    """A call for each difference, like the plugin."""
    name, arn = old["name"], old["arn"]
    filters = new.get("imageTagMutabilityExclusionFilters") or []
    if old["imageTagMutability"] != new["imageTagMutability"] or not equal_or_empty(
        old.get("imageTagMutabilityExclusionFilters"), filters
    ):
        exclusions: Any = {"imageTagMutabilityExclusionFilters": filters} if filters else {}
        with action(f"setting {REPOSITORY.noun} ({name}) image tag mutability"):
            client.put_image_tag_mutability(
                repositoryName=name, imageTagMutability=new["imageTagMutability"], **exclusions
            )
    scanning: Any = scanning_argument(new) or {}
    if scanning_argument(old) != scanning:
        with action(f"setting {REPOSITORY.noun} ({name}) image scanning configuration"):
            client.put_image_scanning_configuration(repositoryName=name, imageScanningConfiguration=scanning)
    update_tags(
        old.get("tagsAll"),
        new.get("tagsAll"),
        untag=lambda keys: client.untag_resource(resourceArn=arn, tagKeys=keys),
        tag=lambda tags: client.tag_resource(resourceArn=arn, tags=tags),
    )


def remove(client: "ECRClient", state: Properties) -> None:
    """DeleteRepository, then DescribeRepositories until it is gone; AWS refuses one with images without forceDelete.

    The plugin asks for 20 minutes. The emulated AWS deletes at once, so the stand-in asks once.
    """
    name = state["name"]
    try:
        client.delete_repository(repositoryName=name, force=bool(state.get("forceDelete")))
    except client.exceptions.RepositoryNotEmptyException as error:
        raise ActionError(f"{REPOSITORY.noun} ({name}) not empty, consider using force_delete", error) from error
    client.describe_repositories(repositoryNames=[name])


REPOSITORY = ResourceType(
    noun="ECR Repository",
    creating="creating ECR Repository ({name})",
    name_property="name",
    properties={
        "name": Property(replaces=True),
        "region": REGION,
        "imageTagMutability": Property(default="MUTABLE"),
        "imageTagMutabilityExclusionFilters": Property(),
        "imageScanningConfiguration": Property(kept_when_absent=True),
        "encryptionConfigurations": Property(replaces=True, kept_when_absent=True, equal=same_encryption),
        "forceDelete": Property(default=False),
        **TAGGED,
    },
    computed=("arn", "registryId", "repositoryUrl"),
    check=check,
    create=create,
    get=get,
    update=update,
    remove=remove,
    absent=("RepositoryNotFoundException",),
)
