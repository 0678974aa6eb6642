"""The arguments of a repository are the fields of an image in a stack file, and no more."""

from typing import Any

import pytest

from components import private_repository_args as args
from components.private_repository_args import PrivateRepositoryArgs
from union_ecr.settings.deny import Deny, DenyOutsideOrganization, DenyOutsideVpcEndpoints, DenyPush
from union_ecr.settings.grants import Grant
from union_ecr.settings.lifecycle import LifecycleRule
from union_ecr.settings.repository import Encryption
from union_ecr.settings.stack import ImageSettings


def test_the_arguments_are_exactly_the_fields_of_an_image_in_a_stack_file() -> None:
    fields = set(ImageSettings.model_fields) - {
        "data_planes",  # are grants
        "build_cache",  # is a component of its own
        "pull_through_cache",  # only stack files know each other's rules
    }
    arguments = set(PrivateRepositoryArgs.__annotations__)
    assert arguments == fields | {"account", "region"}
    assert PrivateRepositoryArgs.__required_keys__ == {"account", "region"}


@pytest.mark.parametrize(
    ("arguments", "model"),
    [
        (args.EncryptionArgs, Encryption),
        (args.GrantArgs, Grant),
        (args.DenyArgs, Deny),
        (args.DenyPushArgs, DenyPush),
        (args.DenyOutsideVpcEndpointsArgs, DenyOutsideVpcEndpoints),
        (args.DenyOutsideOrganizationArgs, DenyOutsideOrganization),
        (args.LifecycleRuleArgs, LifecycleRule),
    ],
)
def test_every_field_of_a_nested_setting_is_an_argument(arguments: Any, model: Any) -> None:
    assert set(arguments.__annotations__) == set(model.model_fields)
