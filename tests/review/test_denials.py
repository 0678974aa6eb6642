"""What is denied, as lines."""

from typing import Any

from tests.declared.grants_and_principals import CI, ORGANIZATION, VIRGINIA, to
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.actions import Access
from union_ecr.review.repository_policy import describe_repository_policy
from union_ecr.settings.deny import Deny

SERVICES = "AWS services and the account's service-linked roles"
ENDPOINTS = ["vpce-0a1b2c3d4e5f60718", "vpce-0a1b2c3d"]


def described(**deny: Any) -> list[str]:
    grants = [to(CI, access=(Access.PUSH,))]
    return describe_repository_policy(repository_policy(VIRGINIA, grants, Deny.model_validate(deny)), VIRGINIA.account)


def test_a_denied_push_names_everybody_who_still_may() -> None:
    assert described(push={"exceptPrincipals": ["111122223333"]}) == [
        f"push: {CI}",
        f"DENIED to everyone else: push, except to everyone in account 111122223333, {CI}, {SERVICES}",
    ]


def test_denied_networks_and_organizations_say_who_is_locked_out() -> None:
    assert described(
        outsideVpcEndpoints={"vpcEndpoints": ENDPOINTS}, outsideOrganization={"organizationId": ORGANIZATION}
    )[1:] == [
        f"DENIED through anything but vpce-0a1b2c3d, vpce-0a1b2c3d4e5f60718: pull and push, except to {SERVICES}; "
        "a data plane or push role that comes another way is locked out",
        f"DENIED outside organization {ORGANIZATION}: everything, except to everyone in account 123456789012, "
        f"{SERVICES}; a data plane or push role whose account is outside is locked out",
    ]
