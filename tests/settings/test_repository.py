"""What holds for a repository, whether it is an image's or ECR makes it from a template."""

import pytest

from union_ecr.settings.repository import RepositoryRules


@pytest.mark.parametrize(
    ("said", "mutability"),
    [
        ({}, "IMMUTABLE"),
        ({"tagMutability": "MUTABLE"}, "MUTABLE"),
        ({"tagMutabilityExclusions": ["latest"]}, "IMMUTABLE_WITH_EXCLUSION"),
        ({"tagMutability": "MUTABLE", "tagMutabilityExclusions": ["v*"]}, "MUTABLE_WITH_EXCLUSION"),
    ],
)
def test_exclusions_have_a_value_of_their_own_in_ecr(said: dict[str, object], mutability: str) -> None:
    assert RepositoryRules.model_validate(said).ecr_tag_mutability == mutability
