"""What lives, as data: nothing is missing by default."""

import pytest

from union_ecr.ci_check.live import LiveCi


def test_everything_must_be_said_to_be_read_or_unreadable() -> None:
    with pytest.raises(TypeError):
        LiveCi()  # type: ignore[call-arg]
