"""Prefixes and patterns that stand for repositories in the settings of a registry."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import StrictStr

from union_ecr.ecr.registry import RESERVED_PREFIX
from union_ecr.ecr.wildcards import intersects, subsumes
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.names import refuse_reserved
from union_ecr.stack_file.errors import refuse

ROOT = "ROOT"
"""ECR's prefix for every repository that no other prefix matches."""

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html (ecrRepositoryPrefix);
# the provider is stricter: it allows no __ or -- (internal/service/ecr/pull_through_cache_rule.go).
_PREFIX = r"[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*"


def _prefix(shortest: int, longest: int, reserved: str = "") -> Pattern:
    """A prefix of so many characters, which may not be `reserved` or below it."""

    def hint(prefix: str) -> None:
        if reserved:
            refuse_reserved(f"{prefix}/")  # ECR adds the /, so union stands for union/
        without_slash = prefix.rstrip("*").rstrip("/")
        if prefix != without_slash and re.fullmatch(pattern, without_slash, re.ASCII):
            refuse("ECR adds the / after a prefix itself", f"write {without_slash}")
        if re.fullmatch(_PREFIX, prefix, re.ASCII) and not shortest <= len(prefix) <= longest:
            rule = f"a prefix has {shortest} to {longest} characters, this one has {len(prefix)}"
            refuse(rule, "write a longer one" if len(prefix) < shortest else "write a shorter one")

    not_reserved = rf"(?!{reserved.rstrip('/')}(/|$))" if reserved else ""
    pattern = rf"{ROOT}|(?=.{{{shortest},{longest}}}$){not_reserved}{_PREFIX}"
    return Pattern(
        pattern,
        f"a prefix has {shortest} to {longest} lowercase letters and digits, separated by single . _ - or /",
        f"write one such as team, or {ROOT} for all the others",
        hint=hint,
    )


# ECR allows one character, the provider does not (internal/service/ecr/repository_creation_template.go).
TemplatePrefix = Annotated[StrictStr, _prefix(2, 256, RESERVED_PREFIX)]
CachePrefix = Annotated[StrictStr, _prefix(2, 30, RESERVED_PREFIX)]
UpstreamPrefix = Annotated[StrictStr, _prefix(2, 30)]
RepositoryPattern = Annotated[
    StrictStr,
    Pattern(
        r"(?=.{1,256}$)[a-z0-9*]+([._/-]+[a-z0-9*]+)*",
        "must be a repository name, with * for any characters",
        "write one such as team/*, without registry or ARN",
    ),
]


def names_below(prefix: str) -> str:
    """The repositories of a pull-through cache rule or a template with this prefix, as a pattern.

    ECR adds the / after a prefix itself:
    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepositoryCreationTemplate.html (prefix)
    """
    return "*" if prefix == ROOT else f"{prefix.rstrip('/')}/*"


def prefixes_over(prefixes: Iterable[str], repository: str) -> tuple[str, ...]:
    """The prefixes that cover a repository, the longest first; ROOT only where no other one does.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-private-wildcards.html
    """
    given = tuple(prefixes)
    covering = [prefix for prefix in given if prefix != ROOT and subsumes(names_below(prefix), repository)]
    return tuple(sorted(covering, key=len, reverse=True)) or tuple(prefix for prefix in given if prefix == ROOT)


def prefixes_overlap(prefix: str, another: str) -> bool:
    """Whether a repository can have both prefixes: one lies below the other, or is ROOT."""
    return intersects(names_below(prefix), names_below(another))
