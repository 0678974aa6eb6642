"""The drift watches that an account's bootstrap makes: one for each stack, of all that it declares."""

import json
import re

import pytest

from tests.ci_roles.bootstrapped import ACCOUNT, account_of, stack_text
from tests.watch.cloud_trail_events import session_of
from union_ecr.settings.drift_watch import LONGEST_NAME
from union_ecr.watch.account import StackDriftWatch, account_drift_watches, watch_name

CONNECTIONS = {
    region: f"arn:aws:events:{region}:{ACCOUNT}:connection/github/0b1c" for region in ("us-east-1", "eu-west-1")
}
STACKS = {
    "my-team": stack_text(
        images={"trainer": {"buildCache": True}},
        pushRoles={"ci": {"images": ["trainer"], "github": {"repository": "acme/ml", "branches": ["main"]}}},
    ),
    "abroad": stack_text(region="eu-west-1"),
    "elsewhere": stack_text("111122223333"),
}


def watches(stacks: dict[str, str] = STACKS, **settings: object) -> dict[str, StackDriftWatch]:
    account = account_of(stacks, **{"driftConnections": CONNECTIONS, **settings})
    return {watch.declared.name: watch for watch in account_drift_watches(account, account.declare())}


def test_each_stack_of_the_account_is_watched_with_the_connection_of_its_region() -> None:
    found = watches()
    assert {name: watch.connection for name, watch in found.items()} == {
        "drift-watch-abroad": CONNECTIONS["eu-west-1"],
        "drift-watch-my-team": CONNECTIONS["us-east-1"],
    }
    declared = found["drift-watch-my-team"].declared
    patterns = {rule.label: json.dumps(rule.pattern) for rule in declared.rules}
    assert patterns.keys() == {"repositories", "tags", "roles"}
    assert '"trainer"' in patterns["repositories"]
    assert '"trainer-cache"' in patterns["repositories"]
    assert '"ci"' in patterns["roles"]
    assert all('"stack":"my-team"' in rule.input_template for rule in declared.rules)
    assert declared.endpoint == "https://api.github.com/repos/acme/registries/dispatches"


def test_what_the_stacks_own_role_up_changes_is_not_reported() -> None:
    declared = watches()["drift-watch-my-team"].declared
    up = f"arn:aws:iam::{ACCOUNT}:role/union-ecr-up-my-team"
    issuer = session_of(up)["sessionContext"]["sessionIssuer"]["arn"]
    for rule in declared.rules:
        (_, others) = rule.pattern["detail"]["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"]
        assert others == {"anything-but": [issuer]}


def test_with_assumed_roles_the_last_of_them_deploys() -> None:
    text = json.loads(STACKS["my-team"])
    last = f"arn:aws:iam::{ACCOUNT}:role/deployer"
    text["config"]["aws:assumeRoles"] = [{"roleArn": f"arn:aws:iam::{ACCOUNT}:role/hub"}, {"roleArn": last}]
    declared = watches({"my-team": json.dumps(text)})["drift-watch-my-team"].declared
    assert last in json.dumps(declared.rules[0].pattern)
    assert "role/hub" not in json.dumps(declared.rules[0].pattern)


def test_without_connections_nothing_is_watched() -> None:
    assert watches(driftConnections={}) == {}


@pytest.mark.parametrize("stack", ["my-team", "a.b", "a-b", "x" * 46, "x" * 45 + "y"])
def test_a_name_fits_whatever_the_stacks_name_is(stack: str) -> None:
    assert re.fullmatch(rf"[A-Za-z0-9_-]{{1,{LONGEST_NAME}}}", watch_name(stack))


def test_no_two_stacks_have_the_same_name() -> None:
    stacks = ["a.b", "a-b", "a_b", "x" * 46, "x" * 45 + "y", "x" * 32]
    assert len({watch_name(stack) for stack in stacks}) == len(stacks)
