"""The configuration of a policy as JSON Schema."""

from policies.configuration_schema import configuration_properties
from union_ecr.compliance.configuration import EncryptionConfiguration, TrustConfiguration


def test_every_property_says_what_it_is_and_needs_no_other_part_of_the_schema() -> None:
    properties = configuration_properties(EncryptionConfiguration)
    assert list(properties) == ["exceptRepositories", "types", "keys"]
    assert properties["types"]["description"] == "Any of AES256, KMS, KMS_DSSE."
    assert properties["types"]["anyOf"][0]["items"]["enum"] == ["AES256", "KMS", "KMS_DSSE"]


def test_no_pattern_reaches_the_engine_whose_dialect_is_another() -> None:
    properties = configuration_properties(TrustConfiguration)
    assert properties["accounts"]["anyOf"][0] == {"type": "array", "items": {"type": "string"}, "minItems": 1}
    assert "pattern" not in str(properties)
