"""The tags of all repositories without a call for each, and never taken for others than they are."""

from typing import Any

import pytest

from model.live import Unread
from sandbox.emulated_aws import ACCESS_DENIED, SERVER_ERROR, EmulatedAws, ErrorAnswer, Fault
from scripts import _live_repositories
from scripts._aws import Aws
from tests.scripts.live import DENIED, FAILED, HERE, connected, make, on_call, read, repositories

pytestmark = pytest.mark.usefixtures("environment_of_aws")


def test_where_the_tag_listing_is_denied_each_repository_is_asked(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    make(ecr, ["server", "trainer"])
    aws.inject(Fault("GetResources", error=ACCESS_DENIED))
    assert [one.resource_tags for one in repositories(read(clients, tags={})).values()] == [
        {"name": "server"},
        {"name": "trainer"},
    ]
    aws.inject(Fault("ListTagsForResource", repository="server", error=ACCESS_DENIED))
    assert [one.resource_tags for one in repositories(read(clients, tags={})).values()] == [
        DENIED,
        {"name": "trainer"},
    ]


def test_where_the_tag_listing_fails_tags_are_unread(aws: EmulatedAws, ecr: Any) -> None:
    make(ecr, ["trainer"])
    aws.inject(Fault("GetResources", error=SERVER_ERROR))
    assert repositories(read(connected(attempts=1), tags={"trainer": {}}))["trainer"].resource_tags == FAILED
    assert "ListTagsForResource" not in {call.operation for call in aws.calls()}


def test_half_a_tag_listing_is_none(aws: EmulatedAws, ecr: Any, clients: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_live_repositories, "_LARGEST_TAG_PAGE", 1)
    make(ecr, ["server", "trainer"])
    fault = Fault("GetResources", error=ErrorAnswer("PaginationTokenExpiredException", "late"))
    on_call(clients.tagging, "GetResources", 2, lambda: aws.inject(fault))
    found = repositories(read(clients, tags={"server": {"name": "server"}, "trainer": {"name": "trainer"}}))
    assert {one.resource_tags for one in found.values()} == {Unread("PaginationTokenExpiredException: late")}


def test_ecr_itself_is_asked_where_the_tag_listing_differs_from_the_expected(
    aws: EmulatedAws, ecr: Any, clients: Aws
) -> None:
    make(ecr, ["behind", "other", "same"])
    ecr.create_repository(repositoryName="unmanaged", tags=[{"Key": "a", "Value": "b"}])

    def behind(parsed: dict[str, Any], **_: Any) -> None:
        found = parsed["ResourceTagMappingList"]
        found[:] = [one for one in found if not one["ResourceARN"].endswith("/behind")]
        found.append({"ResourceARN": HERE.repository_arn("deleted"), "Tags": []})

    clients.tagging.meta.events.register("after-call.resource-groups-tagging-api.GetResources", behind)
    expected = {name: {"name": name} for name in ("behind", "same", "missing")} | {"other": {"name": "declared"}}
    found = repositories(read(clients, tags=expected))
    assert {name: one.resource_tags for name, one in found.items()} == {
        "behind": {"name": "behind"},
        "other": {"name": "other"},
        "same": {"name": "same"},
        "unmanaged": {"a": "b"},
    }
    asked = [call.repository for call in aws.calls() if call.operation == "ListTagsForResource"]
    assert sorted(map(str, asked)) == ["behind", "other"]
