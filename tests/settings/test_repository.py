"""What holds for a repository, whether it is an image's or ECR makes it from a template."""

import pytest

from union_ecr.settings.repository import RepositoryRules, tags_in_words


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


@pytest.mark.parametrize(
    ("mutability", "exclusions", "words"),
    [
        ("IMMUTABLE", (), "never change"),
        ("IMMUTABLE_WITH_EXCLUSION", ("a*", "b"), "never change, except a*, b"),
        ("MUTABLE", (), "can be pushed again"),
        ("MUTABLE_WITH_EXCLUSION", ("v*",), "can be pushed again, except v*"),
    ],
)
def test_a_reviewer_reads_which_tags_may_be_pushed_again(
    mutability: str, exclusions: tuple[str, ...], words: str
) -> None:
    assert tags_in_words(mutability, exclusions) == words
