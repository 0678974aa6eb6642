"""What is left when what is wrong is taken out, and that one error hides none of another part."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from reference.stack_file_models import StackConfiguration, every_model, models_below
from tests.stacks import stack_file
from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.push_roles import PushRoleSettings
from union_ecr.settings.registry.configuration import RegistrySection
from union_ecr.settings.right_parts import FIELDS_ALONE, STAND_INS, right_parts
from union_ecr.settings.stack import ImageSettings
from union_ecr.workspace.load import validate

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
        f"{one.key}: {one.given}: {one.rule}; {one.remedy}"
        for one in validate(stack_file(images={"trainer": image}))[1]
    ]


PARTS: tuple[type[BaseModel], ...] = (ImageSettings, DataPlane, PushRoleSettings, RegistrySection)
_RIGHT_OR_WRONG = st.sampled_from([None, 1, "x", "", "*", "us-east-1", "111122223333", "BASIC", "pull", "ROOT", "quay"])


def values_below(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """What a stack file might hold where a model stands: mappings with the names of its fields, and anything else."""
    names = sorted({field.alias or "" for one in (model, *below(model)) for field in one.model_fields.values()})
    return st.recursive(
        _RIGHT_OR_WRONG,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*names, "zzz"]), inner, max_size=5)
        ),
        max_leaves=12,
    )


def below(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [one for field in model.model_fields.values() for one in models_below(field.annotation)]


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


def test_something_stands_in_for_every_field_that_must_be_given() -> None:
    for model in every_model().keys() - {StackConfiguration}:
        rest, errors, _ = right_parts(model, {})
        assert {str(one["loc"][-1]) for one in errors if one["type"] == "missing"} == rest.keys() <= STAND_INS.keys()
        model.model_validate(rest, by_alias=True, by_name=False, context=FIELDS_ALONE)


def test_what_lacks_a_field_keeps_its_place_and_its_name() -> None:
    policy = ["x", {"accounts": ["111122223333"]}, {"accounts": ["111122223333"], "access": ["pull"]}]
    templates = {"team": "x", "ml": {"appliedFor": ["REPLICAT"], "grants": [{}]}}
    rest, _, left = right_parts(RegistrySection, {"policy": policy, "creationTemplates": templates})
    assert [one.get("accounts") for one in rest["policy"]] == [None, ["111122223333"], ["111122223333"]]
    assert {name: one.get("grants") for name, one in rest["creationTemplates"].items()} == {"team": None, "ml": [{}]}
    assert rest["creationTemplates"]["ml"]["appliedFor"] == STAND_INS["appliedFor"]
    assert left == {}


def test_a_wrong_caller_is_given_all_the_same() -> None:
    rest, _, _ = right_parts(PushRoleSettings, {"images": ["trainer"], "trustedRoles": ["*"], "github": 1})
    assert rest["trustedRoles"] == ["arn:aws:iam::000000000000:role/refused"]
    assert rest["github"] == {"repository": "refused/refused"}


@given(st.sampled_from(PARTS).flatmap(lambda model: st.tuples(st.just(model), values_below(model))))
def test_whatever_is_given_what_is_left_is_right(given_: tuple[type[BaseModel], Any]) -> None:
    model, raw = given_
    model.model_validate(right_parts(model, raw)[0], by_alias=True, by_name=False, context=FIELDS_ALONE)


def test_one_mistake_of_the_registry_hides_none_of_another_part() -> None:
    policy = [{"accounts": "x", "access": ["pull"]}, {"accounts": ["123456789012"], "access": ["pull"]}]
    templates = {
        "ml": {"appliedFor": ["REPLICATION"], "grants": ["nobody", {"principals": [WILDCARD], "access": ["pull"]}]}
    }
    _, errors = validate(stack_file(registry={"policy": policy, "creationTemplates": templates}))
    assert [one.key.removeprefix("union-ecr:registry.") for one in errors] == [
        "policy[0].accounts",
        "policy[1].accounts[0]",
        "creationTemplates.ml.grants[0]",
        "creationTemplates.ml.grants[1].principals[0]",
    ]


@pytest.mark.parametrize("raw", [{"grants": [{"principals": ["x"]}]}, {"grants": 1}, {"encryption": {"type": 1}}])
def test_what_is_left_is_right(raw: dict[str, Any]) -> None:
    ImageSettings.model_validate(right_parts(ImageSettings, raw)[0], by_alias=True, by_name=False)
