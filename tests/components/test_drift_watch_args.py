"""The arguments of a drift watch are the fields of its model."""

from typing import Any

import pytest

from components.drift_watch_args import DriftWatchArgs, GitHubDispatchArgs, WebhookArgs
from union_ecr.settings.drift_watch import DriftWatchFields, GitHubDispatch, Webhook


def test_every_field_is_an_argument_besides_account_and_region() -> None:
    assert set(DriftWatchArgs.__annotations__) == set(DriftWatchFields.model_fields) | {"account", "region"}
    assert DriftWatchArgs.__required_keys__ == {"account", "region", "stack"}


@pytest.mark.parametrize(("arguments", "model"), [(GitHubDispatchArgs, GitHubDispatch), (WebhookArgs, Webhook)])
def test_every_field_of_a_target_is_an_argument(arguments: Any, model: Any) -> None:
    assert set(arguments.__annotations__) == set(model.model_fields)
    assert arguments.__required_keys__ == {name for name, field in model.model_fields.items() if field.is_required()}
