"""The resources of a registry where Outputs are among the arguments: the same as with their values."""

from collections.abc import Callable
from typing import Any, cast

import pulumi
import pytest

from components.registry_settings import RegistrySettings
from components.registry_settings_args import RegistrySettingsArgs
from tests.components.recording import Registered, record

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")]

SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/hub-AbCdEf"
ROLE = "arn:aws:iam::123456789012:role/template"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def arguments(value: Callable[[str], Any]) -> dict[str, Any]:
    """Every section, each value that may be an Output passed through `value`."""
    return {
        "account": value("123456789012"),
        "region": "us-east-1",
        "scanning": {"type": "BASIC", "rules": [{"frequency": "SCAN_ON_PUSH", "filters": ["*"]}]},
        "replication": [{"destinations": [{"region": "eu-west-1", "account": value("111122223333")}]}],
        "policy": [{"accounts": [value("111122223333")], "access": ["replicate"]}],
        "pull_through_cache": {
            "hub": {"upstream": "registry-1.docker.io", "credential": value(SECRET)},
            "other": {
                "upstream": "111122223333.dkr.ecr.us-east-1.amazonaws.com",
                "custom_role": value(ROLE),
            },
        },
        "creation_templates": {
            "hub": {"applied_for": ["PULL_THROUGH_CACHE"]},
            "team": {
                "applied_for": ["CREATE_ON_PUSH", "REPLICATION"],
                "custom_role": value(ROLE),
                "encryption": {"type": "KMS", "key": value(KEY)},
                "grants": [{"principals": [value("111122223333")], "access": ["pull"]}],
                "resource_tags": {"team": value("ml")},
                "untagged_days": 3,
            },
        },
        "account_settings": {"blob_mounting": "ENABLED"},
        "pull_time_update_exclusions": ["arn:aws:iam::111122223333:role/scanner"],
    }


def registered(value: Callable[[str], Any]) -> dict[str, Registered]:
    args = cast(RegistrySettingsArgs, arguments(value))
    recorded = record(lambda: RegistrySettings("registry", args), caller="123456789012")
    return {resource.urn: resource for resource in recorded.resources}


def test_outputs_make_the_resources_that_their_values_make() -> None:
    plain = registered(lambda value: value)
    assert registered(pulumi.Output.from_input) == plain
    assert len(plain) == 11


def test_before_their_values_are_known_every_resource_is_planned_with_what_is_plain() -> None:
    planned = registered(lambda _: pulumi.Output.from_input(cast(str, pulumi.UNKNOWN)))
    assert set(planned) == set(registered(lambda value: value))
    templates = {resource.name: resource.inputs for resource in planned.values() if "CreationTemplate" in resource.type}
    assert templates["registry-team"]["appliedFors"] == ["CREATE_ON_PUSH", "REPLICATION"]
    assert templates["registry-hub"]["imageTagMutability"] == "MUTABLE"


def test_what_plain_arguments_break_together_is_reported_before_outputs_are_known() -> None:
    args = arguments(lambda _: pulumi.Output.from_input(cast(str, pulumi.UNKNOWN)))
    args["creation_templates"]["team"]["expire_untagged"] = False
    with pytest.raises(pulumi.RunError) as refused:
        record(lambda: RegistrySettings("registry", cast(RegistrySettingsArgs, args)), caller="123456789012")
    assert str(refused.value) == (
        "RegistrySettings registry: creation_templates.team.untagged_days: 3: "
        "contradicts expire_untagged, which is false; leave it out"
    )


def test_an_output_where_only_a_stack_file_has_a_setting_is_reported_with_its_place() -> None:
    args = arguments(lambda value: value)
    args["creation_templates"]["team"]["data_planes"] = [pulumi.Output.from_input(pulumi.UNKNOWN)]
    with pytest.raises(pulumi.RunError) as refused:
        record(lambda: RegistrySettings("registry", cast(RegistrySettingsArgs, args)), caller="123456789012")
    (line,) = str(refused.value).splitlines()
    assert line.startswith(
        'RegistrySettings registry: creation_templates.team.data_planes[0]: "Output": must be text; '
    )
