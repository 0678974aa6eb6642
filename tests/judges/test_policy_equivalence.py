"""The library by which the provider takes policies for equal agrees with ours: its own cases, and made-up policies.

`make unit` builds it, from tests/judges/policy_equivalence.
"""

import json
import subprocess
import sysconfig
from collections import Counter
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from union_ecr.ecr.policy_equivalence import equivalent_policies

JUDGE = Path(sysconfig.get_path("scripts"), "policy-equivalence")
ACCOUNTS = ("111122223333", "444455556666")
PRINCIPALS = (
    *ACCOUNTS,
    *(f"arn:{partition}:iam::{account}:root" for account in ACCOUNTS for partition in ("aws", "aws-cn")),
    "arn:aws:iam::111122223333:role/a",
    "*",
)


def one_or_some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, max_size=3)


NAMED = st.dictionaries(st.sampled_from(["AWS", "Service"]), one_or_some(st.sampled_from(PRINCIPALS)), max_size=2)
VALUES = st.sampled_from(["true", True, False, "1", 1, 1.0, 0.5, "0.5", 1e21, None, {"a": 1}, "o-a1b2c3d4e5"])
CONDITION = st.dictionaries(
    st.sampled_from(["Bool", "StringEquals"]),
    st.dictionaries(st.sampled_from(["aws:SecureTransport", "aws:PrincipalOrgID"]), one_or_some(VALUES), max_size=2),
    max_size=2,
)
ACTIONS = one_or_some(st.sampled_from(["ecr:BatchGetImage", "ecr:batchGetImage", "ecr:PutImage"]))
STATEMENT = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "allow", "Deny"]), "Action": ACTIONS},
    optional={
        "Sid": st.sampled_from(["A", "B", "", None]),
        "Principal": NAMED | st.sampled_from(PRINCIPALS),
        "NotPrincipal": NAMED,
        "NotAction": ACTIONS,
        "Resource": one_or_some(st.just("*")),
        "Condition": CONDITION | st.sampled_from([None, False, 1, "x", {"Bool": None}, {"Bool": "x"}]),
        "Unheard": st.just(1),
        "sid": st.sampled_from(["A", "B"]),
    },
).filter(lambda statement: not {"Sid", "sid"} <= statement.keys())
POLICY = st.fixed_dictionaries(
    {},
    optional={
        "Version": st.sampled_from(["2012-10-17", "2008-10-17", 1]),
        "Id": st.sampled_from(["i", ""]),
        "Statement": STATEMENT | st.lists(STATEMENT, max_size=3) | st.sampled_from([None, "text"]),
    },
)


@st.composite
def rewritten(draw: st.DrawFn, value: Any) -> Any:
    """The same value with the liberties that one may take with it, and now and then with one too many."""
    if isinstance(value, dict):
        return {key: draw(rewritten(one)) for key, one in draw(st.permutations(list(value.items())))}
    if isinstance(value, list):
        again = [draw(rewritten(one)) for one in draw(st.permutations(value))]
        if len(again) == 1 and draw(st.booleans()):
            return again[0]
        return [*again, again[0]] if again and draw(st.integers(0, 9)) == 9 else again
    if isinstance(value, str) and value in PRINCIPALS:
        return draw(st.sampled_from([value, value, *(one for one in PRINCIPALS if value in one or one in value)]))
    return [value] if draw(st.integers(0, 4)) == 4 else value


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    one = draw(POLICY)
    other = draw(st.one_of(rewritten(one), rewritten(one), POLICY))
    wrap = draw(st.sampled_from(["%s", "%s", "%s", " [ %s ] ", "%s }"]))
    return json.dumps(one), wrap % json.dumps(other)


def judged(some: list[tuple[str, str]]) -> list[str]:
    """What the library says of each pair: true, false or error."""
    assert JUDGE.exists(), f"no {JUDGE}: `make unit` builds it"
    asked = "".join(json.dumps(pair) + "\n" for pair in some)
    ran = subprocess.run([JUDGE], input=asked, capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_the_cases_of_the_librarys_own_test_are_judged_alike() -> None:
    cases = json.loads(JUDGE.with_name(f"{JUDGE.name}-cases.json").read_text())
    assert len(cases) >= 46
    assert Counter(case["equal"] for case in cases)[True] >= 30
    wrong = [case["name"] for case in cases if equivalent_policies(case["one"], case["other"]) is not case["equal"]]
    assert wrong == []


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(pairs(), min_size=50, max_size=100))
def test_made_up_policies_are_judged_alike(some: list[tuple[str, str]]) -> None:
    wrong = [
        (pair, verdict)
        for pair, verdict in zip(some, judged(some), strict=True)
        if equivalent_policies(*pair) is not (verdict == "true")
    ]
    assert wrong == []


def test_made_up_policies_have_every_verdict() -> None:
    """So that the test above tells equal ones from others, and errors from both."""
    for verdict in ("true", "false", "error"):
        found = find(pairs(), lambda pair, verdict=verdict: judged([pair]) == [verdict])  # type: ignore[misc]
        assert judged([found]) == [verdict]
