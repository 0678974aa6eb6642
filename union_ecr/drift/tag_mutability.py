"""Whether tags can be pushed over that could not be."""

from collections.abc import Collection


def weakens_immutability(
    declared: str, declared_exclusions: Collection[str], live: str, live_exclusions: Collection[str]
) -> bool:
    """Whether any tag can be overwritten that none could be before, exclusions compared as they are written.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
    """
    mine, other = {*declared_exclusions}, {*live_exclusions}
    match declared, live:
        case ("MUTABLE", _) | (_, "IMMUTABLE"):
            return False
        case ("IMMUTABLE" | "IMMUTABLE_WITH_EXCLUSION", "IMMUTABLE_WITH_EXCLUSION"):
            return not other <= mine
        case ("MUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"):
            return not mine <= other
    return True
