"""Prefixes of creation templates that are a typing error for the prefix of a pull-through cache rule."""

import re
from collections.abc import Collection, Iterable

from union_ecr.settings.registry.repository_names import ROOT, prefixes_overlap

# Shorter words, and numbers, often differ on purpose: team-a and team-b, gcr and ghcr.
_SHORTEST_WORD = 4


def misspelt_prefixes(
    for_cache_only: Iterable[str], templates: Collection[str], cache_rules: Collection[str]
) -> dict[str, str]:
    """The prefixes among `for_cache_only` that are misspelt, each with the prefix that was probably meant.

    A prefix is misspelt if no pull-through cache rule overlaps it, and it differs in one letter from a rule that no
    template overlaps. Any other template may belong to a rule that the stack does not declare. `templates` and
    `cache_rules` are all prefixes of the stack.
    """
    without_template = [
        rule
        for rule in cache_rules
        if not any(prefixes_overlap(rule, template) for template in templates if template != ROOT)
    ]
    found: dict[str, str] = {}
    for prefix in for_cache_only:
        likely = next((rule for rule in without_template if _differs_in_one_letter(prefix, rule)), None)
        if likely and not any(prefixes_overlap(prefix, rule) for rule in cache_rules):
            found[prefix] = likely
    return found


def _differs_in_one_letter(prefix: str, another: str) -> bool:
    """Whether exactly one letter of one word differs."""
    if len(prefix) != len(another):
        return False
    words: Iterable[tuple[str, str]] = zip(re.split("([^a-z]+)", prefix), re.split("([^a-z]+)", another), strict=False)
    differing = [pair for pair in words if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    word, other_word = differing[0]
    if len(word) != len(other_word) or len(word) < _SHORTEST_WORD or not word.isalpha():
        return False
    return sum(letter != other_letter for letter, other_letter in zip(word, other_word, strict=True)) == 1
