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


def test_a_grant_to_roles_units_or_a_service_with_sources_is_valid() -> None:
    for grantee in (
        {"principals": ["arn:aws:iam::111122223333:role/ci", f"arn:aws:iam::{HERE.account}:role/ci"]},
        {"organizationalUnits": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"]},
        {"service": "omics.amazonaws.com", "sourceAccounts": [HERE.account]},
    ):
        assert reported(RegistryGrant, {**grantee, "access": ["pullThrough"]}) == []
