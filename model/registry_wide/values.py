"""Values that only the registry's own settings are made of: prefixes, filters and patterns of repository names."""

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, StrictStr

from model.checked_values import matching
from model.mistakes import refuse

ROOT = "ROOT"
"""ECR's word for: every repository that no other prefix matches."""

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html (ecrRepositoryPrefix);
# the provider is stricter and takes no __ or -- (internal/service/ecr/pull_through_cache_rule.go).
_PREFIX = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*", re.ASCII)
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RepositoryFilter.html
_FILTER = re.compile(r"([a-z0-9]+([._-][a-z0-9]*)*/)*[a-z0-9]*([._-][a-z0-9]*)*", re.ASCII)
_ACCOUNT_ROLE = re.compile(
    r"arn:(?P<partition>aws[\w-]*):iam::(?P<account>\d{12}):role/([\w+=,.@-]+/)*[\w+=,.@-]{1,64}", re.ASCII
)
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_RegisterPullTimeUpdateExclusion.html
_EXCLUDED = re.compile(r"arn:(?P<partition>aws(-[a-z]+)*):iam::\d{12}:(role|user)/[\w+=,.@-]+(/[\w+=,.@-]+)*", re.ASCII)
_LONGEST_EXCLUDED = 200


def _prefix_of(shortest: int, longest: int) -> Callable[[str], str]:
    def check(prefix: str) -> str:
        if prefix == ROOT:
            return prefix
        meant = prefix.rstrip("*").rstrip("/")
        if prefix != meant and _PREFIX.fullmatch(meant):
            refuse("ECR adds the / behind a prefix itself", f"write {meant}")
        if not _PREFIX.fullmatch(prefix):
            refuse("is no prefix of repository names", f"write one such as team, or {ROOT} for all the others")
        if not shortest <= len(prefix) <= longest:
            rule = f"a prefix has {shortest} to {longest} characters, this one {len(prefix)}"
            refuse(rule, "write a longer one" if len(prefix) < shortest else "write a shorter one")
        return prefix

    return check


def _checked_filter(prefix: str) -> str:
    if "*" in prefix:
        meant = prefix.rstrip("*")
        fits = len(meant) > 1 and _FILTER.fullmatch(meant)
        refuse(
            "replication matches the beginnings of names, without wildcards",
            f"write {meant}" if fits else "leave prefixes out for all repositories",
        )
    if not (2 <= len(prefix) <= 256 and _FILTER.fullmatch(prefix)):
        refuse("is no beginning of repository names, of 2 to 256 characters", "write one such as team/")
    return prefix


def _checked_role(arn: str) -> str:
    if not _ACCOUNT_ROLE.fullmatch(arn):
        refuse("is not the ARN of a role", "write arn:aws:iam::ACCOUNT:role/NAME")
    return arn


def _checked_exclusion(arn: str) -> str:
    if ":assumed-role/" in arn:
        refuse("is one session of a role, gone within hours", "write the role's ARN: arn:aws:iam::ACCOUNT:role/NAME")
    if not _EXCLUDED.fullmatch(arn) or len(arn) > _LONGEST_EXCLUDED:
        rule = f"is not the ARN of a role or user, of at most {_LONGEST_EXCLUDED} characters"
        refuse(rule, "write one such as arn:aws:iam::111122223333:role/image-scanner")
    return arn


# ECR takes one character; the provider refuses it (internal/service/ecr/repository_creation_template.go).
TemplatePrefix = Annotated[StrictStr, AfterValidator(_prefix_of(2, 256))]
CachePrefix = Annotated[StrictStr, AfterValidator(_prefix_of(2, 30))]
ReplicationPrefix = Annotated[StrictStr, AfterValidator(_checked_filter)]
RoleArn = Annotated[StrictStr, AfterValidator(_checked_role)]
ExcludedPrincipal = Annotated[StrictStr, AfterValidator(_checked_exclusion)]
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_ScanningRepositoryFilter.html; written without nested
# repetition, which would take exponential time: nowhere may two of . _ - / follow each other, nor one end it.
ScanningFilter = Annotated[
    StrictStr,
    matching(
        r"(?=.{1,255}$)[a-z0-9*]+([._/-][a-z0-9*]+)*",
        "a scanning filter is part of a repository name, in lower case, with * for any characters",
        "write one such as team/*, or *",
    ),
]
RepositoryPattern = Annotated[
    StrictStr,
    matching(
        r"(?=.{1,256}$)[a-z0-9*]+([._/-]+[a-z0-9*]+)*",
        "is no repository name, with * for any characters",
        "write one such as team/*, without registry or ARN",
    ),
]


def role_place(arn: str) -> tuple[str, str]:
    """The partition and the account that a role's ARN names."""
    found = _ACCOUNT_ROLE.fullmatch(arn)
    return (found["partition"], found["account"]) if found else ("", "")


def excluded_partition(arn: str) -> str:
    """The partition that an excluded principal's ARN names."""
    found = _EXCLUDED.fullmatch(arn)
    return found["partition"] if found else ""
