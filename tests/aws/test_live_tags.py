"""The tags of all repositories come from one listing, and from ECR itself where the listing may be wrong."""

from collections.abc import Mapping
from typing import Any

import pytest

from sandbox.emulated_aws import ACCESS_DENIED, SERVER_ERROR, EmulatedAws, ErrorAnswer, Fault
from tests.aws.live import DENIED, HERE, connected, make, on_call, read, repositories
from union_ecr.aws import repositories as aws_repositories
from union_ecr.aws.client import Aws
from union_ecr.drift.live import Unreadable

pytestmark = pytest.mark.usefixtures("environment_of_aws")


BOTH = {name: {"name": name} for name in ("server", "trainer")}


@pytest.mark.parametrize("failure", [ACCESS_DENIED, SERVER_ERROR], ids=["denied", "an outage"])
def test_if_the_tag_listing_cannot_be_read_each_declared_repository_is_asked(
    failure: ErrorAnswer, aws: EmulatedAws, ecr: Any
) -> None:
    make(ecr, ["undeclared", *BOTH])
    aws.inject(Fault("GetResources", error=failure))
    found = repositories(read(connected(attempts=1), tags=BOTH))
    assert {name: found[name].resource_tags for name in BOTH} == BOTH
    assert isinstance(found["undeclared"].resource_tags, Unreadable)
    aws.inject(Fault("ListTagsForResource", repository="server", error=ACCESS_DENIED))
    found = repositories(read(connected(attempts=1), tags=BOTH))
    assert {name: found[name].resource_tags for name in BOTH} == BOTH | {"server": DENIED}


def test_a_tag_listing_that_breaks_off_does_not_count(
    aws: EmulatedAws, ecr: Any, clients: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws_repositories, "_LARGEST_TAG_PAGE", 1)
    make(ecr, [*BOTH, "undeclared"])
    fault = Fault("GetResources", error=ErrorAnswer("PaginationTokenExpiredException", "late"))
    on_call(clients.tagging, "GetResources", 2, lambda: aws.inject(fault))
    found = repositories(read(clients, tags=BOTH))
    assert found["undeclared"].resource_tags == Unreadable("PaginationTokenExpiredException: late")
    assert {name: found[name].resource_tags for name in BOTH} == BOTH


def test_a_repository_deleted_before_its_tags_are_read_is_left_out(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    make(ecr, BOTH)
    on_call(clients.ecr, "ListTagsForResource", 1, lambda: ecr.delete_repository(repositoryName="server", force=True))
    assert list(repositories(read(clients, tags=BOTH | {"server": {"name": "other"}}))) == ["trainer"]


def test_tags_that_are_not_compared_make_no_call(aws: EmulatedAws, ecr: Any, clients: Aws) -> None:
    make(ecr, BOTH)

    def counted(name: str, tags: Mapping[str, str]) -> Mapping[str, str]:
        return {}

    read(clients, tags={"server": {"name": "other"}, "trainer": {}}, counted=counted)
    assert "ListTagsForResource" not in {call.operation for call in aws.calls()}


def test_ecr_itself_is_asked_where_the_tag_listing_differs_from_what_is_expected(
    aws: EmulatedAws, ecr: Any, clients: Aws
) -> None:
    make(ecr, ["behind", "other", "same"])
    ecr.create_repository(repositoryName="unmanaged", tags=[{"Key": "a", "Value": "b"}])

    def lag_behind(parsed: dict[str, Any], **_: Any) -> None:
        found = parsed["ResourceTagMappingList"]
        found[:] = [resource for resource in found if not resource["ResourceARN"].endswith("/behind")]
        found.append({"ResourceARN": HERE.repository_arn("deleted"), "Tags": []})

    clients.tagging.meta.events.register("after-call.resource-groups-tagging-api.GetResources", lag_behind)
    expected = {name: {"name": name} for name in ("behind", "same", "missing")} | {"other": {"name": "declared"}}
    found = repositories(read(clients, tags=expected))
    assert {name: repository.resource_tags for name, repository in found.items()} == {
        "behind": {"name": "behind"},
        "other": {"name": "other"},
        "same": {"name": "same"},
        "unmanaged": {"a": "b"},
    }
    asked = [call.repository for call in aws.calls() if call.operation == "ListTagsForResource"]
    assert sorted(map(str, asked)) == ["behind", "other"]
