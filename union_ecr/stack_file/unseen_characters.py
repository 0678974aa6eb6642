"""Characters that nobody sees in a file, and text as it was meant where a file holds them or a look-alike."""

import unicodedata

_NAMES = {"\n": "a line break", "\t": "a tab", "\r": "a carriage return", "\ufeff": "the byte order mark U+FEFF"}
WIDE_COLON = "\uff1a"
"""It looks like a colon and is none to YAML."""


def unseen_character(text: str) -> str | None:
    """The first character of a text that cannot be seen, in words; None where all can."""
    if text.isprintable():
        return None
    character = next(character for character in text if not character.isprintable())
    if character in _NAMES:
        return _NAMES[character]
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "").lower()
    return f"the character {code} ({name})" if name else f"the character {code}"


def as_meant(text: str) -> str:
    """The text in the characters that it seems to have: full-width ones as ASCII, without those that cannot be seen."""
    spaced = (" " if character.isspace() else character for character in unicodedata.normalize("NFKC", text))
    return " ".join("".join(character for character in spaced if character.isprintable()).split())
