"""Regions and repository names of a stack file: what ECR takes, and the name that was probably meant."""

import re
import unicodedata
from typing import NoReturn

from union_ecr.ecr.registry import KNOWN_REGIONS, LONGEST_NAME, REGION, REPOSITORY_NAME, RESERVED_PREFIX, SHORTEST_NAME
from union_ecr.stack_file.errors import closest_match, format_value, refuse
from union_ecr.stack_file.strict_yaml import as_written

# A scheme, or a registry's address with a port or of ECR, in front of a repository's name.
_HOST = r"[A-Za-z][A-Za-z0-9+.-]*://([^/]*/|[^/]*$)|[^/]*:[0-9]+(/|$)|[^/]*\.dkr\.[^/]*(/|$)"


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


def _refuse_repository_name(name: str) -> NoReturn:
    rule = "must be lowercase letters and digits separated by ., _, __, - or /"
    if name.startswith("arn:"):
        rule = "is an ARN, not a repository name"
    elif re.match(_HOST, name) or ".dkr." in name:
        rule = "is an address, not a repository name"
    elif ":" in name or "@" in name:
        rule = "a repository name carries no tag or digest"
    likely = _likely_repository_name(name)
    refuse(rule, f"write {as_written(likely)}" if likely else "write one such as team/image")


def _likely_repository_name(text: str) -> str | None:
    """The repository name in an address, an ARN, a name with a tag, or one in characters that ECR does not take.

    None where nothing is left of it, or a part would be lost.
    """
    name = text.rpartition(":repository/")[2] if text.startswith("arn:") else re.sub(_HOST, "", text)
    name = re.sub(r"@.*$|:[^/]*$", "", name, flags=re.DOTALL)
    name = unicodedata.normalize("NFKC", name).lower()
    if not name.isascii() or name.startswith("arn:"):
        return None
    name = re.sub(r"[^a-z0-9._/-]+", "-", name)
    name = re.sub(r"[._-]{2,}", lambda run: run[0] if re.fullmatch("__|-+", run[0]) else "-", name)
    name = "/".join(filter(None, (part.strip("._-") for part in name.split("/"))))
    likely = SHORTEST_NAME <= len(name) <= LONGEST_NAME and re.fullmatch(REPOSITORY_NAME, name, re.ASCII)
    return name if likely else None
