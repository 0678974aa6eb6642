"""Functions that cannot name an image are not followed; all others are."""

import pytest

from tests.check.followed import sources
from union_ecr.check.image_mentions import mentions_image
from union_ecr.check.python_images import images_of

IMPORT = "from flytekit import ImageSpec as Spec, task\nmake = Spec\nhelper = lambda a: make(name=a)\n"


@pytest.mark.parametrize(
    "text",
    [
        "x = ImageSpec()",
        "@task(container_image=x)",
        "from flyte import Image",
        "T(image = 'a')",
        "V1Container(image=x)",
    ],
)
def test_a_text_mentions_an_image(text: str) -> None:
    assert mentions_image(text)
    assert not mentions_image("images = load()\nimage == 3\nImages")


@pytest.mark.parametrize(
    "body",
    [
        "helper('a')",
        "make(name='a')",
        "Spec('a')",
        "from flytekit import ImageSpec as S\n    S('a')",
        "x = [helper]\n    x[0]('a')",
    ],
)
def test_a_task_that_makes_an_image_is_followed(body: str) -> None:
    uses, _ = images_of(sources({"main.py": f"{IMPORT}@task\ndef t():\n    {body}\n"}), {})
    assert [use.name for use in uses] == ["a"]
