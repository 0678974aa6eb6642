"""Which tags can be pushed again, as a sentence."""

from collections.abc import Iterable

from union_ecr.settings.repository import WITH_EXCLUSION, TagMutability


def describe_tag_mutability(ecr_tag_mutability: str, exclusions: Iterable[str]) -> str:
    """What happens to a tag that is pushed a second time, from ECR's own values, for a reviewer."""
    immutable = ecr_tag_mutability.removesuffix(WITH_EXCLUSION) == TagMutability.IMMUTABLE
    excluded = ", ".join(exclusions)
    return ("never change" if immutable else "can be pushed again") + (f", except {excluded}" if excluded else "")
