"""Grants of the registry policy. What is refused is in tests/workspace/bad."""

from tests.registries import HERE, reported
from union_ecr.settings.registry.policy import RegistryGrant


def test_a_grant_to_accounts_or_to_an_organization_is_valid() -> None:
    assert reported(RegistryGrant, {"accounts": ["111122223333"], "access": ["replicate"]}) == []
    assert reported(RegistryGrant, {"organizationId": "o-a1b2c3d4e5", "access": ["pull"]}) == []


def test_the_registrys_own_account_is_refused_once_the_registry_is_known() -> None:
    grant = {"accounts": ["111122223333", HERE.account], "access": ["pull"]}
    assert [path for path, _ in reported(RegistryGrant, grant)] == ["accounts[1]"]
    assert reported(RegistryGrant, grant, registry=None) == []
