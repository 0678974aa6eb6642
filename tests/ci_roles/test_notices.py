"""The notices that an admin reads before the bootstrap makes the roles."""

from typing import Any

from tests.ci_roles.bootstrapped import declared_account, stack_text
from union_ecr.ci_roles.notices import account_notices

GITHUB = {"repository": "acme/a", "branches": ["main"]}


def notices(text: str, **settings: Any) -> list[str]:
    return list(account_notices(declared_account({"my-team": text}, **settings)))


def test_an_account_without_anything_special_has_none() -> None:
    assert notices(stack_text()) == []


def test_a_prefix_is_reported_with_all_that_it_widens() -> None:
    images: dict[str, Any] = {"ml/trainer": {}, "scratch": {"protect": False}}
    assert notices(stack_text(images=images), prefixes={"my-team": ["ml/*"]}) == [
        "stack my-team: with the prefix ml/*, its role up creates and changes every repository below it in "
        "123456789012 us-east-1 with its policy and lifecycle rules, and preview and drift read them, declared or not; "
        "up still deletes only scratch"
    ]


def test_push_roles_without_a_boundary_are_reported() -> None:
    text = stack_text(pushRoles={"ci": {"images": ["trainer"], "github": GITHUB}})
    (notice,) = notices(text, unboundedPushRoles=["my-team"])
    assert notice.startswith("stack my-team: the push roles ci have no permissionsBoundary")


def test_push_roles_with_a_boundary_of_somebody_else_are_reported() -> None:
    push_role = {"images": ["trainer"], "github": GITHUB}
    policies = ("policy/another", "policy/union-ecr-push-my-team")
    foreign, own = (
        notices(
            stack_text(pushRoles={"ci": {**push_role, "permissionsBoundary": f"arn:aws:iam::123456789012:{policy}"}})
        )
        for policy in policies
    )
    assert [notice[:64] for notice in foreign] == ["stack my-team: the permissionsBoundary of the push roles ci is n"]
    assert own == []


def test_a_chain_of_roles_is_reported_with_what_is_left_to_do() -> None:
    chain = '"aws:assumeRoles": [{"roleArn": "arn:aws:iam::123456789012:role/x"}], "aws:region"'
    (notice,) = notices(stack_text().replace('"aws:region"', chain))
    assert "it gets no role preview, and the last role of the chain needs its documents up and drift" in notice
