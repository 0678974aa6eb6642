"""`check --live`: what ECR says of the images that the workflows name."""

from collections.abc import Mapping, Sequence

from union_ecr.aws.credentials import Credentials, credentials_of
from union_ecr.aws.live_images import ask_ecr
from union_ecr.check.declared_images import RegistryImages
from union_ecr.check.image_use import ImageUse
from union_ecr.check.live_images import judge, question
from union_ecr.check.verdicts import CheckedImage
from union_ecr.cli.progress import Progress
from union_ecr.drift.live import Unreadable
from union_ecr.stack_file.parse import StackFile


def judge_live(
    uses: Sequence[ImageUse],
    images: Sequence[CheckedImage],
    declared: Mapping[str, RegistryImages],
    files: Mapping[str, StackFile],
    *,
    push: bool,
) -> list[CheckedImage]:
    """The images, each that is in a declared registry with what ECR says of it.

    A registry is asked with the credentials that its stack files name, else those of the environment.
    """
    judged = list(images)
    for host, registry in declared.items():
        here = {
            number: asked
            for number, (use, image) in enumerate(zip(uses, images, strict=True))
            if _host(image) == host and (asked := question(use, image, push=push))
        }
        if not here:
            continue
        with Progress(f"asking {host}") as progress:
            answers = ask_ecr(here.values(), _credentials(registry, files), progress)
        for number, asked in here.items():
            judged[number] = judge(uses[number], images[number], answers[asked], registry)
    return judged


def _host(image: CheckedImage) -> str:
    return (image.registry or "").partition("/")[0]


def _credentials(registry: RegistryImages, files: Mapping[str, StackFile]) -> list[Credentials | Unreadable]:
    named = [credentials_of(files[stack], registry.registry) for stack in registry.stacks if stack in files]
    return named or [Credentials(registry.registry)]
