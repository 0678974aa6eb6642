"""What ECR answers of the images of workflows: nothing is changed, and what is denied is not missing."""

import json
from typing import Any

import pytest

from sandbox.emulated_aws import ACCESS_DENIED, DEFAULT_ACCOUNT, SERVER_ERROR, EmulatedAws, ErrorAnswer, Fault
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.live_images import ask_ecr
from union_ecr.check.live_images import Question
from union_ecr.check.verdicts import LiveImage
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.actions import UPLOAD_ACTIONS
from union_ecr.ecr.registry import Registry

pytestmark = [pytest.mark.usefixtures("environment_of_aws"), pytest.mark.slow]
CREDENTIALS = Credentials(Registry(DEFAULT_ACCOUNT, "us-east-1"), attempts=1)
PUSH, READ = Question("trainer", None, push=True), Question("trainer", None, push=False)
TAGGED = Question("trainer", "v1", push=False)
DENIED = "AccessDeniedException: User is not authorized to perform this operation"
MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json"})


def asked(question: Question) -> LiveImage:
    return ask_ecr([question], [CREDENTIALS], lambda done, known: None)[question]


@pytest.fixture
def trainer(ecr: Any) -> Any:
    """The repository `trainer` with an image `v1`."""
    ecr.create_repository(repositoryName="trainer")
    return ecr.put_image(repositoryName="trainer", imageManifest=MANIFEST, imageTag="v1")["image"]


def hold(aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch, *actions: str) -> None:
    """Ask as a role that may do this to `trainer` only."""
    statement = {
        "Effect": "Allow",
        "Action": actions,
        "Resource": f"arn:aws:ecr:*:{DEFAULT_ACCOUNT}:repository/trainer",
    }
    iam = aws.client("iam")
    iam.create_role(RoleName="asks", AssumeRolePolicyDocument="{}")
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_role_policy(RoleName="asks", PolicyName="asks", PolicyDocument=document)
    aws.enforce_identity_policies()
    for name, value in aws.environment(role="asks").items():
        monkeypatch.setenv(name, value)


def test_a_repository_exists_or_is_missing(trainer: Any) -> None:
    assert asked(READ) == LiveImage(True)
    assert asked(Question("missing", "v1", push=True)) == LiveImage(False)
    assert asked(Question("missing", None, push=False)) == LiveImage(False)


def test_a_tag_and_a_digest_are_there_or_not(trainer: Any) -> None:
    answers = {tag: asked(Question("trainer", tag, push=False)).tag for tag in ("v1", "v2", f"sha256:{'0' * 64}")}
    assert answers == {"v1": True, "v2": False, f"sha256:{'0' * 64}": False}
    assert asked(Question("trainer", trainer["imageId"]["imageDigest"], push=False)).tag is True


def test_who_may_push_needs_no_other_right(trainer: Any, aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(aws, monkeypatch, *UPLOAD_ACTIONS)
    assert asked(PUSH) == LiveImage(True, push=True)


def test_who_may_only_describe_may_not_push(trainer: Any, aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(aws, monkeypatch, "ecr:DescribeRepositories", "ecr:DescribeImages")
    assert asked(Question("trainer", "v1", push=True)) == LiveImage(True, True, False)


def test_who_may_do_nothing_cannot_tell(trainer: Any, aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch) -> None:
    hold(aws, monkeypatch, "ecr:ListImages")
    found = asked(PUSH)
    assert (found.exists, found.push) == (None, False)
    assert "is not authorized to perform: ecr:DescribeRepositories" in str(found.unknown)


def test_the_policy_of_a_repository_counts(trainer: Any, ecr: Any) -> None:
    deny = {"Effect": "Deny", "Principal": "*", "Action": "ecr:CompleteLayerUpload"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    ecr.set_repository_policy(repositoryName="trainer", policyText=policy)
    assert asked(PUSH) == LiveImage(True, push=False)


def test_nothing_is_changed(trainer: Any, aws: EmulatedAws) -> None:
    before = len(aws.calls())
    asked(Question("trainer", "v1", push=True))
    operations = [call.operation for call in aws.calls()[before:]]
    assert operations == ["GetCallerIdentity", "CompleteLayerUpload", "DescribeImages"]


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("DescribeRepositories", LiveImage(None, True, unknown=DENIED)),
        ("DescribeImages", LiveImage(True, None, unknown=DENIED)),
        ("GetCallerIdentity", LiveImage(None, unknown=DENIED)),
    ],
)
def test_a_denied_answer_is_unknown(operation: str, expected: LiveImage, trainer: Any, aws: EmulatedAws) -> None:
    aws.inject(Fault(operation, error=ACCESS_DENIED))
    assert asked(TAGGED) == expected


@pytest.mark.parametrize("error", [SERVER_ERROR, ErrorAnswer("InvalidParameterException", "no")])
def test_an_error_of_the_question_who_may_push_is_no_answer(error: ErrorAnswer, trainer: Any, aws: EmulatedAws) -> None:
    aws.inject(Fault("CompleteLayerUpload", error=error))
    found = asked(PUSH)
    assert (found.exists, found.push) == (True, None)
    assert error.message in str(found.unknown)


def test_an_unreachable_registry_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    found = asked(PUSH)
    assert (found.exists, found.push) == (None, None)
    assert "AWS cannot be reached" in str(found.unknown)


def test_unreadable_credentials_are_passed_over(trainer: Any) -> None:
    answers = ask_ecr([READ], [Unreadable("no such profile"), CREDENTIALS], lambda done, known: None)
    assert answers == {READ: LiveImage(True)}
    none = ask_ecr([READ], [Unreadable("no such profile")], lambda done, known: None)
    assert none == {READ: LiveImage(None, unknown="no such profile")}
