"""aws.iam.OpenIdConnectProvider as the provider does it (terraform-provider-aws .../iam/openid_connect_provider.go)."""

from typing import TYPE_CHECKING, Any

from sandbox.provider.equality import equal_unordered
from sandbox.provider.resource_type import TAGGED, Properties, Property, ResourceType
from sandbox.provider.tags import tag_list, tag_mapping, update_tags

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def same_url(old: Any, new: Any) -> bool:
    """IAM answers the address without its scheme (suppressOpenIDURL)."""
    return str(old or "").removeprefix("https://") == str(new or "").removeprefix("https://")


def create(client: "IAMClient", inputs: Properties) -> str:
    """CreateOpenIDConnectProvider; its id is its ARN."""
    thumbprints: Any = {"ThumbprintList": inputs["thumbprintLists"]} if inputs.get("thumbprintLists") else {}
    answer = client.create_open_id_connect_provider(
        Url=inputs["url"],
        ClientIDList=inputs["clientIdLists"],
        Tags=tag_list(inputs.get("tagsAll")),
        **thumbprints,
    )
    return answer["OpenIDConnectProviderArn"]


def get(client: "IAMClient", identifier: str, _state: Properties) -> Properties:
    """The live provider."""
    live = client.get_open_id_connect_provider(OpenIDConnectProviderArn=identifier)
    return {
        "arn": identifier,
        "url": live["Url"],
        "clientIdLists": live["ClientIDList"],
        "thumbprintLists": live["ThumbprintList"],
        "tagsAll": tag_mapping(live.get("Tags", [])),
    }


def update(client: "IAMClient", old: Properties, new: Properties) -> None:
    """A call for each difference; thumbprints cannot be removed (issue #40509)."""
    arn, thumbprints = old["arn"], new.get("thumbprintLists")
    if thumbprints and thumbprints != old.get("thumbprintLists"):
        client.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=thumbprints)
    before, after = set(old["clientIdLists"]), set(new["clientIdLists"])
    for added in sorted(after - before):
        client.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID=added)
    for removed in sorted(before - after):
        client.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID=removed)
    update_tags(
        old.get("tagsAll"),
        new.get("tagsAll"),
        untag=lambda keys: client.untag_open_id_connect_provider(OpenIDConnectProviderArn=arn, TagKeys=keys),
        tag=lambda tags: client.tag_open_id_connect_provider(OpenIDConnectProviderArn=arn, Tags=tags),
    )


OPEN_ID_CONNECT_PROVIDER = ResourceType(
    noun="IAM OIDC Provider",
    creating="creating IAM OIDC Provider",
    service="iam",
    properties={
        "url": Property(replaces=True, equal=same_url),
        "clientIdLists": Property(equal=equal_unordered),
        "thumbprintLists": Property(kept_when_absent=True),
        **TAGGED,
    },
    computed=("arn",),
    create=create,
    get=get,
    update=update,
    remove=lambda client, state: client.delete_open_id_connect_provider(OpenIDConnectProviderArn=state["arn"]),
    absent=("NoSuchEntity",),
)
