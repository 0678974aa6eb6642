"""Which tags can be pushed again."""

import pytest

from union_ecr.review.tag_mutability import describe_tag_mutability


@pytest.mark.parametrize(
    ("mutability", "exclusions", "sentence"),
    [
        ("IMMUTABLE", (), "never change"),
        ("IMMUTABLE_WITH_EXCLUSION", ("a*", "b"), "never change, except a*, b"),
        ("MUTABLE", (), "can be pushed again"),
        ("MUTABLE_WITH_EXCLUSION", ("v*",), "can be pushed again, except v*"),
    ],
)
def test_the_sentence_says_which_tags_can_be_pushed_again(
    mutability: str, exclusions: tuple[str, ...], sentence: str
) -> None:
    assert describe_tag_mutability(mutability, exclusions) == sentence
