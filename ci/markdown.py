"""GitHub's markdown for texts of unknown origin: a stack file, AWS and Pulumi may say anything."""

import re

_SHORTEST_FENCE = 8
_MARKUP = re.compile(r"[&<>|`*_~\\\[#@$]|:(?=//)|(?<=\bwww)\.")


def code(text: str) -> str:
    """One line of code: GitHub turns nothing in it into a mention, an issue, a link or an emoji.

    Everything that could be markup is a character reference:
    https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
    """
    line = "".join(letter if letter.isprintable() else " " for letter in text)
    return f"<code>{_MARKUP.sub(lambda found: f'&#{ord(found[0])};', line)}</code>"


def folded(title: str, text: str, language: str, most: int) -> str:
    """A folded section with a title in markdown and at most so many characters of the text.

    Its fence is longer than any in the text, so the text cannot end it.
    """
    shown = text.strip()
    if len(shown) > most:
        shown = f"{shown[:most]}\n… cut: see the run's log"
    fence = "~" * max(_SHORTEST_FENCE, max(map(len, re.findall("~+", shown)), default=0) + 1)
    return f"<details><summary>{title}</summary>\n\n{fence}{language}\n{shown}\n{fence}\n\n</details>"


def bullets(lines: list[str], most: int, where: str) -> list[str]:
    """A list of at most so many lines, and how many there are besides, with where they are."""
    more = [f"- and {len(lines) - most:,} more: {where}"] if len(lines) > most else []
    return [*(f"- {line}" for line in lines[:most]), *more]
