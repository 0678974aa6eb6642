"""What the rules of a repository break in a registry, an image's and a template's alike."""

from typing import Any

from model.broken_repository import broken_repository_rules
from model.images import Registry
from model.mistakes import dotted
from model.repository_rules import RepositoryRules

VIRGINIA, CHINA = Registry("123456789012", "us-east-1"), Registry("123456789012", "cn-north-1")
FUNCTIONS = "arn:aws:lambda:us-east-1:111122223333:function:*"


def broken(registry: Registry, **said: Any) -> list[str]:
    return [dotted(one.path) for one in broken_repository_rules(registry, RepositoryRules.model_validate(said))]


def test_safe_defaults_break_nothing_anywhere() -> None:
    assert broken(VIRGINIA) == broken(CHINA) == []


def test_whom_a_service_acts_for_must_be_of_the_registrys_partition() -> None:
    grant = {"service": "lambda.amazonaws.com", "sourceArns": [FUNCTIONS], "access": ["pull"]}
    assert broken(VIRGINIA, grants=[grant]) == []
    assert broken(CHINA, grants=[grant]) == ["grants[0].sourceArns[0]"]


def test_its_lifecycle_rules_are_judged_as_well() -> None:
    rule = {"tagStatus": "any", "imageCountMoreThan": 100, "action": "expire"}
    assert broken(VIRGINIA, lifecycleRules=[rule], allowTaggedExpiry=True) == []
    assert broken(VIRGINIA, lifecycleRules=[rule]) != []


def test_a_policy_too_long_is_the_whole_repositorys() -> None:
    roles = [f"arn:aws:iam::{number:012}:role/{'a' * 40}" for number in range(200)]
    assert broken(VIRGINIA, grants=[{"principals": roles, "access": ["pull"]}]) == [""]
