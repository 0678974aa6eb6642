"""Characters that nobody sees are named, and text is read as it was meant."""

import pytest

from union_ecr.stack_file.unseen_characters import as_meant, unseen_character


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("plain text with caf\u00e9", None),
        ("a\u00a0b", "the character U+00A0 (no-break space)"),
        ("a\u200b\u00a0", "the character U+200B (zero width space)"),
        ("\ufeffa", "the byte order mark U+FEFF"),
        ("a\nb", "a line break"),
        ("a\tb", "a tab"),
        ("\x1b[31m", "the character U+001B"),
    ],
)
def test_the_first_character_that_cannot_be_seen_is_named(text: str, named: str | None) -> None:
    assert unseen_character(text) == named


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("trainer\u00a0", "trainer"),
        ("us\u200b-east-1", "us-east-1"),
        ("ml\u3000trainer", "ml trainer"),
        ("union-ecr\uff1aimages", "union-ecr:images"),
        ("\uff11\uff12", "12"),
        ("a\nb\n", "a b"),
        ("\u200b", ""),
    ],
)
def test_text_is_read_in_the_characters_that_it_seems_to_have(text: str, meant: str) -> None:
    assert as_meant(text) == meant
