"""Whether tags can be overwritten that the declared settings protect, and what that means."""

from collections.abc import Collection

from union_ecr.drift.principals import enumerated


def weakens_immutability(
    declared: str, declared_exclusions: Collection[str], live: str, live_exclusions: Collection[str]
) -> bool:
    """Whether live settings let any tag be overwritten that the declared ones protect; exclusions are compared as text.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    """
    wanted, found = {*declared_exclusions}, {*live_exclusions}
    match declared, live:
        case ("MUTABLE", _) | (_, "IMMUTABLE"):
            return False
        case ("IMMUTABLE" | "IMMUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"):
            return not found <= wanted
        case ("MUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"):
            return not wanted <= found
    return True


def why_tag_mutability(live: str, live_exclusions: Collection[str], *, weaker: bool) -> str:
    """What other settings of tags mean for workflows and for pushes."""
    which = overwritable_tags(live, live_exclusions)
    if weaker:
        return f"A tag that the stack protects can be overwritten, so a workflow may run another image: {which} can be."
    return f"Fewer tags can be pushed again than the stack allows, so such a push fails: {which} can be."


def overwritable_tags(mutability: str, exclusions: Collection[str]) -> str:
    """Which tags can be pushed again with another content, in words."""
    return {
        "IMMUTABLE": "no tag",
        "MUTABLE": "every tag",
        "IMMUTABLE_WITH_EXCLUSION": f"only tags like {enumerated(exclusions, 'or')}",
        "MUTABLE_WITH_EXCLUSION": f"every tag but those like {enumerated(exclusions, 'or')}",
    }.get(mutability, mutability)
