"""aws.ecr.AccountSetting and aws.ecr.PullTimeUpdateExclusion as the provider does them.

Sources: terraform-provider-aws internal/service/ecr/account_setting.go and pull_time_update_exclusion.go.
"""

from typing import TYPE_CHECKING

from sandbox.provider.resource_type import REGION, Properties, Property, ResourceType

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient

# pulumi-aws 7.51, ecr.AccountSetting: the settings there are and what each can be. The schema of the provider does not
# look at the two together.
_NAMES = ("BASIC_SCAN_TYPE_VERSION", "BLOB_MOUNTING", "REGISTRY_POLICY_SCOPE")
_VALUES = ("AWS_NATIVE", "CLAIR", "DISABLED", "ENABLED", "V1", "V2")


def check_setting(inputs: Properties) -> list[tuple[str, str]]:
    """What the schema refuses: a setting or a value it does not know."""
    known = {"name": _NAMES, "value": _VALUES}
    return [
        (name, f"value must be one of: {', '.join(values)}, got: {inputs[name]}")
        for name, values in known.items()
        if name in inputs and inputs[name] not in values
    ]


def put_setting(client: "ECRClient", inputs: Properties) -> str:
    """PutAccountSetting, whatever it was."""
    client.put_account_setting(name=inputs["name"], value=inputs["value"])
    return str(inputs["name"])


def read_setting(client: "ECRClient", identifier: str, _state: Properties) -> Properties:
    """The live value; a setting always has one, so it is never gone."""
    live = client.get_account_setting(name=identifier)
    return {"name": live["name"], "value": live["value"]}


def leave_setting(_client: "ECRClient", _state: Properties) -> None:
    """Nothing: a setting cannot be deleted, and the provider does not know what it was before."""


def register_exclusion(client: "ECRClient", inputs: Properties) -> str:
    """RegisterPullTimeUpdateExclusion."""
    client.register_pull_time_update_exclusion(principalArn=inputs["principalArn"])
    return str(inputs["principalArn"])


def read_exclusion(client: "ECRClient", identifier: str, _state: Properties) -> Properties | None:
    """Whether the principal is among those that are excluded, on whatever page."""
    page = client.list_pull_time_update_exclusions()
    while identifier not in page["pullTimeUpdateExclusions"]:
        if not (token := page.get("nextToken")):
            return None
        page = client.list_pull_time_update_exclusions(nextToken=token)
    return {"principalArn": identifier}


def deregister_exclusion(client: "ECRClient", state: Properties) -> None:
    """DeregisterPullTimeUpdateExclusion; one that is gone already is fine."""
    try:
        client.deregister_pull_time_update_exclusion(principalArn=state["principalArn"])
    except client.exceptions.ExclusionNotFoundException:
        return


ACCOUNT_SETTING = ResourceType(
    noun="ECR Account Setting",
    creating="creating ECR Account Setting ({name})",
    properties={"name": Property(replaces=True), "region": REGION, "value": Property()},
    computed=(),
    check=check_setting,
    create=put_setting,
    read=read_setting,
    update=lambda client, _old, new: put_setting(client, new),
    delete=leave_setting,
)
PULL_TIME_UPDATE_EXCLUSION = ResourceType(
    noun="ECR Pull Time Update Exclusion",
    creating="creating ECR Pull Time Update Exclusion ({principalArn})",
    properties={"principalArn": Property(replaces=True), "region": REGION},
    computed=(),
    create=register_exclusion,
    read=read_exclusion,
    update=lambda _client, _old, _new: None,
    delete=deregister_exclusion,
)
