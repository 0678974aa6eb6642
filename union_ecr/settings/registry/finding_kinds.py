"""The kinds of findings, by which drift reports them and stack files accept them."""

from enum import StrEnum
from typing import Self


class Kind(StrEnum):
    """What is found, each with its meaning for people."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:  # noqa: D102 - how an enum has more than a value
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.meaning = meaning
        return kind

    MISSING = "missing", "A declared repository, push role, pull-through cache rule or template does not exist."
    CHANGED = "changed", "A setting of a repository or push role differs."
    UNMANAGED = "unmanaged", "A live repository that no stack declares."
    EXTRA_POLICY = "extra-policy", "A policy where none is declared."
    EXTRA_LIFECYCLE = "extra-lifecycle", "A lifecycle policy where none is declared."
    POLICY_CHANGED = "policy-changed", "A statement of a repository policy differs, is missing or is not declared."
    LIFECYCLE_CHANGED = "lifecycle-changed", "A lifecycle rule differs, is missing or is not declared."
    DEAD_PRINCIPAL = (
        "dead-principal",
        "A policy names a deleted role or user; it matches nobody, even if one of that name is created again.",
    )
    REGISTRY_CHANGED = "registry-changed", "A setting of the registry differs, or opens it and no stack declares it."
    PUSH_ROLE_CHANGED = "push-role-changed", "A push role's trust policy, permissions or settings differ."
    UNUSED_ACCEPTANCE = "unused-acceptance", "An entry of drift.accepted that accepts nothing any longer."


WITHOUT_DIFFERENCE = (Kind.MISSING, Kind.UNMANAGED, Kind.UNUSED_ACCEPTANCE)
"""Kinds that say only that something exists or does not."""
