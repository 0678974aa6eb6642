"""Images are added to a stack file, and nothing else of it changes."""

import pytest
import yaml

from union_ecr.check.added_images import CannotAdd, with_images

HEAD = "# Team\nconfig:\n  aws:region: us-east-1\n"


@pytest.mark.parametrize(
    ("images", "expected"),
    [
        ("  union-ecr:images:\n    a: {}\n", "  union-ecr:images:\n    a: {}\n    new: {}\n"),
        (
            "  union-ecr:images:\n    a: {}  # why\n    # the end\n  union-ecr:organization: acme\n",
            "  union-ecr:images:\n    a: {}  # why\n    new: {}\n    # the end\n  union-ecr:organization: acme\n",
        ),
        (
            "  union-ecr:images:\n      a:\n        grants:\n          - access: [pull]\n",
            "  union-ecr:images:\n      a:\n        grants:\n          - access: [pull]\n      new: {}\n",
        ),
        ("  union-ecr:images:\n    a:\n", "  union-ecr:images:\n    a:\n    new: {}\n"),
        ("  union-ecr:images:\n    a: {}", "  union-ecr:images:\n    a: {}\n    new: {}\n"),
        ("  union-ecr:images:\n    a: {\n    }\n", "  union-ecr:images:\n    a: {\n    }\n    new: {}\n"),
        ("  union-ecr:images: {a: {}} # why\n", "  union-ecr:images: {a: {}, new: {}} # why\n"),
        ("  union-ecr:images: {a: {},}\n", "  union-ecr:images: {a: {}, new: {},}\n"),
        ("  union-ecr:images: {}\n", "  union-ecr:images: {new: {}}\n"),
        ("  union-ecr:images: { }\n", "  union-ecr:images: {new: {}}\n"),
        (
            "  union-ecr:registry:\n    b: |\n      text\n",
            "  union-ecr:registry:\n    b: |\n      text\n  union-ecr:images:\n    new: {}\n",
        ),
        ("  'union-ecr:images':\n    'a': {}\n", "  'union-ecr:images':\n    'a': {}\n    new: {}\n"),
    ],
)
def test_an_image_is_added_after_the_last_one(images: str, expected: str) -> None:
    assert with_images(HEAD + images, ["new"]) == HEAD + expected


def test_line_endings_of_windows_stay() -> None:
    text = "config:\r\n  union-ecr:images:\r\n    a: {}\r\n"
    assert with_images(text, ["b", "c"]) == text + "    b: {}\r\n    c: {}\r\n"


@pytest.mark.parametrize("name", ["123", "1e3", "null", "on", "y", "0x1f", "2024-01-01", "ml/a", "a.b-c"])
def test_a_name_is_a_string_to_yaml(name: str) -> None:
    for text in ("config:\n  union-ecr:images:\n    a: {}\n", "config:\n  union-ecr:images: {a: {}}\n"):
        images = yaml.safe_load(with_images(text, [name]))["config"]["union-ecr:images"]
        assert images == {"a": {}, name: {}}


@pytest.mark.parametrize(
    "text",
    ["", "a: b\n", "config: {a: b}\n", "config:\n  union-ecr:images: [a]\n", "config:\n  union-ecr:images:\n", "{"],
)
def test_a_file_without_a_certain_place_is_refused(text: str) -> None:
    with pytest.raises(CannotAdd):
        with_images(text, ["new"])
