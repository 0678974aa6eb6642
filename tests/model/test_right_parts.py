"""What is left when what is wrong is taken out, and that one mistake hides none of another part."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.loading import judge
from model.registry_wide.settings import RegistryOfStack
from model.right_parts import right_parts
from model.settings import ImageSettings
from tests.model.stacks import stack_file

ROLE, WILDCARD = "arn:aws:iam::111122223333:role/ci", "arn:aws:iam::111122223333:role/ci-*"
GRANTS: list[Any] = [
    {"principals": [ROLE], "access": ["pull"]},
    {},
    "nobody",
    {"principals": ["x", WILDCARD, "y", WILDCARD], "access": ["pull"]},
    {"principals": [WILDCARD], "rolesBy": "conditions"},
    {"organizationId": "acme"},
    {"organizationId": "o-a1b2c3d4e5", "service": "lambda.amazonaws.com", "access": ["push", "pul"]},
    {"principals": ["arn:aws-cn:iam::111122223333:role/ci", 7], "actions": ["ecr:*"]},
    {"principals": [ROLE], "sourceArns": ["x"], "acess": ["pull"]},
]
RULES: list[Any] = [
    {"tagStatus": "tagged", "sinceImagePushed": 9, "action": "expire"},
    {"tagStatus": "TAGGED", "sinceImagePulled": 9, "action": "expire"},
    {"sinceImagePulled": "9", "action": "expire"},
    "untagged",
    {"tagStatus": "tagged", "tagPatternList": ["a", "b", "c:d"], "action": "archive"},
    {"tagStatus": "tagged", "tagPatternList": ["c:d"], "sinceImagePushed": 1, "days": 1},
]


def told(field: str, entries: list[Any]) -> list[str]:
    image = {field: entries, "allowTaggedExpiry": True}
    return [
        f"{one.key}: {one.given}: {one.rule}; {one.remedy}" for one in judge(stack_file(images={"trainer": image}))[1]
    ]


@given(st.lists(st.sampled_from(GRANTS), min_size=1, max_size=4))
def test_a_grant_is_told_the_same_whatever_stands_beside_it(grants: list[Any]) -> None:
    alone = [
        line.replace("grants[0]", f"grants[{number}]", 1)
        for number, grant in enumerate(grants)
        for line in told("grants", [grant])
    ]
    assert sorted(told("grants", grants)) == sorted(alone)


@given(st.permutations(RULES))
def test_a_lifecycle_rule_is_told_the_same_whatever_stands_beside_it(rules: list[Any]) -> None:
    alone = [
        line.replace("Rules[0]", f"Rules[{number}]", 1)
        for number, rule in enumerate(rules)
        for line in told("lifecycleRules", [rule])
    ]
    assert sorted(told("lifecycleRules", rules)) == sorted(alone)


def test_what_is_right_stays_where_it_was() -> None:
    raw = {"grants": GRANTS[:4], "keepTags": ["*", "v*"], "untaggedDays": "7", "scanOnPush": False}
    rest, errors, left = right_parts(ImageSettings, raw)
    assert rest == {
        "grants": [GRANTS[0], {}, {}, {"principals": [WILDCARD, WILDCARD], "access": ["pull"]}],
        "keepTags": ["v*"],
        "scanOnPush": False,
    }
    assert {one["loc"] for one in errors} == {
        ("grants", 2),
        ("grants", 3, "principals", 0),
        ("grants", 3, "principals", 2),
        ("keepTags", 0),
        ("untaggedDays",),
    }
    assert left == {("grants", 3, "principals"): (1, 3), ("keepTags",): (1,)}
    assert raw["keepTags"] == ["*", "v*"]


def test_what_lacks_a_field_that_nothing_stands_in_for_is_left_out() -> None:
    policy = ["x", {"accounts": ["111122223333"]}, {"accounts": ["111122223333"], "access": ["pull"]}]
    templates = {"team": {"grants": GRANTS}, "ml": {"appliedFor": ["REPLICATION"], "grants": [{}]}}
    rest, _, left = right_parts(RegistryOfStack, {"policy": policy, "creationTemplates": templates})
    assert rest == {"policy": policy[2:], "creationTemplates": {"ml": templates["ml"]}}
    assert left == {("policy",): (2,)}


def test_one_mistake_of_the_registry_hides_none_of_another_part() -> None:
    policy = [{"accounts": "x", "access": ["pull"]}, {"accounts": ["123456789012"], "access": ["pull"]}]
    templates = {
        "ml": {"appliedFor": ["REPLICATION"], "grants": ["nobody", {"principals": [WILDCARD], "access": ["pull"]}]}
    }
    _, mistakes = judge(stack_file(registry={"policy": policy, "creationTemplates": templates}))
    assert [one.key.removeprefix("union-ecr:registry.") for one in mistakes] == [
        "policy[0].accounts",
        "policy[1].accounts[0]",
        "creationTemplates.ml.grants[0]",
        "creationTemplates.ml.grants[1].principals[0]",
    ]


@pytest.mark.parametrize("raw", [{"grants": [{"principals": ["x"]}]}, {"grants": 1}, {"encryption": {"type": 1}}])
def test_what_is_left_is_right(raw: dict[str, Any]) -> None:
    ImageSettings.model_validate(right_parts(ImageSettings, raw)[0], by_alias=True, by_name=False)
