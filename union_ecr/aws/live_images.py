"""Asks ECR whether the images of workflows have their repository and their tag, and whether the caller may push."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from union_ecr.aws.client import connect, read_or_unreadable
from union_ecr.aws.credentials import Credentials
from union_ecr.aws.session import CONCURRENCY
from union_ecr.aws.worker_pool import Progress, WorkerPool
from union_ecr.check.live_images import Question
from union_ecr.check.verdicts import LiveImage
from union_ecr.drift.live import Unreadable

if TYPE_CHECKING:
    from mypy_boto3_ecr import ECRClient
    from mypy_boto3_ecr.type_defs import ImageIdentifierTypeDef

# An upload that nobody has begun, and a layer that nobody has.
_NO_UPLOAD, _NO_LAYER = "00000000-0000-0000-0000-000000000000", f"sha256:{'0' * 64}"


def ask_ecr(
    questions: Iterable[Question], credentials: Iterable[Credentials | Unreadable], progress: Progress
) -> Mapping[Question, LiveImage]:
    """The answers of one registry. Nothing is changed. What is denied or unreachable is unknown, never missing."""
    distinct = list(dict.fromkeys(questions))
    aws = connect(credentials)
    if isinstance(aws, Unreadable):
        return dict.fromkeys(distinct, LiveImage(None, unknown=aws.reason))
    answers: dict[Question, LiveImage] = {}
    workers = WorkerPool(CONCURRENCY)
    client = aws.ecr
    try:
        group = workers.group()
        for question in distinct:
            group.start(partial(_answer, client, question, answers))
        workers.wait(progress)
    finally:
        workers.abandon()
    return answers


def _answer(ecr: "ECRClient", question: Question, answers: dict[Question, LiveImage]) -> None:
    unknown: dict[str, None] = {}

    def ask(about: Callable[[], bool]) -> bool | None:
        answer = read_or_unreadable(about)
        if isinstance(answer, Unreadable):
            unknown[answer.reason] = None
            return None
        return answer

    repository, tag = question.repository, question.tag
    may_push = ask(lambda: _may_push(ecr, repository)) if question.push else None
    exists = True if may_push else ask(lambda: _exists(ecr, repository))
    if exists is False:
        answers[question] = LiveImage(False)
        return
    has_tag = ask(lambda: _has_image(ecr, repository, tag)) if tag else None
    answers[question] = LiveImage(exists, has_tag, may_push, "; ".join(unknown) or None)


def _exists(ecr: "ECRClient", repository: str) -> bool:
    try:
        return bool(ecr.describe_repositories(repositoryNames=[repository])["repositories"])
    except ecr.exceptions.RepositoryNotFoundException:
        return False


def _has_image(ecr: "ECRClient", repository: str, tag: str) -> bool:
    """Whether a repository holds an image with a tag, or with a digest."""
    try:
        identifier: ImageIdentifierTypeDef = {"imageDigest": tag} if ":" in tag else {"imageTag": tag}
        return bool(ecr.describe_images(repositoryName=repository, imageIds=[identifier])["imageDetails"])
    except (ecr.exceptions.ImageNotFoundException, ecr.exceptions.RepositoryNotFoundException):
        return False


def _may_push(ecr: "ECRClient", repository: str) -> bool:
    """Whether the caller may push to a repository.

    It completes an upload that does not exist. AWS authorizes a call before it looks for what the call names: a
    caller that may not push is denied, and one that may learns that there is no such upload. Nothing is begun and
    nothing is left behind; InitiateLayerUpload would begin an upload. Only this one of the four upload actions is
    tried. A caller that may push may lack the right to describe a repository: the answer also shows that it exists.
    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CompleteLayerUpload.html
    """
    from botocore.exceptions import ClientError

    try:
        ecr.complete_layer_upload(repositoryName=repository, uploadId=_NO_UPLOAD, layerDigests=[_NO_LAYER])
    except ecr.exceptions.UploadNotFoundException:
        return True
    except ecr.exceptions.RepositoryNotFoundException:
        return False
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") == "AccessDeniedException":
            return False
        raise
    return True
