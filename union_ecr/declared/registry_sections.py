"""Which sections of a registry drift reads, whatever is declared; the rights of its role follow from them."""

from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.pull_through_cache import WITHOUT_PULL_THROUGH_CACHE


def sections_always_compared(registry: Registry) -> frozenset[str]:
    """The sections of a registry, by their names in the stack file, that drift compares even if none declares them.

    They can let other accounts in, or make ECR create repositories.
    """
    cache_rules = set() if registry.partition in WITHOUT_PULL_THROUGH_CACHE else {"pullThroughCache"}
    return frozenset({"policy", "replication", "creationTemplates", *cache_rules})
