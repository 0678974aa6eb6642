"""Who gains and who loses access by a change of a stack file."""

from typing import Any

import pytest

from tests.changes.registries import PRODUCTION, images, registry
from union_ecr.changes.access import access_changes
from union_ecr.changes.change import ChangeKind

LAB = {"lab": {"account": "444455556666"}}
ROLE = "arn:aws:iam::555566667777:role/ci"
GITHUB = {"repository": "acme/workflows", "ownerId": "123456", "repositoryId": "456789", "branches": ["main"]}
BOUNDARY = "arn:aws:iam::123456789012:policy/ci"


def found(before: dict[str, Any] | None, after: dict[str, Any]) -> dict[tuple[str, str | None], str]:
    """The reason of each change, by its subject and field."""
    old = registry(team=before).stacks["team"] if before else None
    changes = list(access_changes(old, registry(team=after).stacks["team"]))
    assert {change.kind for change in changes} <= {ChangeKind.ACCESS}
    return {(change.subjects[0], change.field): change.reason for change in changes}


def granted(*access: str) -> dict[str, Any]:
    return images(one={"grants": [{"principals": [ROLE], "access": list(access)}]})


def pushing(**settings: Any) -> dict[str, Any]:
    role = {"images": ["one"], "github": GITHUB, "permissionsBoundary": BOUNDARY, **settings}
    return images(one={}, two={}) | {"pushRoles": {"ci": role}}


def of_registry(**settings: Any) -> dict[str, Any]:
    return images(one={}) | {"registry": {"accountSettings": {"blobMounting": "ENABLED"}, **settings}}


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (granted("pull"), granted("pull", "push"), "Role ci of account 555566667777 can push."),
        (granted("pull", "push"), granted("pull"), "Role ci of account 555566667777 can no longer push."),
        (images(one={}), images(one={"dataPlanes": []}), "production can no longer pull."),
        (images(one={"dataPlanes": []}), images(one={}), "production can pull."),
    ],
)
def test_a_grant_is_gained_or_lost_in_its_repository(
    before: dict[str, Any], after: dict[str, Any], reason: str
) -> None:
    assert found(before, after) == {("one", "policy"): reason}


def test_a_data_plane_that_is_removed_is_called_by_its_name() -> None:
    both = images(one={}) | {"dataPlanes": PRODUCTION | LAB}
    assert found(both, images(one={})) == {("one", "policy"): "lab can no longer pull."}


def test_a_data_plane_that_moves_to_another_account_is_named_with_it() -> None:
    moved = images(one={}) | {"dataPlanes": {"production": {"account": "444455556666"}}}
    gains, losses = found(images(one={}), moved)["one", "policy"].split("; ")
    assert gains == "production in account 444455556666 can pull"
    assert losses == "production in account 111122223333 can no longer pull."


def test_a_new_stack_grants_what_its_policies_grant() -> None:
    assert found(None, images(one={}, two={"dataPlanes": []})) == {("one", "policy"): "production can pull."}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (images(one={}), images(other={"repository": "one"})),
        (images(one={}), images(one={"untaggedDays": 3, "tagMutability": "MUTABLE", "protect": False})),
        (granted("pull", "push"), granted("push", "pull")),
    ],
)
def test_other_settings_change_nobodys_access(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert found(before, after) == {}


def test_a_deny_takes_access_and_without_it_access_comes_back() -> None:
    denied = granted("push") | {"defaults": {"deny": {"push": {"exceptPrincipals": [ROLE]}}}}
    assert found(granted("push"), denied)["one", "policy"].startswith("By a Deny, anyone in AWS")
    assert "no longer denied to" in found(denied, granted("push"))["one", "policy"].casefold()


@pytest.mark.parametrize(
    ("changed", "field", "reason"),
    [
        ({"images": ["one", "two"]}, "policy", "Role ci can push in two."),
        ({"github": GITHUB | {"branches": ["*"]}}, "trustPolicy", "can assume the role, no longer only jobs of"),
        ({"github": GITHUB | {"branches": ["other"]}}, "trustPolicy", "can no longer assume the role."),
        ({"permissionsBoundary": None}, "permissionsBoundary", "No permissions boundary limits the role any longer."),
        ({"path": "/ci/"}, "name", "a job that assumes arn:aws:iam::123456789012:role/ci fails."),
    ],
)
def test_a_push_role_changes_whom_it_trusts_and_what_it_may_do(
    changed: dict[str, Any], field: str, reason: str
) -> None:
    ((key, text),) = found(pushing(), pushing(**changed)).items()
    assert key == ("push role ci", field)
    assert reason in text


def test_a_push_role_is_added_and_removed_with_its_trust_and_its_permissions() -> None:
    without = images(one={}, two={})
    added, removed = found(without, pushing()), found(pushing(), without)
    assert added.keys() == removed.keys() == {("push role ci", "trustPolicy"), ("push role ci", "policy")}
    assert "can assume the role" in added["push role ci", "trustPolicy"]
    assert "can no longer assume the role" in removed["push role ci", "trustPolicy"]
    assert "Role ci can" in added["push role ci", "policy"]
    assert "Role ci can no longer" in removed["push role ci", "policy"]


def test_the_registry_policy_grants_in_the_repositories_that_it_names() -> None:
    policy = [{"accounts": ["555566667777"], "access": ["pull"], "repositories": ["prod/*"]}]
    reason = found(of_registry(), of_registry(policy=policy))["the registry", "policy"]
    assert reason == "Everyone in account 555566667777 whose IAM policy allows it can pull in prod/*."


def test_copies_for_another_account_are_access_and_copies_for_this_one_are_not() -> None:
    def to(**destination: str) -> dict[str, Any]:
        return of_registry(replication=[{"destinations": [{"region": "eu-west-1", **destination}]}])

    elsewhere = to(account="444455556666")
    assert "are copied to account 444455556666" in found(of_registry(), elsewhere)["the registry", "replication"]
    assert "no longer copied to" in found(elsewhere, of_registry())["the registry", "replication"]
    assert found(of_registry(), to()) == {}


def test_another_upstream_is_another_owner_of_the_images() -> None:
    def of(upstream: str) -> dict[str, Any]:
        return of_registry(pullThroughCache={"cache": {"upstream": upstream}})

    changed = found(of("public.ecr.aws"), of("registry.k8s.io"))
    assert changed.keys() == {("the registry", "pullThroughCache.cache")}
    assert found(of("public.ecr.aws"), of("public.ecr.aws")) == {}


def test_a_template_grants_access_to_new_repositories_and_without_it_they_get_the_defaults() -> None:
    template = {"appliedFor": ["CREATE_ON_PUSH"]}
    key = "new repositories below ml"
    with_it, without = of_registry(creationTemplates={"ml": template}), of_registry()
    assert found(without, with_it) == {(key, "policy"): "production can pull."}
    assert "get its defaults" in found(with_it, without)[key, "creationTemplates"]
