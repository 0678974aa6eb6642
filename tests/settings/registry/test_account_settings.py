"""Account settings: the values that are left in the API."""

from union_ecr.settings.registry.account_settings import AccountSettings, BlobMounting


def test_every_value_that_the_api_still_has_is_taken() -> None:
    for mounting in BlobMounting:
        said = AccountSettings(basic_scan_type_version="AWS_NATIVE", registry_policy_scope="V2", blob_mounting=mounting)
        assert said.blob_mounting is mounting


def test_nothing_is_set_that_was_not_said() -> None:
    assert set(AccountSettings().model_dump().values()) == {None}
