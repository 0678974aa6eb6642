"""What lives, as immutable records."""

import dataclasses

import pytest

from tests.drift.live_registry import deployed, stack


def test_records_are_immutable() -> None:
    live = deployed(stack())
    assert isinstance(live.repositories, tuple)
    with pytest.raises(dataclasses.FrozenInstanceError):
        live.repositories[0].policy = None  # type: ignore[misc]
