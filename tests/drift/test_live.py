"""What lives, as records that nothing changes."""

import dataclasses

import pytest

from tests.drift.living import living, stack


def test_what_was_read_stays_as_it_was_read() -> None:
    live = living(stack())
    assert isinstance(live.repositories, tuple)
    with pytest.raises(dataclasses.FrozenInstanceError):
        live.repositories[0].policy = None  # type: ignore[misc]
