"""The patterns, judged by an implementation of EventBridge's matching on events of CloudTrail's shape."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.watch.cloud_trail_events import (
    ACCOUNT,
    REGION,
    ROLE,
    SERVICE,
    USER,
    Event,
    calls_of,
    cloud_trail_event,
    ecr_event,
    iam_event,
    matching,
    session_of,
)
from union_ecr.ecr.policy_document import sent_length
from union_ecr.ecr.registry import Registry
from union_ecr.watch.change_events import READING_VERBS, REGISTRY_CHANGES, REPOSITORY_CHANGES, ROLE_CHANGES, TAG_CHANGES
from union_ecr.watch.event_patterns import (
    LONGEST_PATTERN,
    MOST_RULES_OF_A_KIND,
    WatchedResources,
    event_patterns,
)

UP = f"arn:aws:iam::{ACCOUNT}:role/union-ecr-up-my-team"
WATCHED = WatchedResources(
    Registry(ACCOUNT, REGION),
    repositories=["ml/trainer", "ml/trainer-cache"],
    push_roles=["ci"],
    registry_settings=True,
    except_roles=[UP],
)
PATTERNS = event_patterns(WATCHED)
WRITES = [
    *map(ecr_event, sorted(REPOSITORY_CHANGES | TAG_CHANGES)),
    *(cloud_trail_event("ecr", call, {"name": "x"}) for call in sorted(REGISTRY_CHANGES)),
    *map(iam_event, sorted(ROLE_CHANGES)),
]
READS = [
    *(ecr_event(call) for call in calls_of("ecr") if call.startswith(READING_VERBS)),
    *(iam_event(call) for call in calls_of("iam") if call.startswith(READING_VERBS)),
]


def call_of(event: Event) -> str:
    return str(event["detail"]["eventName"])


def by(event: Event, identity: Event) -> Event:
    return {**event, "detail": {**event["detail"], "userIdentity": identity}}


@pytest.mark.parametrize("event", WRITES, ids=call_of)
class TestEachWrite:
    def test_it_is_reported_once(self, event: Event) -> None:
        assert len(matching(PATTERNS, event)) == 1

    def test_the_event_names_what_was_changed_where_the_pattern_says(self, event: Event) -> None:
        (label,) = matching(PATTERNS, event)
        path = next(pattern.resource for pattern in PATTERNS if pattern.label == label)
        assert path is None or event["detail"]["requestParameters"][path.rpartition(".")[2]]

    def test_by_the_stacks_own_role_it_is_not_reported(self, event: Event) -> None:
        assert matching(PATTERNS, by(event, session_of(UP))) == []

    def test_by_anybody_else_it_is_reported(self, event: Event) -> None:
        for identity in (USER, SERVICE, session_of(f"{UP}-2"), session_of(UP.replace("123", "999"))):
            assert len(matching(PATTERNS, by(event, identity))) == 1

    def test_if_it_failed_it_is_not_reported(self, event: Event) -> None:
        failed = {**event, "detail": {**event["detail"], "errorCode": "AccessDenied"}}
        assert matching(PATTERNS, failed) == []

    def test_in_another_account_it_is_not_reported(self, event: Event) -> None:
        assert matching(PATTERNS, {**event, "account": "444455556666"}) == []


def test_a_read_is_never_reported() -> None:
    assert [call_of(event) for event in READS if matching(PATTERNS, event)] == []


@pytest.mark.parametrize("name", ["ml/trainer2", "ml", "trainer", "another/ml/trainer"])
def test_another_repository_is_never_reported(name: str) -> None:
    calls = REPOSITORY_CHANGES | TAG_CHANGES
    assert [call for call in calls if matching(PATTERNS, ecr_event(call, name))] == []


def test_another_role_is_never_reported_and_case_makes_no_other_role() -> None:
    assert matching(PATTERNS, iam_event("PutRolePolicy", "ci2")) == []
    assert matching(PATTERNS, iam_event("PutRolePolicy", "CI")) == ["roles"]


def test_the_same_repository_in_another_region_is_not_reported_even_if_its_events_come_to_this_bus() -> None:
    elsewhere = ecr_event("DeleteRepository", region="us-west-2")
    moved = [replace(pattern, region="us-west-2") for pattern in PATTERNS]
    assert matching(moved, elsewhere) == []


def test_settings_of_the_registry_are_reported_only_where_they_are_watched() -> None:
    event = cloud_trail_event("ecr", "PutRegistryPolicy", {"policyText": "{}"})
    assert matching(event_patterns(replace(WATCHED, registry_settings=False)), event) == []


def test_without_except_roles_everybody_is_reported() -> None:
    everybody = event_patterns(replace(WATCHED, except_roles=[]))
    for identity in (session_of(UP), session_of(ROLE), USER, SERVICE):
        assert len(matching(everybody, ecr_event("DeleteRepository", identity=identity))) == 1


@pytest.mark.parametrize(
    ("region", "of_iam"),
    [("eu-west-1", "us-east-1"), ("cn-northwest-1", "cn-north-1"), ("us-gov-east-1", "us-gov-west-1")],
)
def test_events_of_iam_are_watched_in_its_own_region(region: str, of_iam: str) -> None:
    patterns = event_patterns(replace(WATCHED, registry=Registry(ACCOUNT, region)))
    assert {pattern.region for pattern in patterns if pattern.label == "roles"} == {of_iam}


class TestManyNames:
    def test_they_are_shared_out_among_rules_and_other_names_are_still_not_reported(self) -> None:
        names = [f"ml/trainer-{number}" for number in range(100)]
        patterns = event_patterns(replace(WATCHED, repositories=names))
        assert [pattern.label for pattern in patterns if pattern.label.startswith("repositories")] == [
            *("repositories-1", "repositories-2"),
        ]
        assert all(len(matching(patterns, ecr_event("DeleteRepository", name))) == 1 for name in names)
        assert matching(patterns, ecr_event("DeleteRepository", "ml/other")) == []

    def test_of_more_than_five_rules_would_hold_every_repository_is_reported(self) -> None:
        names = [f"ml/trainer-{number}" for number in range(1000)]
        patterns = event_patterns(replace(WATCHED, repositories=names))
        assert [pattern.label for pattern in patterns] == ["repositories", "tags", "registry", "roles"]
        assert matching(patterns, ecr_event("DeleteRepository", names[-1])) == ["repositories"]
        assert matching(patterns, ecr_event("DeleteRepository", "ml/other")) == ["repositories"]

    @given(st.lists(st.from_regex(r"[a-z]{2,120}", fullmatch=True), min_size=1, max_size=40), st.data())
    @settings(max_examples=30)
    def test_whatever_the_names_are_no_pattern_is_too_long_and_none_is_missed(
        self, names: list[str], data: st.DataObject
    ) -> None:
        patterns = event_patterns(replace(WATCHED, repositories=names, push_roles=[name[:64] for name in names]))
        assert max(sent_length(pattern.document) for pattern in patterns) <= LONGEST_PATTERN
        kinds = [pattern.label.partition("-")[0] for pattern in patterns]
        assert max(map(kinds.count, kinds)) <= MOST_RULES_OF_A_KIND
        name = data.draw(st.sampled_from(names))
        assert matching(patterns, ecr_event("SetRepositoryPolicy", name))
        assert matching(patterns, ecr_event("TagResource", name))
        assert matching(patterns, iam_event("AttachRolePolicy", name[:64]))
