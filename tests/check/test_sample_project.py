"""What the check says of each image of the sample project: workflows/README.md."""

import pytest

from tests.check.recorded_images import recorded_images
from tests.check.sample_project import ENVIRONMENT, FILES, PROJECT, checked_images, expected_images

pytestmark = pytest.mark.slow

PYTHON_FILES = [file for file in FILES if file.endswith(".py")]


@pytest.mark.parametrize("file", FILES)
def test_exactly_the_expected_images_are_reported(file: str) -> None:
    unexpected, missing = list(checked_images()[file]), []
    for expected in expected_images(file):
        image = next((image for image in unexpected if expected.is_said(image)), None)
        if image is None:
            missing.append(expected)
        else:
            unexpected.remove(image)
    assert (missing, unexpected) == ([], []), "missing and unexpected"


def test_at_least_85_percent_of_at_least_80_images_are_resolved() -> None:
    images = [image for file in FILES for image in checked_images()[file]]
    unresolved = [image for image in images if image.verdict == "unresolved"]
    assert len({(image.file, image.line) for image in images}) >= 80
    assert len(unresolved) <= 0.15 * len(images)


@pytest.mark.parametrize("file", PYTHON_FILES)
def test_what_is_claimed_of_an_image_is_what_python_makes_of_it(file: str) -> None:
    claimed: dict[int, set[str | None]] = {}
    for image in checked_images()[file]:
        claimed.setdefault(image.line, set()).add(image.reference and image.reference.partition("@")[0])
    recorded = recorded_images(PROJECT, file, ENVIRONMENT)
    wrong = [
        (line, reference)
        for line, reference in recorded
        if line in claimed and None not in claimed[line] and reference not in claimed[line]
    ]
    assert wrong == []
