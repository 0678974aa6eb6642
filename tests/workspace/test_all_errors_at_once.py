"""One run reports every invalid field of every part, and every rule across fields of a part whose fields are valid."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from reference.stack_file_models import models_below
from tests.stacks import stack_file
from union_ecr.settings.data_planes import DataPlane
from union_ecr.settings.push_roles import PushRoleSettings
from union_ecr.settings.registry.configuration import RegistrySection
from union_ecr.settings.stack import ImageSettings
from union_ecr.workspace.load import validate

pytestmark = pytest.mark.slow

ELSEWHERE = "arn:aws:iam::999999999999"
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/x-a1B2c3"
# By field: a valid value, an invalid one, and where that is reported. FIELDS are invalid by themselves or are parts of
# their own; RULES are broken in the whole part.
Values = dict[str, tuple[Any, Any, str]]
PUSH_ROLE_FIELDS: Values = {
    "path": ("/", "ci", "path"),
    "name": ("ci", "c:i", "name"),
    "access": (["push"], ["pull"], "access"),
    "github": ({"repository": "a/b", "branches": ["x"]}, {"repository": "a", "branches": ["x"]}, "github.repository"),
    "maxSessionDuration": (3600, 60, "maxSessionDuration"),
}
PUSH_ROLE_RULES: Values = {
    "images": (["trainer"], ["traner"], "images[0]"),
    "permissionsBoundary": ("arn:aws:iam::123456789012:policy/x", f"{ELSEWHERE}:policy/x", "permissionsBoundary"),
    "resourceTags": ({}, {"a": "1", "A": "1"}, "resourceTags.A"),
}
CACHE_RULE_FIELDS: Values = {
    "upstream": ("111122223333.dkr.ecr.us-east-1.amazonaws.com", "gchr.io", "upstream"),
    "upstreamPrefix": ("aa", "A", "upstreamPrefix"),
}
CACHE_RULE_RULES: Values = {
    "customRole": ("arn:aws:iam::123456789012:role/x", f"{ELSEWHERE}:role/x", "customRole"),
    "credential": (None, SECRET, "credential"),
}
TEMPLATE_FIELDS: Values = {
    "appliedFor": (["REPLICATION"], ["REPLICAT"], "appliedFor[0]"),
    "description": ("x", "x" * 256, "description"),
    "grants": ([], [{"principals": ["111122223333"]}], "grants[0]"),
    "encryption": (
        {},
        {"key": "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"},
        "encryption",
    ),
}
TEMPLATE_RULES: Values = {
    "customRole": ("arn:aws:iam::123456789012:role/x", f"{ELSEWHERE}:role/x", "customRole"),
    "dataPlanes": ([], ["nowhere"], "dataPlanes[0]"),
    "tagMutabilityExclusions": ([], ["*"], "tagMutabilityExclusions[0]"),
}


def keys_reported(values: dict[str, Any], *place: str) -> set[str]:
    part: Any = values
    for key in reversed(place[1:]):
        part = {key: part}
    errors = validate(stack_file(**{place[0]: part}))[1]
    return {error.key.removeprefix(f"union-ecr:{'.'.join(place)}.") for error in errors}


def assert_reported_together(fields: Values, rules: Values, invalid: set[str], *place: str) -> None:
    values = {name: bad if name in invalid else good for name, (good, bad, _) in {**fields, **rules}.items()}
    expected = {where for name, (_, _, where) in fields.items() if name in invalid}
    expected = expected or {where for name, (_, _, where) in rules.items() if name in invalid}
    assert keys_reported(values, *place) == expected


@given(st.sets(st.sampled_from(sorted({**PUSH_ROLE_FIELDS, **PUSH_ROLE_RULES}))))
def test_of_a_push_role_all_invalid_fields_or_all_broken_rules_are_reported(invalid: set[str]) -> None:
    assert_reported_together(PUSH_ROLE_FIELDS, PUSH_ROLE_RULES, invalid, "pushRoles", "ci")


@given(st.sets(st.sampled_from(sorted({**CACHE_RULE_FIELDS, **CACHE_RULE_RULES}))))
def test_of_a_pull_through_cache_rule_all_invalid_fields_or_all_broken_rules_are_reported(invalid: set[str]) -> None:
    assert_reported_together(CACHE_RULE_FIELDS, CACHE_RULE_RULES, invalid, "registry", "pullThroughCache", "m1")


@given(st.sets(st.sampled_from(sorted({**TEMPLATE_FIELDS, **TEMPLATE_RULES}))))
def test_of_a_creation_template_all_invalid_fields_or_all_broken_rules_are_reported(invalid: set[str]) -> None:
    assert_reported_together(TEMPLATE_FIELDS, TEMPLATE_RULES, invalid, "registry", "creationTemplates", "team")


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


def lines_reported(field: str, entries: list[Any]) -> list[str]:
    image = {field: entries, "allowTaggedExpiry": True}
    return [
        f"{error.key}: {error.given}: {error.rule}; {error.remedy}"
        for error in validate(stack_file(images={"trainer": image}))[1]
    ]


PARTS: tuple[type[BaseModel], ...] = (ImageSettings, DataPlane, PushRoleSettings, RegistrySection)
_VALUES = st.sampled_from([None, 1, "x", "", "*", "us-east-1", "111122223333", "BASIC", "pull", "ROOT", "quay"])


def values_below(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """What a stack file might hold where a model stands: mappings with the names of its fields, and anything else."""
    names = sorted({field.alias or "" for part in (model, *below(model)) for field in part.model_fields.values()})
    return st.recursive(
        _VALUES,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*names, "zzz"]), inner, max_size=5)
        ),
        max_leaves=12,
    )


def below(model: type[BaseModel]) -> list[type[BaseModel]]:
    return [inner for field in model.model_fields.values() for inner in models_below(field.annotation)]


@given(st.lists(st.sampled_from(GRANTS), min_size=1, max_size=4))
def test_the_errors_of_a_grant_do_not_depend_on_other_grants(grants: list[Any]) -> None:
    alone = [
        line.replace("grants[0]", f"grants[{number}]", 1)
        for number, grant in enumerate(grants)
        for line in lines_reported("grants", [grant])
    ]
    assert sorted(lines_reported("grants", grants)) == sorted(alone)


@given(st.permutations(RULES))
def test_the_errors_of_a_lifecycle_rule_do_not_depend_on_other_rules(rules: list[Any]) -> None:
    alone = [
        line.replace("Rules[0]", f"Rules[{number}]", 1)
        for number, rule in enumerate(rules)
        for line in lines_reported("lifecycleRules", [rule])
    ]
    assert sorted(lines_reported("lifecycleRules", rules)) == sorted(alone)


@given(st.sampled_from(PARTS).flatmap(lambda model: st.tuples(st.just(model), values_below(model))))
def test_no_value_of_a_part_makes_the_loader_fail(given_: tuple[type[BaseModel], Any]) -> None:
    model, values = given_
    place = {ImageSettings: "images", DataPlane: "dataPlanes", PushRoleSettings: "pushRoles"}.get(model)
    settings = {place: {"trainer": values}} if place else {"registry": values}
    validated, errors = validate(stack_file(**settings))
    assert (validated is None) == bool(errors)


def test_an_error_in_one_part_of_the_registry_hides_no_error_of_another_part() -> None:
    policy = [{"accounts": "x", "access": ["pull"]}, {"accounts": ["123456789012"], "access": ["pull"]}]
    grants = ["nobody", {"principals": ["arn:aws:iam::111122223333:role/ci-*"], "access": ["pull"]}]
    templates = {"ml": {"appliedFor": ["REPLICATION"], "grants": grants}}
    _, errors = validate(stack_file(registry={"policy": policy, "creationTemplates": templates}))
    assert [error.key.removeprefix("union-ecr:registry.") for error in errors] == [
        "policy[0].accounts",
        "policy[1].accounts[0]",
        "creationTemplates.ml.grants[0]",
        "creationTemplates.ml.grants[1].principals[0]",
    ]
