"""Lifecycle rules as a stack file has them, for tests."""

from typing import Any

from tests.settings.violations import violations
from union_ecr.settings.repository import RepositoryFields
from union_ecr.stack_file.errors import Violation

ANY = {"tagStatus": "any", "sinceImagePushed": 365, "action": "expire"}
ANY_ARCHIVED = {"tagStatus": "any", "sinceImageTransitioned": 365, "action": "expire"}
UNTAGGED = {"tagStatus": "untagged", "sinceImagePushed": 3, "action": "expire"}


def tagged(*patterns: str, **fields: Any) -> dict[str, Any]:
    return {"tagStatus": "tagged", "tagPatternList": patterns, "sinceImagePushed": 30, "action": "expire", **fields}


def archived(*patterns: str) -> dict[str, Any]:
    return {"tagStatus": "tagged", "tagPatternList": patterns, "sinceImageTransitioned": 90, "action": "expire"}


def repository(*rules: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """The settings of a repository with these rules, which may take tagged images."""
    return {"lifecycleRules": rules, "allowTaggedExpiry": True, **fields}


def broken(*rules: dict[str, Any], **fields: Any) -> list[Violation]:
    """What the lifecycle rules of a repository break."""
    return violations(RepositoryFields, repository(*rules, **fields))


def places(*rules: dict[str, Any], **fields: Any) -> list[tuple[str | int, ...]]:
    return [violation.path for violation in broken(*rules, **fields)]
