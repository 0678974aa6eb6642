"""Writes the images that workflows need into the stack files."""

import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from union_ecr.check.added_images import CannotAdd, with_images
from union_ecr.check.verdicts import CheckedImage
from union_ecr.cli.replaced_file import replace_file
from union_ecr.cli.stack_files import StackFiles
from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.declared_stacks import validate_together


def missing_images(images: Iterable[CheckedImage]) -> tuple[dict[str, list[str]], dict[str, tuple[str, ...]]]:
    """The repositories to add by the stack that is to have them, and those that several stacks could have."""
    missing: dict[str, list[str]] = {}
    undecided = {}
    for image in images:
        if image.repository is None or not image.addable_to:
            continue
        if len(image.addable_to) > 1:
            undecided[image.repository] = image.addable_to
        elif image.repository not in missing.setdefault(image.addable_to[0], []):
            missing[image.addable_to[0]].append(image.repository)
    return missing, undecided


def add_images(found: StackFiles, missing: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Add the images to the stack files, and say what was added to which.

    Every file is validated before any is written.

    Raises:
        InvalidStackFiles: a file would be invalid, or has no place for images; then no file is changed.
        OSError: a file cannot be written.
    """
    texts = {stack: _with_images(found, stack, names) for stack, names in missing.items()}
    parsed = {stack: parse_stack_file(found.files[stack].name, text.encode) for stack, text in texts.items()}
    errors = validate_together({**found.files, **parsed}, list(missing)).errors
    if errors:
        raise InvalidStackFiles(errors)
    for stack, names in missing.items():
        path = Path(found.files[stack].name).resolve()
        replace_file(path, texts[stack], stat.S_IMODE(path.stat().st_mode))
        yield f"{found.files[stack].name}: added {', '.join(names)}"


def _with_images(found: StackFiles, stack: str, names: Sequence[str]) -> str:
    name = found.files[stack].name
    text = Path(name).read_bytes().decode("utf-8")
    try:
        return with_images(text, names)
    except CannotAdd as error:
        remedy = f"add {', '.join(names)} by hand"
        raise InvalidStackFiles([ConfigError(name, None, "", None, f"cannot be completed: {error}", remedy)]) from None
