"""What holds of every repository policy, whatever is granted."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.declared.grants_and_principals import CI, FUNCTIONS, NODE_ROLE, ROOT, SSO, UNIT, policy
from union_ecr.ecr.actions import ACTIONS, CHANGES, REPOSITORY_ACTIONS, Access
from union_ecr.settings.grantees import RolesBy
from union_ecr.settings.grants import Grant

pytestmark = pytest.mark.slow


def _to(holders: dict[str, Any], access: tuple[Access, ...], actions: tuple[str, ...]) -> Grant:
    return Grant(**holders, access=access, actions=actions)


accesses = st.lists(st.sampled_from(Access), min_size=1, max_size=3).map(tuple)
actions = st.lists(st.sampled_from(REPOSITORY_ACTIONS), max_size=3).map(tuple)
harmless = st.lists(st.sampled_from(sorted({*REPOSITORY_ACTIONS} - {*CHANGES})), max_size=3).map(tuple)
principals = st.builds(
    lambda principals, roles_by: {
        "principals": tuple(name for name in principals if "*" not in name or roles_by is RolesBy.CONDITION) or (CI,),
        "roles_by": roles_by,
    },
    st.lists(st.sampled_from([NODE_ROLE, CI, ROOT, "777788889999", SSO]), min_size=1, max_size=4),
    st.sampled_from(RolesBy),
)
organizations = st.one_of(
    st.sampled_from(["o-a1b2c3d4e5", "o-zzzzzzzzzz"]).map(lambda organization: {"organization_id": organization}),
    st.just({"organizational_units": (UNIT, f"{UNIT}/ou-ab12-22222222")}),
)
services = st.builds(
    lambda service, source, actions: Grant(service=service, access=(Access.PULL,), actions=actions, **source),
    st.sampled_from(["lambda.amazonaws.com", "codebuild.amazonaws.com"]),
    st.just({"source_accounts": ("111122223333", "222233334444")}),
    harmless,
)
grants = st.one_of(
    st.builds(_to, principals, accesses, actions),
    st.builds(_to, organizations, accesses, harmless),
    services,
    harmless.map(
        lambda actions: Grant(
            service="lambda.amazonaws.com", source_arns=(FUNCTIONS,), access=(Access.PULL,), actions=actions
        )
    ),
)


def keys_and_values(document: object) -> Iterator[object]:
    if isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from keys_and_values(value)
    elif isinstance(document, list):
        for value in document:
            yield from keys_and_values(value)
    else:
        yield document


def _tested(statement: dict[str, Any]) -> list[list[str]]:
    """The values of each condition of a statement."""
    return [_listed(value) for keys in statement.get("Condition", {}).values() for value in keys.values()]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


@given(st.lists(grants, max_size=5))
def test_a_repository_policy_never_names_a_resource_or_the_token(asked: list[Grant]) -> None:
    words = set(keys_and_values(policy(*asked)))
    assert not words & {"Resource", "NotResource", "NotPrincipal", "ecr:GetAuthorizationToken", "ecr:*"}


@given(st.lists(grants, max_size=5))
def test_a_statement_for_everyone_has_a_condition(asked: list[Grant]) -> None:
    for statement in policy(*asked):
        if statement["Principal"] == "*" or "Service" in statement["Principal"]:
            assert statement["Condition"]
            assert all(values for keys in statement["Condition"].values() for values in keys.values())


def named_by(grant: Grant, action: str) -> set[str]:
    """Whom a grant lets do an action, as a statement names them."""
    lambdas = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
    given = {action for access in grant.access for action in ACTIONS[access]}
    if grant.service == "lambda.amazonaws.com" and Access.PULL in grant.access:
        given = set(lambdas)
    if action not in given | set(grant.actions):
        return set()
    roots = {
        f"arn:aws:iam::{principal}:root" if principal.isdigit() else principal for principal in grant.principals or ()
    }
    units = {f"{unit}/*" for unit in grant.organizational_units or ()}
    organization = {grant.organization_id} if grant.organization_id else set()
    return roots | units | organization | {*grant.source_arns, *grant.source_accounts}


@given(st.lists(grants, max_size=5))
def test_each_action_has_exactly_the_holders_that_grants_name(asked: list[Grant]) -> None:
    held: dict[str, set[str]] = {}
    for statement in policy(*asked):
        principal, (names, *_) = statement["Principal"], [*_tested(statement), []]
        for action in statement["Action"]:
            held.setdefault(action, set()).update(names or _listed(principal["AWS"]))
    wanted = {action: {name for grant in asked for name in named_by(grant, action)} for action in REPOSITORY_ACTIONS}
    assert held == {action: names for action, names in wanted.items() if names}


@given(st.lists(grants, max_size=5))
def test_the_only_wildcard_principal_is_everyone_with_a_condition(asked: list[Grant]) -> None:
    for statement in policy(*asked):
        principal = statement["Principal"]
        if principal == "*":
            assert "Condition" in statement
        else:
            assert not [name for value in principal.values() for name in _listed(value) if "*" in name]


@given(st.lists(grants, max_size=5))
def test_sids_and_statements_are_unique(asked: list[Grant]) -> None:
    sids = [statement["Sid"] for statement in policy(*asked)]
    assert len(set(sids)) == len(sids)
    assert all(sid.isalnum() for sid in sids)


@pytest.mark.slow
@given(st.lists(grants, max_size=5), st.randoms())
def test_the_order_of_the_grants_changes_no_byte(asked: list[Grant], random: Any) -> None:
    shuffled = [
        grant.model_copy(
            update={
                field: tuple(random.sample(value, len(value))) for field, value in grant if isinstance(value, tuple)
            }
        )
        for grant in random.sample(asked, len(asked))
    ]
    assert json.dumps(policy(*asked)) == json.dumps(policy(*shuffled))
