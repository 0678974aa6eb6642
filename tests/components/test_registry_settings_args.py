"""The arguments of the component are the fields of a stack file, and no more."""

import inspect
from typing import Any

import pytest

from components import registry_settings_args as args
from union_ecr.settings.registry.account_settings import AccountSettings
from union_ecr.settings.registry.configuration import RegistryFields
from union_ecr.settings.registry.creation_templates import CreationTemplate
from union_ecr.settings.registry.policy import RegistryGrant
from union_ecr.settings.registry.pull_through_cache import PullThroughCacheRule
from union_ecr.settings.registry.replication import Destination, ReplicationRule
from union_ecr.settings.registry.scanning import Scanning, ScanningRule


@pytest.mark.parametrize(
    ("arguments", "model"),
    [
        (args.ScanningRuleArgs, ScanningRule),
        (args.ScanningArgs, Scanning),
        (args.DestinationArgs, Destination),
        (args.ReplicationRuleArgs, ReplicationRule),
        (args.RegistryGrantArgs, RegistryGrant),
        (args.PullThroughCacheRuleArgs, PullThroughCacheRule),
        (args.CreationTemplateArgs, CreationTemplate),
        (args.AccountSettingsArgs, AccountSettings),
        (args.RegistrySettingsArgs, RegistryFields),
    ],
    ids=lambda one: one.__name__,
)
def test_every_field_is_an_argument_and_the_required_ones_are_required(arguments: Any, model: Any) -> None:
    where = {"account", "region"} if model is RegistryFields else set()  # a stack file has them elsewhere
    resolved = {"data_planes"}  # which are grants by then
    fields = {name: field for name, field in model.model_fields.items() if name not in resolved}
    assert set(inspect.get_annotations(arguments)) == set(fields) | where
    required = {name for name, field in fields.items() if field.is_required()}
    assert arguments.__required_keys__ == required | where
