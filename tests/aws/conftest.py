"""No test of this folder waits for a retry."""

import pytest

from tests.aws.virtual_waiting import make_waiting_virtual


@pytest.fixture(autouse=True)
def _no_test_waits_for_a_retry(monkeypatch: pytest.MonkeyPatch) -> None:
    make_waiting_virtual(monkeypatch)
