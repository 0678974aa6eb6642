"""Account settings: the values that the API still accepts."""

from union_ecr.settings.registry.account_settings import AccountSettings, BlobMounting


def test_every_value_that_the_api_still_accepts_is_valid() -> None:
    for blob_mounting in BlobMounting:
        settings = AccountSettings(
            basic_scan_type_version="AWS_NATIVE", registry_policy_scope="V2", blob_mounting=blob_mounting
        )
        assert settings.blob_mounting is blob_mounting


def test_no_account_setting_has_a_default() -> None:
    assert set(AccountSettings().model_dump().values()) == {None}
