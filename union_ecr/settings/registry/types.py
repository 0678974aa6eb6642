"""Values that only the registry's own settings are made of: prefixes, filters and patterns of repository names."""

import re
from typing import Annotated

from pydantic import StrictStr

from union_ecr.ecr.registry import RESERVED_PREFIX
from union_ecr.ecr.wildcards import intersects
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.names import refuse_reserved
from union_ecr.stack_file.errors import refuse

ROOT = "ROOT"
"""ECR's word for: every repository that no other prefix matches."""

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html (ecrRepositoryPrefix);
# the provider is stricter and takes no __ or -- (internal/service/ecr/pull_through_cache_rule.go).
_PREFIX = r"[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*"
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RepositoryFilter.html
_FILTER = r"(?=.{2,256}$)([a-z0-9]+([._-][a-z0-9]*)*/)*[a-z0-9]*([._-][a-z0-9]*)*"
_ACCOUNT_ROLE = r"arn:(?P<partition>aws[\w-]*):iam::(?P<account>\d{12}):role/([\w+=,.@-]+/)*[\w+=,.@-]{1,64}"
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegisterPullTimeUpdateExclusion.html
_LONGEST_EXCLUDED = 200
_EXCLUDED = (
    rf"(?=.{{1,{_LONGEST_EXCLUDED}}}$)"
    r"arn:(?P<partition>aws(-[a-z]+)*):iam::\d{12}:(role|user)/[\w+=,.@-]+(/[\w+=,.@-]+)*"
)


def _prefix_of(shortest: int, longest: int, not_below: str = "") -> Pattern:
    """A prefix of repository names of so many characters, and none that reaches below `not_below`."""

    def hint(prefix: str) -> None:
        if not_below:
            refuse_reserved(f"{prefix}/")  # ECR's own /, without which union would be no part of union/
        meant = prefix.rstrip("*").rstrip("/")
        if prefix != meant and re.fullmatch(pattern, meant, re.ASCII):
            refuse("ECR adds the / behind a prefix itself", f"write {meant}")
        if re.fullmatch(_PREFIX, prefix, re.ASCII) and not shortest <= len(prefix) <= longest:
            rule = f"a prefix has {shortest} to {longest} characters, this one {len(prefix)}"
            refuse(rule, "write a longer one" if len(prefix) < shortest else "write a shorter one")

    reserved = rf"(?!{not_below.rstrip('/')}(/|$))" if not_below else ""
    pattern = rf"{ROOT}|(?=.{{{shortest},{longest}}}$){reserved}{_PREFIX}"
    return Pattern(
        pattern,
        f"a prefix has {shortest} to {longest} lower-case letters and digits, joined by single . _ - or /",
        f"write one such as team, or {ROOT} for all the others",
        hint=hint,
    )


def _hint_on_filters(prefix: str) -> None:
    if "*" in prefix:
        meant = prefix.rstrip("*")
        refuse(
            "replication matches the beginnings of names, without wildcards",
            f"write {meant}" if re.fullmatch(_FILTER, meant, re.ASCII) else "leave prefixes out for all repositories",
        )


def _refuse_sessions(arn: str) -> None:
    if ":assumed-role/" in arn:
        refuse("is one session of a role, gone within hours", "write the role's ARN: arn:aws:iam::ACCOUNT:role/NAME")


# ECR takes one character; the provider refuses it (internal/service/ecr/repository_creation_template.go).
TemplatePrefix = Annotated[StrictStr, _prefix_of(2, 256, RESERVED_PREFIX)]
CachePrefix = Annotated[StrictStr, _prefix_of(2, 30, RESERVED_PREFIX)]
UpstreamPrefix = Annotated[StrictStr, _prefix_of(2, 30)]
ReplicationPrefix = Annotated[
    StrictStr,
    Pattern(
        _FILTER,
        "is no beginning of repository names, of 2 to 256 characters",
        "write one such as team/",
        hint=_hint_on_filters,
    ),
]
RoleArn = Annotated[
    StrictStr, Pattern(_ACCOUNT_ROLE, "is not the ARN of a role", "write arn:aws:iam::ACCOUNT:role/NAME")
]
ExcludedPrincipal = Annotated[
    StrictStr,
    Pattern(
        _EXCLUDED,
        f"is not the ARN of a role or user, of at most {_LONGEST_EXCLUDED} characters",
        "write one such as arn:aws:iam::111122223333:role/image-scanner",
        hint=_refuse_sessions,
    ),
]
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ScanningRepositoryFilter.html; written without nested
# repetition, which would take exponential time: nowhere may two of . _ - / follow each other, nor one end it.
ScanningFilter = Annotated[
    StrictStr,
    Pattern(
        r"(?=.{1,255}$)[a-z0-9*]+([._/-][a-z0-9*]+)*",
        "a scanning filter is part of a repository name, in lower case, with * for any characters",
        "write one such as team/*, or *",
    ),
]
RepositoryPattern = Annotated[
    StrictStr,
    Pattern(
        r"(?=.{1,256}$)[a-z0-9*]+([._/-]+[a-z0-9*]+)*",
        "is no repository name, with * for any characters",
        "write one such as team/*, without registry or ARN",
    ),
]


def names_below(prefix: str) -> str:
    """The names of the repositories that a mirror or a template is for, as a pattern; ECR adds the / that is missing.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepositoryCreationTemplate.html (prefix)
    """
    return "*" if prefix == ROOT else f"{prefix.rstrip('/')}/*"


def prefixes_meet(one: str, other: str) -> bool:
    """Whether some repository is below both prefixes: one lies within the other, or covers everything."""
    return intersects(names_below(one), names_below(other))
