"""`union-ecr check --live`: the images of workflows against what ECR has."""

import json
from pathlib import Path
from typing import Any

import pytest

from sandbox.emulated_aws import ACCESS_DENIED, DEFAULT_ACCOUNT, EmulatedAws, Fault
from tests.command_line import UnionEcr
from tests.stacks import HEAD, IMAGES

pytestmark = pytest.mark.slow

HOST = f"{DEFAULT_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"
WORKFLOW = f"""\
from flytekit import ImageSpec
trainer = ImageSpec(name="trainer", registry="{HOST}")
elsewhere = ImageSpec(name="trainer", registry="ghcr.io/acme")
"""


@pytest.fixture(autouse=True)
def _project(stacks_dir: Path, environment_of_aws: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + IMAGES)
    Path("workflow.py").write_text(WORKFLOW)


def live_images(out: str) -> list[Any]:
    return [(image["verdict"], image["live"]) for image in json.loads(out)["images"]]


def test_an_image_whose_repository_is_deployed_fits(union_ecr: UnionEcr, ecr: Any) -> None:
    ecr.create_repository(repositoryName="trainer")
    ran = union_ecr("check", "workflow.py", "--live", "--json")
    assert (ran.code, ran.err) == (0, "")
    answered = {"exists": True, "tag": None, "push": True, "unknown": None}
    assert live_images(ran.out) == [("fits", answered), ("elsewhere", None)]


def test_an_image_whose_repository_is_not_deployed_yet_would_fail(union_ecr: UnionEcr) -> None:
    assert union_ecr("check", "workflow.py").code == 0
    ran = union_ecr("check", "workflow.py", "--live")
    assert (ran.code, ran.err) == (1, "")
    assert "not-deployed" in ran.out
    assert "run pulumi up for the stack team" in ran.out


def test_what_is_denied_is_exit_code_3_and_never_missing(union_ecr: UnionEcr, aws: EmulatedAws) -> None:
    aws.inject(Fault("DescribeRepositories", error=ACCESS_DENIED))
    ran = union_ecr("check", "workflow.py", "--live", "--read-only", "--json")
    reason = "AccessDeniedException: User is not authorized to perform this operation"
    assert (ran.code, ran.err) == (3, f"cannot tell: {reason}\n")
    answered = {"exists": None, "tag": None, "push": None, "unknown": reason}
    assert live_images(ran.out) == [("fits", answered), ("elsewhere", None)]


def test_an_unreachable_registry_is_exit_code_3(union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    ran = union_ecr("check", "workflow.py", "--live")
    assert ran.code == 3
    assert ran.err.startswith("cannot tell: AWS cannot be reached")


def test_who_may_not_push_is_reported_unless_nothing_is_asked_of_it(
    union_ecr: UnionEcr, ecr: Any, aws: EmulatedAws
) -> None:
    ecr.create_repository(repositoryName="trainer")
    aws.inject(Fault("CompleteLayerUpload", error=ACCESS_DENIED))
    ran = union_ecr("check", "workflow.py", "--live")
    assert (ran.code, "may not push to trainer" in ran.out) == (1, True)
    assert union_ecr("check", "workflow.py", "--live", "--read-only").code == 0


def test_aws_is_not_asked_without_an_image_in_a_declared_registry(union_ecr: UnionEcr, aws: EmulatedAws) -> None:
    Path("workflow.py").write_text("x = 1\n")
    assert union_ecr("check", "workflow.py", "--live").code == 0
    assert aws.calls() == []


def test_the_credentials_are_those_that_the_stack_file_names(
    union_ecr: UnionEcr, stacks_dir: Path, aws: EmulatedAws
) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(
        HEAD + f"  aws:assumeRoles: [{{roleArn: 'arn:aws:iam::{DEFAULT_ACCOUNT}:role/up'}}]\n" + IMAGES
    )
    union_ecr("check", "workflow.py", "--live")
    assert "AssumeRole" in [call.operation for call in aws.calls()]


def test_read_only_goes_with_live(union_ecr: UnionEcr) -> None:
    assert union_ecr("check", "workflow.py", "--read-only").code == 2
