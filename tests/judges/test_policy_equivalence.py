"""Our equivalence of policies agrees with the provider's own library: on its own test cases, and on random pairs.

`make unit` builds it, from tests/judges/policy_equivalence.
"""

import json
import subprocess
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import find, given, settings
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


def single_or_list(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return values | st.lists(values, max_size=3)


NAMED = st.dictionaries(st.sampled_from(["AWS", "Service"]), single_or_list(st.sampled_from(PRINCIPALS)), max_size=2)
VALUES = st.sampled_from(["true", True, False, "1", 1, 1.0, 0.5, "0.5", 1e21, None, {"a": 1}, "o-a1b2c3d4e5"])
CONDITION = st.dictionaries(
    st.sampled_from(["Bool", "StringEquals"]),
    st.dictionaries(st.sampled_from(["aws:SecureTransport", "aws:PrincipalOrgID"]), single_or_list(VALUES), max_size=2),
    max_size=2,
)
ACTIONS = single_or_list(st.sampled_from(["ecr:BatchGetImage", "ecr:batchGetImage", "ecr:PutImage"]))
STATEMENT = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "allow", "Deny"]), "Action": ACTIONS},
    optional={
        "Sid": st.sampled_from(["A", "B", "", None]),
        "Principal": NAMED | st.sampled_from(PRINCIPALS),
        "NotPrincipal": NAMED,
        "NotAction": ACTIONS,
        "Resource": single_or_list(st.just("*")),
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
    """An equivalent value, written differently; now and then one that is not equivalent."""
    if isinstance(value, dict):
        return {key: draw(rewritten(member)) for key, member in draw(st.permutations(list(value.items())))}
    if isinstance(value, list):
        again = [draw(rewritten(member)) for member in draw(st.permutations(value))]
        if len(again) == 1 and draw(st.booleans()):
            return again[0]
        return [*again, again[0]] if again and draw(st.integers(0, 9)) == 9 else again
    if isinstance(value, str) and value in PRINCIPALS:
        return draw(st.sampled_from([value, value, *(name for name in PRINCIPALS if value in name or name in value)]))
    return [value] if draw(st.integers(0, 4)) == 4 else value


Pair = tuple[str, str]


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    policy = draw(POLICY)
    second = draw(st.one_of(rewritten(policy), rewritten(policy), POLICY))
    wrap = draw(st.sampled_from(["%s", "%s", "%s", " [ %s ] ", "%s }"]))
    return json.dumps(policy), wrap % json.dumps(second)


@pytest.fixture(scope="module")
def verdict() -> Iterator[Callable[[Pair], str]]:
    """Asks the library about a pair; it answers true, false or error. One process answers all."""
    assert JUDGE.exists(), f"no {JUDGE}: `make unit` builds it"
    with subprocess.Popen([JUDGE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as library:
        assert library.stdin
        assert library.stdout
        questions, answers = library.stdin, library.stdout

        def ask(pair: Pair) -> str:
            questions.write(json.dumps(pair) + "\n")
            questions.flush()
            return answers.readline().strip()

        yield ask


def test_the_cases_of_the_librarys_own_test_are_judged_alike() -> None:
    cases = json.loads(JUDGE.with_name(f"{JUDGE.name}-cases.json").read_text())
    assert len(cases) >= 46
    assert Counter(case["equal"] for case in cases)[True] >= 30
    differing = [case["name"] for case in cases if equivalent_policies(case["one"], case["other"]) is not case["equal"]]
    assert differing == []


@pytest.mark.slow
@settings(max_examples=1_500)
@given(pair=pairs())
def test_random_pairs_are_judged_alike(verdict: Callable[[Pair], str], pair: Pair) -> None:
    assert equivalent_policies(*pair) is (verdict(pair) == "true")


@pytest.mark.slow
@pytest.mark.parametrize("expected", ["true", "false", "error"])
def test_random_pairs_have_every_verdict(verdict: Callable[[Pair], str], expected: str) -> None:
    """So that the test above tells equivalent policies from others, and errors from both."""
    assert verdict(find(pairs(), lambda pair: verdict(pair) == expected)) == expected
