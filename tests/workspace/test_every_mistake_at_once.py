"""Every invalid field of a part is reported in one run; rules across its fields wait until all of them are valid."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.stacks import stack_file
from union_ecr.workspace.load import validate

ELSEWHERE = "arn:aws:iam::999999999999"
SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:ecr-pullthroughcache/x-a1B2c3"
# By field: what is right, what is wrong, and where that is told; first by pydantic, then by the rules.
Fields = dict[str, tuple[Any, Any, str]]
PUSH_ROLE: Fields = {
    "path": ("/", "ci", "path"),
    "name": ("ci", "c:i", "name"),
    "access": (["push"], ["pull"], "access"),
    "github": ({"repository": "a/b", "branches": ["x"]}, {"repository": "a", "branches": ["x"]}, "github.repository"),
    "maxSessionDuration": (3600, 60, "maxSessionDuration"),
    "images": (["trainer"], ["traner"], "images[0]"),
    "permissionsBoundary": ("arn:aws:iam::123456789012:policy/x", f"{ELSEWHERE}:policy/x", "permissionsBoundary"),
    "resourceTags": ({}, {"a": "1", "A": "1"}, "resourceTags.A"),
}
PULL_THROUGH_CACHE_RULE: Fields = {
    "upstream": ("111122223333.dkr.ecr.us-east-1.amazonaws.com", "gchr.io", "upstream"),
    "upstreamPrefix": ("aa", "A", "upstreamPrefix"),
    "customRole": ("arn:aws:iam::123456789012:role/x", f"{ELSEWHERE}:role/x", "customRole"),
    "credential": (None, SECRET, "credential"),
}
# Rules across fields of a registry's settings: they wait for the fields that are invalid by themselves.
ACROSS_FIELDS = {"customRole", "credential", "dataPlanes"}
INVALID_ALONE = {"upstream", "upstreamPrefix", "appliedFor", "description"}
TEMPLATE: Fields = {
    "appliedFor": (["REPLICATION"], ["REPLICAT"], "appliedFor[0]"),
    "description": ("x", "x" * 256, "description"),
    "customRole": ("arn:aws:iam::123456789012:role/x", f"{ELSEWHERE}:role/x", "customRole"),
    "dataPlanes": ([], ["nowhere"], "dataPlanes[0]"),
    "tagMutabilityExclusions": ([], ["*"], "tagMutabilityExclusions[0]"),
    "grants": ([], [{"principals": ["111122223333"]}], "grants[0]"),
    "encryption": ({}, {"key": "arn:aws:kms:us-east-1:123456789012:key/1"}, "encryption"),
}


def told(part: dict[str, Any], *place: str) -> set[str]:
    value: Any = part
    for key in reversed(place[1:]):
        value = {key: value}
    errors = validate(stack_file(**{place[0]: value}))[1]
    return {one.key.removeprefix(f"union-ecr:{'.'.join(place)}.") for one in errors}


def assert_told_together(fields: Fields, wrong: set[str], *place: str) -> None:
    part = {name: bad if name in wrong else good for name, (good, bad, _) in fields.items()}
    waiting = ACROSS_FIELDS if wrong & INVALID_ALONE else set()
    assert told(part, *place) == {where for name, (_, _, where) in fields.items() if name in wrong - waiting}


@given(st.sets(st.sampled_from(sorted(PUSH_ROLE))))
def test_of_a_push_role(wrong: set[str]) -> None:
    assert_told_together(PUSH_ROLE, wrong, "pushRoles", "ci")


@given(st.sets(st.sampled_from(sorted(PULL_THROUGH_CACHE_RULE))))
def test_of_a_pull_through_cache_rule(wrong: set[str]) -> None:
    assert_told_together(PULL_THROUGH_CACHE_RULE, wrong, "registry", "pullThroughCache", "m1")


@given(st.sets(st.sampled_from(sorted(TEMPLATE))))
def test_of_a_template(wrong: set[str]) -> None:
    assert_told_together(TEMPLATE, wrong, "registry", "creationTemplates", "team")
