"""An account against its bootstrap: every way in which it may differ has a finding."""

import dataclasses
from typing import Any

import pytest

from tests.ci_roles.bootstrapped import ACCOUNT, declared_account, stack_text
from union_ecr.ci_check.account import AccountCheck, not_bootstrapped
from union_ecr.ci_check.findings import CiFinding
from union_ecr.ci_check.live import LiveBucket, LiveCi, LiveCiRole
from union_ecr.ci_roles.state_bucket import ENCRYPTION, PUBLIC_ACCESS_BLOCK
from union_ecr.drift.findings import Unknown
from union_ecr.drift.live import Unreadable

BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/union-ecr-push-my-team"
PUSHING = {
    "ci": {"images": ["trainer"], "permissionsBoundary": BOUNDARY, "github": {"repository": "a/b", "branches": ["m"]}}
}
SWEEP = {"callers": ["arn:aws:iam::999988887777:role/hub"]}
DECLARED = declared_account({"my-team": stack_text(pushRoles=PUSHING)}, driftRole=SWEEP)
(ROLES,) = DECLARED.stacks
ADMIN = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
DENIES = {"Statement": [{"Effect": "Deny", "Action": "ecr:*", "Resource": "*"}]}
UP, DENIED = "union-ecr-up-my-team", Unreadable("AccessDenied: no")
assert DECLARED.bucket
assert ROLES.boundary
BUCKET = LiveBucket(
    versioned=True,
    encryption=ENCRYPTION,
    public_access_block=frozenset(PUBLIC_ACCESS_BLOCK),
    policy=DECLARED.bucket.policy,
    lifecycle_rules=(DECLARED.bucket.lifecycle_rule,),
)
LIVE = LiveCi(
    audiences=("sts.amazonaws.com",),
    roles={role.name: LiveCiRole(role.trust_policy, role.policies.inline) for role in DECLARED.roles},
    boundaries={ROLES.boundary.name: ROLES.boundary.document},
    role_names=(*(role.name for role in ROLES.roles), "ci", "admin"),
    bucket=BUCKET,
)
(UP_ROLE,) = [role for role in ROLES.roles if role.name == UP]
OF_SWEEP = DECLARED.drift_role
assert OF_SWEEP
FOR_OTHERS = LiveCiRole(
    {"Statement": [{**OF_SWEEP.trust_policy["Statement"][0], "Condition": {}}]}, OF_SWEEP.policies.inline
)
OF_UP = LiveCiRole(UP_ROLE.trust_policy, UP_ROLE.policies.inline)


def found(**changes: Any) -> list[CiFinding | Unknown]:
    return list(AccountCheck("acme", DECLARED).findings(dataclasses.replace(LIVE, **changes)))


def with_up(live: Any) -> dict[str, Any]:
    return {"roles": {**LIVE.roles, UP: live}}


TLS = DECLARED.bucket.policy["Statement"]
ANYBODY = [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::*"}]
CASES: dict[str, tuple[dict[str, Any], str]] = {
    "no provider": ({"audiences": None}, "missing: identity provider token"),
    "no audience": ({"audiences": ("another",)}, "too-narrow: identity provider token"),
    "no role": (with_up(None), f"missing: role {UP}"),
    "a policy by hand": (
        with_up(LiveCiRole(OF_UP.trust_policy, {**OF_UP.policies, "by-hand": ADMIN})),
        f"too-wide: role {UP}: it allows more than the generated documents: * on *",
    ),
    "a policy taken away": (
        with_up(LiveCiRole(OF_UP.trust_policy, {"union-ecr": OF_UP.policies["union-ecr"]})),
        f"too-narrow: role {UP}: it lacks what the stack files need: s3:",
    ),
    "a denial by hand": (
        with_up(LiveCiRole(OF_UP.trust_policy, {**OF_UP.policies, "by-hand": DENIES})),
        f"too-narrow: role {UP}: it denies what the generated documents do not: ecr:* on *",
    ),
    "no drift role": (
        {"roles": {**LIVE.roles, "union-ecr-drift": None}},
        "missing: role union-ecr-drift: it does not exist, so union-ecr drift --role-name union-ecr-drift cannot read",
    ),
    "a drift role for others": (
        {"roles": {**LIVE.roles, "union-ecr-drift": FOR_OTHERS}},
        "trust-too-wide: role union-ecr-drift: its trust policy lets in others than its callers: PrincipalArn *",
    ),
    "no boundary": ({"boundaries": {}}, "missing: policy union-ecr-push-my-team"),
    "a wide boundary": (
        {"boundaries": {"union-ecr-push-my-team": ADMIN}},
        "too-wide: policy union-ecr-push-my-team",
    ),
    "a role of no stack": (
        {"role_names": (*LIVE.role_names, "union-ecr-up-gone")},  # type: ignore[misc]
        "undeclared: role union-ecr-up-gone",
    ),
    "no bucket": ({"bucket": None}, "missing: bucket acme-union-ecr-state"),
    "a bucket with a fault": (
        {"bucket": dataclasses.replace(BUCKET, versioned=False)},
        "unprotected: bucket acme-union-ecr-state: it keeps no versions",
    ),
    "a bucket policy by hand": (
        {"bucket": dataclasses.replace(BUCKET, policy={"Statement": [*TLS, *ANYBODY]})},
        "too-wide: bucket acme-union-ecr-state",
    ),
}


def test_an_account_as_declared_has_no_findings() -> None:
    assert found() == []


@pytest.mark.parametrize("case", CASES)
def test_a_difference_has_one_finding_with_a_remedy(case: str) -> None:
    changes, expected = CASES[case]
    (finding,) = found(**changes)
    assert isinstance(finding, CiFinding)
    assert f"{finding.kind}: {finding.resource}: {finding.reason}".startswith(expected)
    assert finding.remedy


def test_a_trust_policy_of_others_is_critical_and_that_it_shuts_out_the_job_is_reported_too() -> None:
    (statement,) = UP_ROLE.trust_policy["Statement"]
    principal = {"AWS": "arn:aws:iam::999988887777:root"}
    others = {"Statement": [{"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}]}
    findings = found(**with_up(LiveCiRole(others, OF_UP.policies)))
    kinds = [finding.kind for finding in findings if isinstance(finding, CiFinding)]
    assert kinds == ["trust-too-wide", "trust-differs"]
    both = {"Statement": [statement, *others["Statement"]]}
    (finding,) = found(**with_up(LiveCiRole(both, OF_UP.policies)))
    assert isinstance(finding, CiFinding)
    assert finding.reason.endswith("of this stack: arn:aws:iam::999988887777:root")


@pytest.mark.parametrize(
    "changes",
    [
        {"audiences": DENIED},
        with_up(DENIED),
        {"boundaries": {"union-ecr-push-my-team": DENIED}},
        {"role_names": DENIED},
        {"bucket": dataclasses.replace(BUCKET, policy=DENIED, versioned=DENIED)},
    ],
    ids=["provider", "role", "boundary", "names", "bucket"],
)
def test_what_is_denied_is_unknown_and_never_missing(changes: dict[str, Any]) -> None:
    (unknown,) = found(**changes)
    assert isinstance(unknown, Unknown)
    assert unknown.reason == "AccessDenied: no"


def test_a_stack_without_a_bootstrap_file_is_reported() -> None:
    (finding,) = not_bootstrapped(["1"], {"a": "1", "b": "2"})
    assert (finding.stack, finding.account) == ("b", "2")
