"""No policy lets a stranger in unnoticed; who gets in is judged by the emulated AWS, which knows nothing of ours."""

import json
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from sandbox.emulated_aws import Caller, Decision, evaluate_resource_policy
from union_ecr.compliance.access import untrusted_access
from union_ecr.compliance.configuration import TrustConfiguration

pytestmark = pytest.mark.slow

ACCOUNT, ORGANIZATION = "111122223333", "o-a1b2c3d4e5"
STRANGER, STRANGE_ORGANIZATION = "999988887777", "o-zzzzzzzzzz"
PATH, STRANGE_PATH = f"{ORGANIZATION}/r-ab12/ou-ab12-11111111/", f"{STRANGE_ORGANIZATION}/r-zz99/ou-zz99-11111111/"
ROLE, STRANGE_ROLE = f"arn:aws:iam::{ACCOUNT}:role/ci", f"arn:aws:iam::{STRANGER}:role/ci"
LAMBDA = "lambda.amazonaws.com"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:train"
STRANGERS = (
    Caller.of_role(STRANGE_ROLE),
    Caller.of_role(STRANGE_ROLE, organization_path=STRANGE_PATH),
    Caller.of_service(LAMBDA, source_arn=FUNCTION.replace(ACCOUNT, STRANGER), source_account=STRANGER),
)
ACTION = "ecr:BatchGetImage"
TRUSTED = TrustConfiguration(accounts=(ACCOUNT,), organizations=(ORGANIZATION,))

VALUES = {
    "aws:PrincipalOrgID": [ORGANIZATION, STRANGE_ORGANIZATION, "o-*", "*"],
    "aws:PrincipalOrgPaths": [f"{PATH}*", f"{STRANGE_PATH}*", f"{ORGANIZATION}/*", "*/ou-*", "o-*"],
    "aws:PrincipalAccount": [ACCOUNT, STRANGER, "*", "9*"],
    "aws:PrincipalArn": [ROLE, STRANGE_ROLE, "arn:aws:iam::*:role/ci", f"arn:aws:iam::{ACCOUNT}:*"],
    "aws:SourceAccount": [ACCOUNT, STRANGER, "*"],
    "aws:SourceArn": [FUNCTION, FUNCTION.replace(ACCOUNT, "*"), "*"],
}
COMPARISONS = ["StringEquals", "StringLike", "StringNotEquals", "StringNotLike", "ArnLike", "ArnNotLike"]
OPERATORS = [
    f"{several}{comparison}{if_exists}"
    for several in ("", "ForAnyValue:", "ForAllValues:")
    for comparison in COMPARISONS
    for if_exists in ("", "IfExists")
]


@st.composite
def conditions(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for operator in draw(st.lists(st.sampled_from(OPERATORS), max_size=2, unique=True)):
        key = draw(st.sampled_from(sorted(VALUES)))
        values = draw(st.lists(st.sampled_from(VALUES[key]), min_size=1, max_size=2, unique=True))
        made[operator] = {key: values[0] if len(values) == 1 else values}
    return made


named = st.lists(st.sampled_from(["*", ROLE, STRANGE_ROLE, ACCOUNT, STRANGER]), min_size=1, max_size=2, unique=True)
principals: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.sampled_from([{"Principal": "*"}, {"Principal": {"AWS": "*"}}, {"Principal": {"Service": LAMBDA}}]),
    named.map(lambda names: {"Principal": {"AWS": names}}),
    st.just({"NotPrincipal": {"AWS": ROLE}}),
)
statements = st.builds(
    lambda principal, action, condition: {
        "Effect": "Allow",
        **principal,
        "Action": action,
        **({"Condition": condition} if condition else {}),
    },
    principals,
    st.sampled_from([ACTION, "ecr:*", [ACTION, "ecr:PutImage"], "*"]),
    conditions(),
)


@settings(max_examples=600)
@given(st.lists(statements, min_size=1, max_size=2))
def test_whatever_lets_a_stranger_in_is_reported(allowed: list[dict[str, Any]]) -> None:
    policy = json.dumps({"Version": "2012-10-17", "Statement": allowed})
    let_in = [caller for caller in STRANGERS if evaluate_resource_policy(policy, caller, ACTION) is Decision.ALLOWED]
    event(f"strangers let in: {len(let_in)}")
    assert list(untrusted_access(policy, TRUSTED)) or let_in == []
