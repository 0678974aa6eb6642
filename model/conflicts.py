"""Rules that look at more than one stack: what only one of them may have."""

from collections.abc import Mapping

from model.images import Registry
from model.mistakes import KeyPath, Mistake, shown
from model.settings import Settings
from model.stack_file import NAMESPACE, StackFile


def conflicts(stacks: Mapping[str, tuple[StackFile, Settings]]) -> tuple[Mistake, ...]:
    """Where two stacks claim one repository, or one image name, of the same registry: the later file is told."""
    mistakes: list[Mistake] = []
    repositories: dict[tuple[Registry, str], tuple[str, str]] = {}
    images: dict[tuple[Registry, str], str] = {}
    for stack, (file, settings) in stacks.items():
        for image in settings.images:
            path: KeyPath = ("config", f"{NAMESPACE}:images", image)
            repository = settings.repository_of(image)
            claim = (settings.registry, repository)
            if claim in repositories:
                other, its_image = repositories[claim]
                rule = f"is the repository of {its_image} in stack {other} already, in the same registry"
                mistakes.append(
                    file.mistake((*path, "repository"), shown(repository), rule, "keep it in one of the two stacks")
                )
            elif (settings.registry, image) in images:
                rule = f"is an image name of stack {images[settings.registry, image]} already, in the same registry"
                remedy = f"write {repository}, the whole name of its repository"
                mistakes.append(file.mistake(path, shown(image), rule, remedy))
            repositories.setdefault(claim, (stack, image))
            images.setdefault((settings.registry, image), stack)
    return tuple(mistakes)
