"""Whether tags can be overwritten that the declared settings protect."""

from collections.abc import Collection


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
