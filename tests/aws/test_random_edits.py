"""Every edit by hand of a random registry is found, and nothing is found once all of them are undone."""

import random
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws
from tests.aws.random_edits import Hands
from tests.aws.random_registry import random_settings
from tests.aws.swept_stacks import sweep_all
from tests.deployed_by_hand import deploy_stack
from tests.stacks import ACCOUNT, REGION, stack_file, stack_settings
from union_ecr.aws.registry_sweep import Stack
from union_ecr.aws.session import Sessions
from union_ecr.declared.stack import declare
from union_ecr.drift.findings import Kind, Report

# Roles that exist (tests/engine/test_drift.py), and a stack file that accepts something.
NEEDS_MORE = {Kind.DEAD_PRINCIPAL, Kind.UNUSED_ACCEPTANCE}
REGISTRIES, EDITS, SEED = 12, 20, 20261125


def swept(settings: Mapping[str, Any]) -> Report:
    valid = stack_settings(**settings)
    return sweep_all({"team": Stack(stack_file(**settings), valid, declare(valid))})


def edited(aws: EmulatedAws, seed: int) -> Counter[Kind]:
    """Edit and undo in one random registry; what kinds were found."""
    chance, found = random.Random(seed), Counter[Kind]()
    settings = random_settings(chance)
    stack = declare(stack_settings(**settings))
    ecr, iam = aws.client("ecr", REGION, ACCOUNT), aws.client("iam", REGION, ACCOUNT)
    deploy_stack(ecr, iam, stack)
    clean = Report((), len(stack.repositories), len(stack.repositories), ())
    assert swept(settings) == clean, f"as deployed, seed {seed}"
    for number in range(EDITS):
        what, least, undo = Hands(ecr, iam, stack, chance).edit()
        report, where = swept(settings), f"edit {number} of seed {seed}: {what}"
        assert report.unknown == ()
        assert report.findings, where
        assert report.findings[0].severity.rank >= least.rank, f"{where}: {report.findings[0]}"
        assert all(finding.reason.endswith(".") and finding.reason.isprintable() for finding in report.findings), where
        found.update(finding.kind for finding in report.findings)
        undo()
    assert swept(settings) == clean, f"after every edit of seed {seed} is undone"
    return found


@pytest.mark.slow
def test_every_edit_is_found_with_its_severity_and_nothing_is_found_once_all_are_undone(
    aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("union_ecr.aws.sweep.Sessions", cache(Sessions))  # a session for each of 500 sweeps takes long
    found: Counter[Kind] = Counter()
    for registry in range(REGISTRIES):
        aws.reset()
        for name, value in aws.environment(ACCOUNT).items():
            monkeypatch.setenv(name, value)
        found += edited(aws, SEED + registry)
    assert found.keys() == {*Kind} - NEEDS_MORE
