"""Valid denials, and grants that they contradict; tests/workspace/bad has the errors of invalid ones."""

import pytest
from pydantic import TypeAdapter

from tests.registries import is_valid, reported
from union_ecr.settings.deny import Deny, RegistryDeny, VpcEndpointId, denied_grants, may_push
from union_ecr.settings.grants import Grant
from union_ecr.settings.registry.configuration import RegistryFields

ENDPOINT, ORGANIZATION = "vpce-0a1b2c3d4e5f60718", "o-a1b2c3d4e5"
ROLE = "arn:aws:iam::111122223333:role/ci"
OUTSIDE_ORGANIZATION = {"outsideOrganization": {"organizationId": ORGANIZATION}}
OUTSIDE_ENDPOINTS = {"outsideVpcEndpoints": {"vpcEndpoints": [ENDPOINT]}}


@pytest.mark.parametrize(
    "written",
    [
        {"push": {}},
        {"push": {"exceptPrincipals": [ROLE, "111122223333", f"{ROLE}-*"]}},
        {"outsideVpcEndpoints": {"vpcEndpoints": [ENDPOINT, "vpce-0a1b2c3d"], "exceptPrincipals": [ROLE]}},
        {"outsideOrganization": {"organizationId": ORGANIZATION, "exceptPrincipals": ["111122223333"]}},
        {"push": {}, **OUTSIDE_ENDPOINTS, **OUTSIDE_ORGANIZATION},
    ],
)
def test_each_denial_is_valid_alone_and_together(written: dict[str, object]) -> None:
    assert reported(Deny, written) == []
    deny = Deny.model_validate(written)
    assert Deny.model_validate(deny.model_dump(mode="json")) == deny  # as a component's arguments are made


def test_the_registry_denies_no_pushes_since_it_does_not_know_who_pushes() -> None:
    assert reported(RegistryDeny, OUTSIDE_ENDPOINTS | OUTSIDE_ORGANIZATION) == []
    assert [path for path, _ in reported(RegistryDeny, {"push": {}})] == ["push"]


@pytest.mark.parametrize("text", ["vpc-0a1b2c3d4e5f60718", "vpce-0a1b", "vpce-0A1B2C3D", "vpce-*", f"{ENDPOINT}\n"])
def test_another_id_than_a_vpc_endpoints_is_refused(text: str) -> None:
    assert not is_valid(VpcEndpointId, text)
    assert TypeAdapter(VpcEndpointId).validate_python(ENDPOINT) == ENDPOINT


@pytest.mark.parametrize(
    ("grant", "pushes"),
    [
        ({"principals": [ROLE], "access": ["push"]}, True),
        ({"principals": [ROLE], "actions": ["ecr:PutImage"]}, True),
        ({"principals": [ROLE], "access": ["pull", "describe"], "actions": ["ecr:BatchDeleteImage"]}, False),
    ],
)
def test_a_grant_pushes_by_its_access_or_by_an_action(grant: dict[str, object], pushes: bool) -> None:
    assert may_push(Grant.model_validate(grant)) is pushes


@pytest.mark.parametrize(
    ("deny", "grant", "denied"),
    [
        ({"push": {}}, {"organizationId": ORGANIZATION, "access": ["push"]}, True),
        ({"push": {}}, {"organizationalUnits": [f"{ORGANIZATION}/r-ab12/ou-ab12-11111111"], "access": ["push"]}, True),
        ({"push": {}}, {"organizationId": ORGANIZATION, "access": ["pull"]}, False),
        ({"push": {}}, {"principals": [ROLE], "access": ["push"]}, False),
        (OUTSIDE_ORGANIZATION, {"organizationId": "o-zzzzzzzzzz", "access": ["pull"]}, True),
        (OUTSIDE_ORGANIZATION, {"organizationId": ORGANIZATION, "access": ["pull"]}, False),
        (OUTSIDE_ORGANIZATION, {"principals": [ROLE], "access": ["pull"]}, False),
        (OUTSIDE_ENDPOINTS, {"organizationId": "o-zzzzzzzzzz", "access": ["pull", "push"]}, False),
    ],
)
def test_a_grant_that_a_denial_contradicts_for_certain_is_refused(
    deny: dict[str, object], grant: dict[str, object], denied: bool
) -> None:
    found = list(denied_grants(Deny.model_validate(deny), [Grant.model_validate(grant)]))
    assert [violation.path for violation in found] == ([(0,)] if denied else [])


@pytest.mark.parametrize(
    ("grant", "excepted", "refused"),
    [
        ({"accounts": ["111122223333"], "access": ["upstream"]}, [], True),
        ({"accounts": ["111122223333"], "access": ["upstream"]}, ["111122223333"], False),
        ({"accounts": ["111122223333"], "access": ["pull"]}, [], False),
        ({"organizationId": ORGANIZATION, "access": ["upstream"]}, ["111122223333"], True),
    ],
)
def test_a_cache_of_this_registry_elsewhere_must_be_excepted_from_vpc_endpoints(
    grant: dict[str, object], excepted: list[str], refused: bool
) -> None:
    deny = {"outsideVpcEndpoints": {"vpcEndpoints": [ENDPOINT], "exceptPrincipals": excepted}}
    found = [path for path, _ in reported(RegistryFields, {"policy": [grant], "deny": deny})]
    assert found == (["policy[0].access"] if refused else [])
