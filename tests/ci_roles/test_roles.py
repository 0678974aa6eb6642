"""The roles of CI for one stack."""

from typing import Any

import pytest

from tests.ci_roles.bootstrapped import (
    ACCOUNT,
    UNBOUNDED,
    account_of,
    declared_account,
    errors_of,
    example_texts,
    role_of,
    stack_text,
)
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.documents import stack_policies
from union_ecr.ecr.policy_document import document_text

GITHUB = {"repository": "acme/a", "branches": ["main"]}
MANY = {f"team-of-mine/image-{number:03}": {"protect": False} for number in range(420)}
POLICY = f"arn:aws:iam::{ACCOUNT}:policy"


def pushing(**role: Any) -> str:
    return stack_text(pushRoles={"ci": {"images": ["trainer"], "github": GITHUB, **role}})


def test_a_stack_has_three_roles_by_the_names_that_the_workflows_know() -> None:
    (roles,) = declared_account().stacks
    assert [role.arn for role in roles.roles] == [
        f"arn:aws:iam::{ACCOUNT}:role/union-ecr-{job}-my-team" for job in ("preview", "up", "drift")
    ]
    assert roles.boundary is None


def test_a_role_has_exactly_the_generated_documents() -> None:
    texts = {name: text for name, text in example_texts().items() if name == "example"}
    account = account_of(texts)
    (roles,) = account.declare().stacks
    generated = stack_policies("example", account.files["example"], account.declared["example"], "acme-union-ecr-state")
    for role in roles.roles:
        assert role.policies.inline == generated.of_role(role.job)


def test_push_roles_have_a_boundary_of_the_stack() -> None:
    bounded = pushing(permissionsBoundary=f"{POLICY}/union-ecr-push-my-team")
    (roles,) = declared_account({"my-team": bounded}).stacks
    assert roles.boundary
    assert (roles.boundary.name, roles.boundary.arn) == (
        "union-ecr-push-my-team",
        f"{POLICY}/union-ecr-push-my-team",
    )


def test_a_push_role_without_a_boundary_is_refused_with_the_line_to_write() -> None:
    (error,) = errors_of({"my-team": pushing()})
    assert str(error) == (
        "stacks/Pulumi.my-team.yaml:9: union-ecr:pushRoles.ci: has no permissionsBoundary, so the role up could give "
        "it, and so itself, any right in the account; write permissionsBoundary: "
        f"{POLICY}/union-ecr-push-my-team, which the bootstrap makes"
    )
    remedied = pushing(permissionsBoundary=f"{POLICY}/union-ecr-push-my-team")
    assert errors_of({"my-team": remedied}) == []


def test_it_is_accepted_in_so_many_words() -> None:
    assert errors_of({"my-team": pushing()}, unboundedPushRoles=["my-team"]) == []


def test_a_stack_with_a_long_name_is_refused_with_its_length() -> None:
    (error,) = errors_of({"a" * 47: stack_text()})
    assert "its role preview would have a name of 65 characters, and IAM takes 64" in str(error)
    assert errors_of({"a" * 46: stack_text()}) == []


def test_more_policies_than_iam_attaches_are_refused() -> None:
    (error,) = errors_of({"my-team": stack_text(images=MANY)})
    assert "its role up needs 11 managed policies, and IAM takes 10" in str(error)


def test_following_the_remedy_with_a_prefix_works() -> None:
    protected: dict[str, Any] = {name: {} for name in MANY}
    assert errors_of({"my-team": stack_text(images=protected)}, prefixes={"my-team": ["team-of-mine/*"]}) == []


def test_a_boundary_too_long_is_refused() -> None:
    role = {"images": list(MANY)[:1], "github": GITHUB, "permissionsBoundary": f"{POLICY}/union-ecr-push-my-team"}
    images: dict[str, Any] = {name: {} for name in list(MANY)[:120]}
    (error,) = errors_of({"my-team": stack_text(images=images, pushRoles={"ci": role})})
    assert "the boundary of its push roles has" in str(error)


def test_a_chain_of_roles_has_no_role_preview() -> None:
    chain = stack_text().replace(
        '"aws:region"', '"aws:assumeRoles": [{"roleArn": "arn:aws:iam::123456789012:role/x"}], "aws:region"'
    )
    (roles,) = declared_account({"my-team": chain}).stacks
    assert [role.job for role in roles.roles] == [CiJob.UP, CiJob.DRIFT]


@pytest.mark.parametrize("job", CiJob)
def test_no_role_may_change_a_role_of_ci_or_the_identity_provider(job: CiJob) -> None:
    """Of every example: what the documents allow on IAM is on push roles, service-linked and custom roles only."""
    texts = example_texts()
    for account_id in {"123456789012", "333344445555", "666677778888"}:
        account = declared_account(texts, account=account_id, unboundedPushRoles=unbounded(texts, account_id))
        names = {role.arn for roles in account.stacks for role in roles.roles}
        for roles in account.stacks:
            text = document_text([dict(role_of(account, job, roles.stack).policies.inline)])
            assert not any(arn in text for arn in names)
            assert "oidc-provider" not in text


def unbounded(texts: dict[str, str], account: str) -> list[str]:
    return [name for name in UNBOUNDED if f'union-ecr:account: "{account}"' in texts[name]]
