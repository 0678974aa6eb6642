"""aws.ecr.RepositoryCreationTemplate as the provider does it.

Source: terraform-provider-aws internal/service/ecr/repository_creation_template.go.
"""

from typing import TYPE_CHECKING, Any

from sandbox.provider.changes import changed_properties
from sandbox.provider.documents import normalized_json, state_text_if_equivalent
from sandbox.provider.ecr_repository import encryption_argument, same_encryption
from sandbox.provider.equality import equal_unordered
from sandbox.provider.resource_type import REGION, Properties, Property, ResourceType
from sandbox.provider.tags import tag_list, tag_mapping
from union_ecr.ecr.lifecycle_equivalence import equivalent_lifecycle_policies
from union_ecr.ecr.policy_equivalence import equivalent_policies

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecr.type_defs import RepositoryCreationTemplateTypeDef

_DOCUMENTS = {"lifecyclePolicy": equivalent_lifecycle_policies, "repositoryPolicy": equivalent_policies}
_TEXTS = ("description", "customRoleArn", *_DOCUMENTS)
_FILTERS = "imageTagMutabilityExclusionFilters"


def check(inputs: Properties) -> list[tuple[str, str]]:
    """What the schema refuses. Filters without a mutability that excludes are not among it, as they are elsewhere."""
    refused = []
    if not inputs.get("appliedFors"):
        refused.append(("appliedFors", "attribute requires 1 item minimum"))
    if not 2 <= len(str(inputs.get("prefix", "ROOT"))) <= 256:
        refused.append(("prefix", f"expected length of prefix to be in the range (2 - 256), got {inputs['prefix']}"))
    if len(inputs.get(_FILTERS) or []) > 5:
        refused.append((_FILTERS, "attribute supports 5 item maximum"))
    return refused


def create(client: "ECRClient", inputs: Properties) -> str:
    """CreateRepositoryCreationTemplate with what is given."""
    given = {name: value for name, value in inputs.items() if value}
    client.create_repository_creation_template(prefix=inputs["prefix"], **_arguments(given))
    return str(inputs["prefix"])


def _arguments(inputs: Properties) -> Any:
    """The inputs that are there, as ECR calls them."""
    arguments = {name: inputs[name] for name in (*_TEXTS, "imageTagMutability") if name in inputs}
    arguments |= {name: normalized_json(inputs[name]) for name in _DOCUMENTS if inputs.get(name)}
    if "appliedFors" in inputs:
        arguments["appliedFor"] = inputs["appliedFors"]
    if inputs.get(_FILTERS):
        arguments[_FILTERS] = inputs[_FILTERS]
    if inputs.get("encryptionConfigurations"):
        arguments["encryptionConfiguration"] = {"encryptionType": "AES256", **encryption_argument(inputs)}
    if "resourceTags" in inputs:
        arguments["resourceTags"] = tag_list(inputs["resourceTags"])
    return arguments


def get(client: "ECRClient", identifier: str, state: Properties) -> Properties | None:
    """The live template; the state's own documents stay while they are equivalent to what ECR answers."""
    answer = client.describe_repository_creation_templates(prefixes=[identifier])
    if not answer["repositoryCreationTemplates"]:
        return None
    live: Any = answer["repositoryCreationTemplates"][0]
    documents = {
        name: state_text_if_equivalent(state.get(name), live.get(name, ""), equal) for name, equal in _DOCUMENTS.items()
    }
    return {**_settings(live), **documents, "registryId": answer["registryId"]}


def _settings(live: "RepositoryCreationTemplateTypeDef") -> Properties:
    encryption: Any = live.get("encryptionConfiguration")
    return {
        "prefix": live["prefix"],
        "appliedFors": live["appliedFor"],
        "customRoleArn": live.get("customRoleArn", ""),
        "description": live.get("description", ""),
        "encryptionConfigurations": [dict(encryption)] if encryption else [],
        "imageTagMutability": live["imageTagMutability"],
        _FILTERS: live.get("imageTagMutabilityExclusionFilters", []),
        "resourceTags": tag_mapping(live.get("resourceTags", [])),
    }


def update(client: "ECRClient", old: Properties, new: Properties) -> None:
    """UpdateRepositoryCreationTemplate with what has changed; a text that is no longer given becomes empty.

    Filters cannot be removed alone; they are sent together with the mutability.
    """
    empty: Properties = {**dict.fromkeys(_TEXTS, ""), "resourceTags": {}, "imageTagMutability": "MUTABLE"}
    wanted = {**empty, **new}
    changed = set(changed_properties(REPOSITORY_CREATION_TEMPLATE, old, new))
    if _FILTERS in changed:
        changed.add("imageTagMutability")
    arguments = _arguments({name: wanted[name] for name in changed if name in wanted})
    client.update_repository_creation_template(prefix=old["prefix"], **arguments)


REPOSITORY_CREATION_TEMPLATE = ResourceType(
    noun="ECR Repository Creation Template",
    creating="creating ECR Repository Creation Template ({prefix})",
    properties={
        "prefix": Property(replaces=True),
        "region": REGION,
        "appliedFors": Property(equal=equal_unordered),
        "customRoleArn": Property(),
        "description": Property(),
        "encryptionConfigurations": Property(kept_when_absent=True, equal=same_encryption),
        "imageTagMutability": Property(default="MUTABLE"),
        _FILTERS: Property(),
        **{name: Property(equal=equal) for name, equal in _DOCUMENTS.items()},
        "resourceTags": Property(),
    },
    computed=("registryId",),
    check=check,
    create=create,
    get=get,
    update=update,
    remove=lambda client, state: client.delete_repository_creation_template(prefix=state["prefix"]),
    absent=("TemplateNotFoundException",),
)
