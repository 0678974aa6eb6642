"""Statements that differ, and how severe that is."""

import json
from typing import Any

import pytest

from union_ecr.drift.findings import Severity
from union_ecr.drift.permissions import deleted_principals
from union_ecr.drift.principals import PrincipalNames
from union_ecr.drift.repository_policy import policy_differences
from union_ecr.ecr.registry import Registry

NAMES = PrincipalNames(Registry("123456789012", "us-east-1"), {})
PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
NODE, OWN, CI = (
    f"arn:aws:iam::{place}" for place in ("111122223333:role/n", "123456789012:role/x", "555566667777:root")
)
PULLS = {"Sid": "AllowPull", "Effect": "Allow", "Principal": {"AWS": [NODE, CI]}, "Action": PULL}
PUSHES = ["ecr:PutImage", "ecr:ListImages"]
LOOKS = {"Sid": "AllowDescribe", "Effect": "Allow", "Principal": {"AWS": CI}, "Action": ["ecr:ListImages"]}
DECLARED = {"Version": "2012-10-17", "Statement": [PULLS, LOOKS]}


def extra_severity(live: str) -> Severity:
    (extra,) = policy_differences(NAMES, None, live)
    return extra.severity


def differences(*statements: dict[str, Any], version: str = "2012-10-17") -> list[tuple[str, Severity]]:
    live = json.dumps({"Version": version, "Statement": list(statements)})
    return [(difference.sid, difference.severity) for difference in policy_differences(NAMES, DECLARED, live)]


@pytest.mark.parametrize(
    "statements",
    [
        (PULLS, LOOKS),
        (LOOKS, PULLS),
        (PULLS | {"Action": PULL[::-1], "Principal": {"AWS": ["555566667777", NODE]}}, LOOKS),
        (PULLS, LOOKS | {"Action": "ecr:ListImages", "Principal": {"AWS": [CI]}, "Effect": "allow"}),
    ],
)
def test_equivalent_policies_have_no_difference(statements: tuple[dict[str, Any], ...]) -> None:
    assert differences(*statements) == []


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param((PULLS,), [("AllowDescribe", Severity.WARNING)], id="another permission is lost"),
        pytest.param((LOOKS,), [("AllowPull", Severity.CRITICAL)], id="the pull is lost"),
        pytest.param(
            (PULLS | {"Principal": {"AWS": CI}}, LOOKS), [("AllowPull", Severity.CRITICAL)], id="a pull is lost"
        ),
        pytest.param((PULLS | {"Sid": "Mine"}, LOOKS), [("AllowPull", Severity.INFO), ("Mine", Severity.INFO)],
                     id="another Sid is cosmetic"),
        pytest.param(
            (PULLS | {"Principal": {"AWS": CI}}, PULLS | {"Sid": "Rest", "Principal": {"AWS": NODE}}, LOOKS),
            [("AllowPull", Severity.INFO), ("Rest", Severity.INFO)],
            id="the same permissions in two statements are cosmetic",
        ),
        pytest.param(
            (PULLS | {"Action": [action.lower() for action in PULL]}, LOOKS), [("AllowPull", Severity.INFO)],
            id="actions in another case are cosmetic",
        ),
        pytest.param(
            (PULLS | {"Action": [*PULL[:1], "ecr:BatchGetImag?", PULL[2]]}, LOOKS), [("AllowPull", Severity.INFO)],
            id="a pattern that matches the same is cosmetic",
        ),
        pytest.param(
            (PULLS | {"Principal": {"AWS": ["AROAX", NODE, CI]}}, LOOKS), [("AllowPull", Severity.INFO)],
            id="a deleted principal gains nothing",
        ),
        pytest.param((PULLS | {"Principal": {"AWS": ["AROAX", CI]}}, LOOKS), [("AllowPull", Severity.CRITICAL)],
                     id="a deleted principal no longer pulls"),
        pytest.param((PULLS, LOOKS | {"Principal": "*"}), [("AllowDescribe", Severity.CRITICAL)], id="everybody"),
        pytest.param(
            (PULLS, LOOKS, {"Sid": "S", "Effect": "Allow", "Principal": {"AWS": "999988887777"}, "Action": "ecr:*"}),
            [("S", Severity.CRITICAL)],
            id="an untrusted account",
        ),
        pytest.param(
            (PULLS, LOOKS, {"Sid": "S", "Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "ecr:PutImage"}),
            [("S", Severity.WARNING)],
            id="a role of the account",
        ),
        pytest.param(
            (PULLS, LOOKS, PULLS | {"Sid": "S", "Principal": {"AWS": "123456789012"}}),
            [("S", Severity.WARNING)],
            id="the account by its number",
        ),
        *(
            pytest.param(
                (PULLS, LOOKS, {"Sid": "S", "Effect": "Allow", "Principal": {"AWS": OWN}, **actions}),
                [("S", Severity.CRITICAL)],
                id=f"a role of the account may destroy by {actions}",
            )
            for actions in (
                {"Action": "ecr:BatchDeleteImage"},
                {"Action": ["ecr:deleterepository"]},
                {"Action": "ecr:*"},
                {"Action": "*"},
                {"Action": "ecr:Put*Policy"},
                {"NotAction": "ecr:PutImage"},
            )
        ),
        pytest.param(
            (PULLS, LOOKS, {"Sid": "S", "Effect": "Allow", "NotPrincipal": {"AWS": OWN}, "Action": "ecr:PutImage"}),
            [("S", Severity.CRITICAL)],
            id="everybody except a role",
        ),
        pytest.param(
            (PULLS, LOOKS, {"Sid": "S", "Effect": "Deny", "Principal": "*", "Action": "ecr:*"}),
            [("S", Severity.CRITICAL)],
            id="a deny",
        ),
        pytest.param(
            (PULLS | {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}, LOOKS),
            [("AllowPull", Severity.CRITICAL)],
            id="an undeclared condition",
        ),
    ],
)  # fmt: skip
def test_the_severity_of_a_statement_is_that_of_the_permissions_gained_or_lost(
    statements: tuple[dict[str, Any], ...], expected: list[tuple[str, Severity]]
) -> None:
    assert differences(*statements) == expected


def test_another_version_alone_is_cosmetic_and_still_reported() -> None:
    assert differences(PULLS, LOOKS, version="2008-10-17") == [("", Severity.INFO)]


def test_a_text_that_is_not_a_policy_is_critical() -> None:
    assert [difference.severity for difference in policy_differences(NAMES, DECLARED, "[1]")] == [Severity.CRITICAL]
    assert extra_severity("no json") is Severity.CRITICAL


@pytest.mark.parametrize(
    ("statement", "severity"),
    [
        ({"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "ecr:PutImage"}, Severity.WARNING),
        ({"Effect": "Allow", "Principal": {"AWS": OWN}, "Action": "ecr:*"}, Severity.CRITICAL),
        ({"Effect": "Allow", "Principal": {"AWS": "AROAX"}, "Action": "ecr:*"}, Severity.INFO),
        ({"Effect": "Allow", "Principal": {"AWS": NODE}, "Action": "ecr:ListImages"}, Severity.CRITICAL),
        ({"Effect": "Allow", "Principal": "*", "Action": "ecr:ListImages"}, Severity.CRITICAL),
        ({"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": PULL}, Severity.CRITICAL),
        ({"Effect": "Deny", "Principal": {"AWS": OWN}, "Action": "ecr:ListImages"}, Severity.CRITICAL),
    ],
)
def test_an_undeclared_policy_is_critical_where_it_grants_outside_the_account_or_denies(
    statement: dict[str, Any], severity: Severity
) -> None:
    assert extra_severity(json.dumps({"Statement": statement})) is severity


def test_a_difference_names_deleted_principals_unless_somebody_gains_a_permission() -> None:
    dead = PULLS | {"Principal": {"AWS": ["AROAX", CI]}}
    (difference,) = policy_differences(
        NAMES, DECLARED, json.dumps({"Version": "2012-10-17", "Statement": [dead, LOOKS]})
    )
    assert difference.deleted == deleted_principals(dead) == ("AROAX",)
    worse = dead | {"Action": "ecr:*"}
    (difference,) = policy_differences(
        NAMES, DECLARED, json.dumps({"Version": "2012-10-17", "Statement": [worse, LOOKS]})
    )
    assert difference.deleted == ()


def test_conditions_are_equal_in_any_order_and_case() -> None:
    condition = {"StringEquals": {"aws:PrincipalOrgID": ["o-1", "o-2"]}}
    rewritten = {"stringEquals": {"AWS:principalorgid": ["o-2", "o-1"]}}
    declared = {"Version": "2012-10-17", "Statement": [PULLS | {"Principal": "*", "Condition": condition}]}

    def severities(live_condition: dict[str, Any] | None) -> list[Severity]:
        statement = PULLS | {"Principal": "*"} | ({"Condition": live_condition} if live_condition else {})
        live = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        return [difference.severity for difference in policy_differences(NAMES, declared, live)]

    assert severities(condition) == []
    assert severities(rewritten) == [Severity.INFO]
    assert severities({"StringEquals": {"aws:PrincipalOrgID": "o-1"}}) == [Severity.CRITICAL]
    assert severities({"StringLike": {"aws:PrincipalOrgID": "o-*"}}) == [Severity.CRITICAL]
    assert severities(None) == [Severity.CRITICAL]


@pytest.mark.parametrize(
    "statement", [{}, {"Principal": ["*"]}, {"Principal": None}, {"Condition": 1, "Principal": 3, "Action": None}]
)
def test_a_live_document_of_any_shape_is_compared(statement: dict[str, Any]) -> None:
    live = json.dumps({"Statement": [{"Effect": "Allow", **statement}]})
    assert policy_differences(NAMES, DECLARED, live)
    assert extra_severity(live)


DENIES_PUSH: dict[str, Any] = {
    "Sid": "DenyPush",
    "Effect": "Deny",
    "Principal": "*",
    "Action": ["ecr:PutImage", "ecr:UploadLayerPart"],
    "Condition": {
        "ArnNotLike": {"aws:PrincipalArn": [OWN, NODE]},
        "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
    },
}
WIDER = {"ArnNotLike": {"aws:PrincipalArn": [OWN, NODE, "arn:aws:iam::*:role/x"]}}


@pytest.mark.parametrize(
    ("live", "expected"),
    [
        pytest.param([PULLS, DENIES_PUSH], [], id="as declared"),
        pytest.param(
            [DENIES_PUSH | {"Action": ["ecr:UploadLayerPart", "ecr:PutImage"]}, PULLS],
            [],
            id="as declared, in another order",
        ),
        pytest.param([PULLS], [("DenyPush", Severity.CRITICAL)], id="missing"),
        pytest.param(
            [PULLS, DENIES_PUSH | {"Condition": DENIES_PUSH["Condition"] | WIDER}],
            [("DenyPush", Severity.CRITICAL)],
            id="with another exception",
        ),
        pytest.param(
            [PULLS, DENIES_PUSH | {"Action": "ecr:PutImage"}], [("DenyPush", Severity.CRITICAL)], id="of fewer actions"
        ),
        pytest.param(
            [PULLS, DENIES_PUSH | {"Action": "ecr:*"}], [("DenyPush", Severity.CRITICAL)], id="of more actions"
        ),
        pytest.param(
            [PULLS, DENIES_PUSH | {"Effect": "Allow"}], [("DenyPush", Severity.CRITICAL)], id="that allows instead"
        ),
        pytest.param(
            [PULLS, DENIES_PUSH | {"Sid": "Mine"}],
            [("DenyPush", Severity.INFO), ("Mine", Severity.INFO)],
            id="with another Sid, which is cosmetic",
        ),
        pytest.param(
            [PULLS, DENIES_PUSH, DENIES_PUSH | {"Sid": "Again", "Action": "ecr:PutImage"}],
            [("Again", Severity.INFO)],
            id="twice, which is cosmetic",
        ),
        pytest.param(
            [PULLS, DENIES_PUSH, DENIES_PUSH | {"Sid": "Mine", "Action": "ecr:BatchGetImage"}],
            [("Mine", Severity.CRITICAL)],
            id="beside one that nobody declares",
        ),
    ],
)
def test_a_declared_deny_is_compared_by_what_it_denies(
    live: list[dict[str, Any]], expected: list[tuple[str, Severity]]
) -> None:
    declared = {"Version": "2012-10-17", "Statement": [PULLS, DENIES_PUSH]}
    text = json.dumps({"Version": "2012-10-17", "Statement": live})
    found = policy_differences(NAMES, declared, text)
    assert [(difference.sid, difference.severity) for difference in found] == expected


def test_a_policy_that_only_denies_is_critical_when_it_is_missing() -> None:
    declared = {"Version": "2012-10-17", "Statement": [DENIES_PUSH]}
    (difference,) = policy_differences(NAMES, declared, None)
    assert difference.severity is Severity.CRITICAL
