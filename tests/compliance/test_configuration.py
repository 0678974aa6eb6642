"""The configuration of the policies."""

import pytest
from pydantic import ValidationError

from union_ecr.compliance.configuration import EncryptionConfiguration, PolicyConfiguration, TrustConfiguration


def test_nothing_has_to_be_configured() -> None:
    assert PolicyConfiguration().except_repositories == ()
    assert TrustConfiguration().trusts_all_named
    assert not TrustConfiguration(accounts=("111122223333",)).trusts_all_named


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (PolicyConfiguration, {"exceptRepository": ["a"]}),
        (PolicyConfiguration, {"exceptRepositories": ["arn:aws:ecr:us-east-1:111122223333:repository/a"]}),
        (TrustConfiguration, {"accounts": []}),
        (TrustConfiguration, {"accounts": ["1111"]}),
        (TrustConfiguration, {"organizations": ["acme"]}),
        (EncryptionConfiguration, {"types": ["none"]}),
        (EncryptionConfiguration, {"keys": ["alias/ecr"]}),
    ],
)
def test_an_invalid_configuration_is_refused(model: type[PolicyConfiguration], given: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(given)
