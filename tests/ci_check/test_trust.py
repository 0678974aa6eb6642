"""Trust policies that let in more than the declared one; no look-alike is missed by the evaluator of tokens."""

import copy
from dataclasses import replace
from typing import Any

import pytest

from tests.ci_roles.bootstrapped import declared_account, role_of
from tests.ci_roles.test_trust import GITHUB_COM, NAME, OWN, TOKENS, Token
from tests.declared.token_claims import FOR_AWS
from union_ecr.ci_check.trust import shut_out, strangers
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.drift_role import DriftRole, drift_role_trust_policy
from union_ecr.ecr.policy_document import Document

CALLER = "aws:PrincipalArn"
UP = role_of(declared_account(), CiJob.UP).trust_policy


def edited(operator: str = "StringEquals", **claims: Any) -> Document:
    """The trust policy of up with claims replaced, or taken out where the value is None."""
    document = copy.deepcopy(UP)
    condition = document["Statement"][0]["Condition"]
    for claim, value in claims.items():
        key = f"{GITHUB_COM}:{claim}"
        condition["StringEquals"].pop(key)
        if value is not None:
            condition.setdefault(operator, {})[key] = value
    return document


OF_UP = Token(
    GITHUB_COM,
    FOR_AWS,
    OWN,
    "environment:my-team",
    "refs/heads/main",
    f"{NAME}/.github/workflows/up.yml@refs/heads/main",
)
LOOK_ALIKES = (
    replace(OF_UP, repository="repo:evil@123456/registries@456789"),
    replace(OF_UP, audience="https://github.com/acme"),
)


def let_in(document: Document) -> set[Token]:
    return {token for token in (*TOKENS, *LOOK_ALIKES) if token.may_assume(document)}


WIDER = {
    "another repository": (edited(sub="repo:evil@123456/registries@456789:environment:my-team"), "sub repo:evil@"),
    "any repository": (edited("StringLike", sub="repo:*"), "sub repo:*"),
    "any environment": (edited("StringLike", sub=f"{OWN}:environment:*"), f"sub {OWN}:environment:*"),
    "one more subject": (edited(sub=[f"{OWN}:environment:my-team", f"{OWN}:pull_request"]), "sub repo:"),
    "any branch": (edited(ref=None), "ref *"),
    "another branch": (edited(ref=["refs/heads/main", "refs/heads/feature"]), "ref refs/heads/feature"),
    "any workflow": (edited(job_workflow_ref=None), "job_workflow_ref *"),
    "a workflow of any branch": (
        edited("StringLike", job_workflow_ref="acme/registries/.github/workflows/up.yml@*"),
        "job_workflow_ref acme/registries/.github/workflows/up.yml@*",
    ),
    "any audience": (edited(aud=None), "aud *"),
}


@pytest.mark.parametrize("edit", WIDER)
def test_a_wider_trust_policy_is_reported_with_what_is_wider(edit: str) -> None:
    document, expected = WIDER[edit]
    assert let_in(document) - let_in(UP), "it lets in no more: the case proves nothing"
    (stranger,) = strangers(document, UP)
    assert stranger.startswith(expected)


@pytest.mark.parametrize(
    "statement",
    [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::999988887777:root"}, "Action": "sts:AssumeRole"},
        {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"},
    ],
)
def test_one_more_statement_is_reported_with_its_principal(statement: dict[str, Any]) -> None:
    document = {**UP, "Statement": [*UP["Statement"], statement]}
    assert len(strangers(document, UP)) == 1
    assert not shut_out(document, UP)


HUB = "arn:aws:iam::123456789012:role/hub"
SWEEP = drift_role_trust_policy(DriftRole("union-ecr-drift", [HUB, f"{HUB}-*"], "x-1"))


def of_sweep(**condition: Any) -> Document:
    """The trust policy of the drift role with this condition instead."""
    return {"Statement": [{**SWEEP["Statement"][0], "Condition": condition}]}


@pytest.mark.parametrize(
    ("document", "more", "less"),
    [
        (SWEEP, [], False),
        (of_sweep(ArnLike={CALLER: [HUB]}, StringEquals={"sts:ExternalId": "x-1"}), [], True),
        (of_sweep(ArnLike={CALLER: ["*"]}, StringEquals={"sts:ExternalId": "x-1"}), ["PrincipalArn *"], False),
        (of_sweep(ArnLike={CALLER: [HUB, f"{HUB}-*"]}), ["ExternalId *"], False),
        (of_sweep(StringEquals={"sts:ExternalId": "x-1"}), ["PrincipalArn *"], False),
        (of_sweep(ArnNotLike={CALLER: [HUB]}, StringEquals={"sts:ExternalId": "x-1"}), ["PrincipalArn *"], True),
    ],
)
def test_callers_of_the_drift_role_are_compared(document: Document, more: list[str], less: bool) -> None:
    assert (strangers(document, SWEEP), shut_out(document, SWEEP)) == (more, less)


def test_a_claim_that_is_no_arn_is_not_let_in_by_its_arn_operator() -> None:
    assert shut_out(edited("ArnLike", sub=f"{OWN}:environment:my-team"), UP)


def test_the_declared_trust_policy_lets_in_nobody_else_and_shuts_nobody_out() -> None:
    for role in CiJob:
        trust = role_of(declared_account(), role).trust_policy
        assert (strangers(trust, trust), shut_out(trust, trust)) == ([], False)


@pytest.mark.parametrize(
    "document",
    [
        edited(sub=f"{OWN}:environment:another"),
        edited(ref="refs/heads/other"),
        {"Statement": []},
        {"Statement": [{**UP["Statement"][0], "Effect": "Deny"}]},
        {"Statement": [*UP["Statement"], {"Effect": "Deny", "Principal": "*", "Action": "*"}]},
    ],
)
def test_a_job_that_may_not_assume_its_role_is_noticed(document: Document) -> None:
    assert shut_out(document, UP)


def test_a_narrower_condition_lets_in_nobody_else() -> None:
    document = copy.deepcopy(UP)
    document["Statement"][0]["Condition"]["StringEquals"]["aws:SourceIp"] = "10.0.0.1"
    assert strangers(document, UP) == []
