"""What holds for every lifecycle document, whatever a stack file says; the settings are generated."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.declared.ecr_evaluation import Image, carries, taken
from tests.settings.lifecycle_strategies import LifecycleSettings, lifecycle_settings
from union_ecr.declared.lifecycle import lifecycle_policy
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.review.lifecycle import describe_lifecycle

pytestmark = pytest.mark.slow

DAY = st.integers(min_value=0, max_value=4100)
IMAGES = st.builds(
    Image,
    name=st.uuids().map(str),
    tags=st.lists(st.text("ab01-.x", min_size=1, max_size=8), max_size=3).map(tuple),
    pushed=DAY,
    pulled=st.none() | DAY,
    archived=st.none() | DAY,
)


def policy_of(settings: LifecycleSettings, rules: list[dict[str, Any]] | None = None) -> Document | None:
    judged = settings.settings(rules)
    return lifecycle_policy(judged.untagged_days, judged.lifecycle_rules, judged.keep_tags)


@given(lifecycle_settings())
def test_a_rendered_policy_satisfies_the_rules_of_ecr(settings: LifecycleSettings) -> None:
    policy = policy_of(settings)
    if policy is None:
        return
    assert 100 <= len(document_text(policy)) <= 30_720
    assert len(policy["rules"]) <= 50
    assert [rule["rulePriority"] for rule in policy["rules"]] == list(range(1, len(policy["rules"]) + 1))
    found = [rule["selection"] for rule in policy["rules"]]
    statuses = [selection["tagStatus"] for selection in found]
    assert statuses == sorted(statuses, key=["tagged", "untagged", "any"].index)
    for archived in (False, True):
        there = [selection for selection in found if ("storageClass" in selection) is archived]
        whole = [selection["tagStatus"] for selection in there if selection["tagStatus"] != "tagged"]
        prefixes = [
            frozenset(f"{tag}*" for tag in selection["tagPrefixList"])
            for selection in there
            if "tagPrefixList" in selection
        ]
        patterns = [frozenset(selection["tagPatternList"]) for selection in there if "tagPatternList" in selection]
        for unique in (whole, [*prefixes, *patterns]):
            assert len(set(unique)) == len(unique)
    for rule in policy["rules"]:
        selection = rule["selection"]
        assert ("countUnit" in selection) == (selection["countType"] != "imageCountMoreThan")
        assert selection.get("storageClass", "archive") == "archive"
        assert ("storageClass" in selection) == (selection["countType"] == "sinceImageTransitioned")
        assert all(tags.count("*") <= 4 for tags in selection.get("tagPatternList", []))
    assert "null" not in document_text([{**rule, "description": ""} for rule in policy["rules"]])


@given(lifecycle_settings(), st.data())
def test_order_that_ecr_ignores_changes_no_byte(settings: LifecycleSettings, data: st.DataObject) -> None:
    rules = list(settings.tagged)
    for rule in data.draw(st.permutations(settings.others)):
        rules.insert(data.draw(st.integers(min_value=0, max_value=len(rules))), rule)
    for at, rule in enumerate(rules):
        for name in ("tagPatternList", "tagPrefixList"):
            if name in rule:
                rules[at] = rule | {name: data.draw(st.permutations([*rule[name], rule[name][0]]))}
    shuffled = LifecycleSettings(
        settings.untagged_days,
        data.draw(st.permutations([*settings.keep_tags, *settings.keep_tags[:1]])),
        settings.tagged,
        settings.others,
    )
    assert document_text(policy_of(shuffled, rules)) == document_text(policy_of(settings))


@given(lifecycle_settings(), st.lists(IMAGES, max_size=8))
def test_an_image_with_a_kept_tag_is_never_taken(settings: LifecycleSettings, images: list[Image]) -> None:
    kept = [
        Image(f"kept {number} {days}", (pattern.replace("*", "x"),), pushed=5000, archived=days)
        for number, pattern in enumerate(settings.keep_tags)
        for days in (None, 5000)
    ]
    found = taken(policy_of(settings), [*images, *kept])
    assert not found.keys() & {image.name for image in kept}
    assert not [
        image
        for image in images
        if image.name in found and any(carries(image, pattern) for pattern in settings.keep_tags)
    ]


@pytest.mark.slow
@given(lifecycle_settings(), st.lists(IMAGES, max_size=8))
def test_the_description_says_tagged_images_never_expire_exactly_if_no_rule_takes_one(
    settings: LifecycleSettings, images: list[Image]
) -> None:
    stays = describe_lifecycle(policy_of(settings))[-1] in ("Tagged images never expire", "Nothing ever expires")
    assert stays == all(rule["tagStatus"] == "untagged" for rule in [*settings.tagged, *settings.others])
    if stays:
        found = taken(policy_of(settings), images)
        assert [image for image in images if image.name in found and image.tags] == []


@given(lifecycle_settings())
def test_a_default_description_is_what_the_rule_does(settings: LifecycleSettings) -> None:
    bare = [{key: value for key, value in rule.items() if key != "description"} for rule in settings.tagged]
    policy = policy_of(settings, bare)
    descriptions = [str(rule["description"]) for rule in policy["rules"]] if policy else []
    assert describe_lifecycle(policy)[: len(descriptions)] == descriptions
