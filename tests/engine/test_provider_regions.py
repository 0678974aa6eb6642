"""Two AWS providers in one program of the real engine, each with its region and its account."""

from collections.abc import Callable

import pulumi
import pulumi_aws as aws_sdk
import pytest
from pulumi import automation

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.project import Project
from tests.engine.one_of_every_type import ELSEWHERE, REGION
from tests.engine.stack import EngineStack


def _in_two_regions(second: str = ELSEWHERE, only: str | None = None) -> Callable[[], None]:
    """Two providers, and a resource in a region of its own; `only` is the one account that the second may use."""

    def program() -> None:
        here = pulumi.ResourceOptions(provider=aws_sdk.Provider("here", region=REGION))
        allowed = [only] if only else None
        there = aws_sdk.Provider("there", region=second, allowed_account_ids=allowed)
        aws_sdk.ecr.Repository("here", name="here", opts=here)
        aws_sdk.ecr.Repository("there", name="there", opts=pulumi.ResourceOptions(provider=there))
        aws_sdk.ecr.Repository("away", name="away", region="eu-north-1", opts=here)

    return program


def _repositories(aws: EmulatedAws) -> dict[str, list[str]]:
    found = {}
    for region in (REGION, ELSEWHERE, "eu-north-1"):
        listed = aws.client("ecr", region).describe_repositories()["repositories"]
        found[region] = sorted(repository["repositoryName"] for repository in listed)
    return found


def test_each_provider_has_its_own_region_and_a_resource_may_have_another(
    aws: EmulatedAws, project_in: Callable[[str], Project]
) -> None:
    project = project_in(DEFAULT_ACCOUNT)
    (project.folder / "Pulumi.yaml").write_text("name: union-ecr\nruntime: python\n")
    stack = EngineStack(project, "regions", program=_in_two_regions())
    stack.up()
    assert _repositories(aws) == {REGION: ["here"], ELSEWHERE: ["there"], "eu-north-1": ["away"]}
    stack.up(refresh=True)
    assert set(stack.changes) == {"same"}

    EngineStack(project, "regions", program=_in_two_regions(second="eu-north-1"), exists=True).up()
    assert _repositories(aws) == {REGION: ["here"], ELSEWHERE: [], "eu-north-1": ["away", "there"]}
    stack.destroy()
    assert _repositories(aws) == {REGION: [], ELSEWHERE: [], "eu-north-1": []}


def test_one_of_two_providers_refuses_an_account_that_the_other_takes(
    aws: EmulatedAws, project_in: Callable[[str], Project]
) -> None:
    project = project_in(DEFAULT_ACCOUNT)
    (project.folder / "Pulumi.yaml").write_text("name: union-ecr\nruntime: python\n")
    stack = EngineStack(project, "regions", program=_in_two_regions(only="999988887777"))
    with pytest.raises(automation.CommandError, match=f"AWS account ID not allowed: {DEFAULT_ACCOUNT}"):
        stack.up()
    assert _repositories(aws)[ELSEWHERE] == []
