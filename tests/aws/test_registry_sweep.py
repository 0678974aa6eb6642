"""The sweep of one registry: what it finds is of that registry, and a defect leaves it unknown."""

from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.aws.organization import HUB, REGIONS, stack, swept
from union_ecr.ecr.registry import Registry

pytestmark = pytest.mark.usefixtures("environment_of_aws")
HERE = Registry(HUB, REGIONS[0])


def test_every_finding_is_of_its_registry_whether_a_stack_declares_it_or_not(aws: EmulatedAws) -> None:
    aws.client("ecr").create_repository(repositoryName="legacy")
    report = swept({"a": stack(HUB)}, role=None)
    assert [(found.stack, found.repository, found.registry) for found in report.findings] == [
        ("a", "trainer", HERE),
        (None, "legacy", HERE),
    ]


def test_what_is_found_is_passed_on_before_the_report_is_made() -> None:
    found: list[Any] = []
    report = swept({"a": stack(HUB)}, role=None, on_found=found.extend)
    assert found == [*report.findings]


def test_a_defect_in_the_comparison_leaves_the_registry_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(given: Any, live: Any) -> Any:
        return 1 / 0

    monkeypatch.setattr("union_ecr.aws.registry_sweep.stack_findings", broken)
    report = swept({"a": stack(HUB)}, role=None)
    (unknown,) = report.unknown
    assert (unknown.what, unknown.stacks) == (f"the whole registry {HERE.label}", ("a",))
    assert (unknown.account, unknown.region) == (HUB, REGIONS[0])
    assert unknown.reason.startswith(f"a defect of union-ecr, ZeroDivisionError at {__name__}:")
