"""Regions and repository names of a stack file: what ECR takes, and the name that was probably meant."""

import re

from union_ecr.ecr.registry import KNOWN_REGIONS, LONGEST_NAME, REGION, REPOSITORY_NAME, RESERVED_PREFIX, SHORTEST_NAME
from union_ecr.stack_file.errors import closest_match, format_value, refuse


def checked_region(region: str) -> str:
    """The region, if it has the form of one.

    Raises:
        PydanticCustomError: with the region it looks like.
    """
    if not re.fullmatch(REGION, region, re.ASCII):
        refuse("is not an AWS region", _likely_region(region))
    return region


def checked_region_of_arn(region: str) -> str:
    """The region, if it has the form of one; an error tells it, since the value shown is the whole ARN.

    Raises:
        PydanticCustomError: with the region it looks like.
    """
    if not re.fullmatch(REGION, region, re.ASCII):
        refuse(f"has {format_value(region)} as its region, which is not an AWS region", _likely_region(region))
    return region


def _likely_region(region: str) -> str:
    likely = closest_match(region, KNOWN_REGIONS)
    return f"did you mean {likely}?" if likely else "write one such as us-east-1"


def checked_repository_name(name: str) -> str:
    """The name, if ECR takes it and it is not in Union's own corner.

    Raises:
        PydanticCustomError: with the rule and, if it is clear, the name that was meant.
    """
    refuse_reserved(name)
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        refuse(
            f"a repository name has {SHORTEST_NAME} to {LONGEST_NAME} characters, this one {len(name)}",
            "write a longer one" if len(name) < SHORTEST_NAME else "write a shorter one",
        )
    if not re.fullmatch(REPOSITORY_NAME, name, re.ASCII):
        _refuse_repository_name(name)
    return name


def refuse_reserved(name: str) -> None:
    """Refuse what lies below the prefix of Union's own image builder: a name, or a prefix with its / behind it.

    Raises:
        PydanticCustomError: it does.
    """
    if name.startswith(RESERVED_PREFIX):
        refuse(f"{RESERVED_PREFIX} is reserved for Union's own image builder", "choose a name outside that prefix")


def _refuse_repository_name(name: str) -> None:
    if ".dkr." in name or "://" in name:
        refuse("is an address, not a repository name", "write what follows the host, without a tag")
    if ":" in name or "@" in name:
        refuse("a repository name carries no tag or digest", f"write {re.split('[:@]', name)[0]}")
    likely = re.sub(r"[^a-z0-9._/-]+", "-", name.lower())
    likely = re.sub(r"/{2,}", "/", likely).strip("/._-")
    rule = "must be lowercase letters and digits separated by ., _, __, - or /"
    refuse(
        rule,
        f"write {likely}" if re.fullmatch(REPOSITORY_NAME, likely, re.ASCII) else "write team/image",
    )
