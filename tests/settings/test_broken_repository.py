"""What the rules of a repository break in a registry, an image's and a template's alike."""

from typing import Any

import pytest

from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.actions import CHANGES, REPOSITORY_ACTIONS, document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.broken_repository import broken_repository_rules
from union_ecr.settings.repository import RepositoryRules
from union_ecr.stack_file.errors import format_path

VIRGINIA, CHINA = Registry("123456789012", "us-east-1"), Registry("123456789012", "cn-north-1")
GOVERNMENT = Registry("123456789012", "us-gov-west-1")
FUNCTIONS = "arn:aws:lambda:us-east-1:111122223333:function:*"


def broken(registry: Registry, **said: Any) -> list[str]:
    return [format_path(one.path) for one in broken_repository_rules(registry, RepositoryRules.model_validate(said))]


def test_safe_defaults_break_nothing_anywhere() -> None:
    assert broken(VIRGINIA) == broken(CHINA) == []


def test_whom_a_service_acts_for_must_be_of_the_registrys_partition() -> None:
    grant = {"service": "lambda.amazonaws.com", "sourceArns": [FUNCTIONS], "access": ["pull"]}
    assert broken(VIRGINIA, grants=[grant]) == []
    assert broken(CHINA, grants=[grant]) == ["grants[0].sourceArns[0]"]


def test_a_principal_must_be_of_the_registrys_partition() -> None:
    def of(partition: str) -> list[dict[str, Any]]:
        return [{"principals": [f"arn:{partition}:iam::111122223333:role/ci"], "access": ["pull"]}]

    for registry, partition in ((VIRGINIA, "aws"), (CHINA, "aws-cn"), (GOVERNMENT, "aws-us-gov")):
        assert broken(registry, grants=of(partition)) == []
        for other in {"aws", "aws-cn", "aws-us-gov"} - {partition}:
            assert broken(registry, grants=of(other)) == ["grants[0].principals[0]"]
    assert broken(GOVERNMENT, grants=[{"principals": ["111122223333"], "access": ["pull"]}]) == []


def test_a_services_name_in_china_is_one_there_alone() -> None:
    grant = {"sourceAccounts": ["111122223333"], "access": ["pull"]}
    everywhere, there = grant | {"service": "lambda.amazonaws.com"}, grant | {"service": "lambda.amazonaws.com.cn"}
    assert broken(CHINA, grants=[everywhere, there]) == []
    assert broken(VIRGINIA, grants=[everywhere, there]) == ["grants[1].service"]
    assert broken(GOVERNMENT, grants=[there]) == ["grants[0].service"]


@pytest.mark.parametrize(
    "holder",
    [
        {"organizationId": "o-a1b2c3d4e5"},
        {"organizationalUnits": ["o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"]},
        {"service": "codebuild.amazonaws.com", "sourceAccounts": ["111122223333"]},
    ],
)
@pytest.mark.parametrize("action", CHANGES)
def test_what_deletes_or_changes_is_for_named_principals_only(holder: dict[str, Any], action: str) -> None:
    actions = {"actions": ["ecr:ListTagsForResource", action]}
    assert broken(VIRGINIA, grants=[holder | actions]) == ["grants[0].actions[1]"]
    assert broken(VIRGINIA, grants=[holder | {"actions": ["ecr:ListTagsForResource"]}]) == []
    assert broken(VIRGINIA, grants=[{"principals": ["111122223333"]} | actions]) == []


def test_its_lifecycle_rules_are_judged_as_well() -> None:
    rule = {"tagStatus": "any", "imageCountMoreThan": 100, "action": "expire"}
    assert broken(VIRGINIA, lifecycleRules=[rule], allowTaggedExpiry=True) == []
    assert broken(VIRGINIA, lifecycleRules=[rule]) != []


def test_a_policy_too_long_is_the_whole_repositorys() -> None:
    roles = [f"arn:aws:iam::{number:012}:role/{'a' * 40}" for number in range(200)]
    assert broken(VIRGINIA, grants=[{"principals": roles, "access": ["pull"]}]) == [""]


def test_a_policy_has_10240_characters_at_most() -> None:
    def grants(length: int) -> list[dict[str, Any]]:
        """To many roles, and one whose path makes the policy that long."""
        roles = [f"arn:aws:iam::111122223333:role/{number:060}" for number in range(104)]
        path = "p" * (1 + length - len(text([{"principals": [*roles, f"{roles[0][:31]}p/x"], "access": ["pull"]}])))
        return [{"principals": [*roles, f"{roles[0][:31]}{path}/x"], "access": ["pull"]}]

    def text(granted: list[dict[str, Any]]) -> str:
        return document_text(repository_policy(VIRGINIA, RepositoryRules.model_validate({"grants": granted}).grants))

    assert (len(text(grants(10_240))), len(text(grants(10_241)))) == (10_240, 10_241)
    assert broken(VIRGINIA, grants=grants(10_240)) == []
    assert broken(VIRGINIA, grants=grants(10_241)) == [""]


def test_every_action_fits_for_as_many_roles_as_one_does() -> None:
    """Each action by name was a statement with all of its roles."""
    roles = [f"arn:aws:iam::111122223333:role/{number:03}{'a' * 60}" for number in range(60)]
    assert broken(VIRGINIA, grants=[{"principals": roles, "actions": list(REPOSITORY_ACTIONS)}]) == []
