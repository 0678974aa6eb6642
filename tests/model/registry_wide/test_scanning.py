"""Scanning: what the API takes. What is refused stands in the table of bad registries."""

import pytest

from model.registry_wide.scanning import ScanFrequency, Scanning, ScanningRule, ScanType


@pytest.mark.parametrize("filter_", ["*", "ml/*", "prod", "*prod*", "a.b-c_d/e", "*" * 255])
def test_a_filter_is_what_the_api_takes(filter_: str) -> None:
    assert ScanningRule(frequency=ScanFrequency.MANUAL, filters=(filter_,)).filters == (filter_,)


def test_basic_scanning_needs_no_rules_and_enhanced_takes_two() -> None:
    assert Scanning(type=ScanType.BASIC).rules == ()
    frequencies = (ScanFrequency.SCAN_ON_PUSH, ScanFrequency.CONTINUOUS_SCAN)
    rules = tuple(ScanningRule(frequency=frequency, filters=("*",)) for frequency in frequencies)
    assert Scanning(type=ScanType.ENHANCED, rules=rules).rules == rules
