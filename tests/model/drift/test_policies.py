"""Statements that differ, and how bad that is."""

import json
from typing import Any

import pytest

from model.drift.policies import dead_principals, extra_policy_severity, policy_differences
from model.findings import Severity
from model.images import Registry

REGISTRY = Registry("123456789012", "us-east-1")
PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
NODE, OWN, CI = (
    f"arn:aws:iam::{place}" for place in ("111122223333:role/n", "123456789012:role/x", "555566667777:root")
)
PULLS = {"Sid": "AllowPull", "Effect": "Allow", "Principal": {"AWS": [NODE, CI]}, "Action": PULL}
LOOKS = {"Sid": "AllowDescribe", "Effect": "Allow", "Principal": {"AWS": CI}, "Action": ["ecr:ListImages"]}
DECLARED = {"Version": "2012-10-17", "Statement": [PULLS, LOOKS]}


def told(*statements: dict[str, Any], version: str = "2012-10-17") -> list[tuple[str, Severity]]:
    live = json.dumps({"Version": version, "Statement": list(statements)})
    return [(one.sid, one.severity) for one in policy_differences(REGISTRY, DECLARED, live)]


@pytest.mark.parametrize(
    "statements",
    [
        (PULLS, LOOKS),
        (LOOKS, PULLS),
        (PULLS | {"Action": PULL[::-1], "Principal": {"AWS": ["555566667777", NODE]}}, LOOKS),
        (PULLS, LOOKS | {"Action": "ecr:ListImages", "Principal": {"AWS": [CI]}, "Effect": "allow"}),
    ],
)
def test_what_aws_takes_for_equal_is_no_difference(statements: tuple[dict[str, Any], ...]) -> None:
    assert told(*statements) == []


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param((PULLS,), [("AllowDescribe", Severity.WARNING)], id="a lesser right is lost"),
        pytest.param((LOOKS,), [("AllowPull", Severity.CRITICAL)], id="the pull is lost"),
        pytest.param(
            (PULLS | {"Principal": {"AWS": CI}}, LOOKS), [("AllowPull", Severity.CRITICAL)], id="one puller is lost"
        ),
        pytest.param((PULLS | {"Sid": "Mine"}, LOOKS), [("AllowPull", Severity.CRITICAL), ("Mine", Severity.CRITICAL)],
                     id="another Sid is another statement"),
        pytest.param((PULLS, LOOKS | {"Principal": "*"}), [("AllowDescribe", Severity.CRITICAL)], id="everyone looks"),
        pytest.param(
            (PULLS, LOOKS, {"Sid": "S", "Effect": "Allow", "Principal": {"AWS": "999988887777"}, "Action": "ecr:*"}),
            [("S", Severity.CRITICAL)],
            id="a stranger",
        ),
        pytest.param(
            (PULLS, LOOKS, {"Sid": "S", "Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "ecr:PutImage"}),
            [("S", Severity.WARNING)],
            id="one of our own",
        ),
        pytest.param(
            (PULLS, LOOKS, {"Sid": "S", "Effect": "Deny", "Principal": "*", "Action": "ecr:*"}),
            [("S", Severity.CRITICAL)],
            id="a deny",
        ),
        pytest.param(
            (PULLS | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, LOOKS),
            [("AllowPull", Severity.CRITICAL)],
            id="a condition more",
        ),
    ],
)  # fmt: skip
def test_a_statement_is_as_bad_as_what_it_gives_or_takes(
    statements: tuple[dict[str, Any], ...], expected: list[tuple[str, Severity]]
) -> None:
    assert told(*statements) == expected


def test_another_version_alone_is_cosmetic_and_still_told() -> None:
    assert told(PULLS, LOOKS, version="2008-10-17") == [("", Severity.INFO)]


def test_a_text_that_is_no_policy_is_critical() -> None:
    assert [one.severity for one in policy_differences(REGISTRY, DECLARED, "[1]")] == [Severity.CRITICAL]
    assert extra_policy_severity(REGISTRY, "no json") is Severity.CRITICAL


@pytest.mark.parametrize(
    ("statement", "severity"),
    [
        ({"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "ecr:*"}, Severity.WARNING),
        ({"Effect": "Allow", "Principal": {"AWS": NODE}, "Action": "ecr:ListImages"}, Severity.CRITICAL),
        ({"Effect": "Allow", "Principal": "*", "Action": "ecr:ListImages"}, Severity.CRITICAL),
        ({"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": PULL}, Severity.CRITICAL),
        ({"Effect": "Deny", "Principal": {"AWS": OWN}, "Action": "ecr:ListImages"}, Severity.CRITICAL),
    ],
)
def test_an_extra_policy_is_critical_where_it_lets_others_in_or_denies(
    statement: dict[str, Any], severity: Severity
) -> None:
    assert extra_policy_severity(REGISTRY, json.dumps({"Statement": statement})) is severity


def test_only_dead_principals_make_a_dead_difference() -> None:
    dead = PULLS | {"Principal": {"AWS": ["AROAX", CI]}}
    (one,) = policy_differences(REGISTRY, DECLARED, json.dumps({"Version": "2012-10-17", "Statement": [dead, LOOKS]}))
    assert one.dead == dead_principals(dead) == ("AROAX",)
    worse = dead | {"Action": "ecr:*"}
    (one,) = policy_differences(REGISTRY, DECLARED, json.dumps({"Version": "2012-10-17", "Statement": [worse, LOOKS]}))
    assert one.dead == ()
