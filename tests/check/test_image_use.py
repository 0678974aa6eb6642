"""References, taken apart, and why an image is not known."""

import pytest

from union_ecr.check.image_use import ImageUse, Purpose, Unresolved, split_reference


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("python", (None, "python", None)),
        ("python:3.12", (None, "python", "3.12")),
        ("acme/tool:1", (None, "acme/tool", "1")),
        ("ghcr.io/acme/tool:1", ("ghcr.io", "acme/tool", "1")),
        ("localhost:5000/tool", ("localhost:5000", "tool", None)),
        ("localhost/tool:1", ("localhost", "tool", "1")),
        ("ghcr.io/a/b@sha256:00", ("ghcr.io", "a/b", "sha256:00")),
        ("ghcr.io/a/b:1@sha256:00", ("ghcr.io", "a/b", "sha256:00")),
    ],
)
def test_a_reference_has_a_registry_a_name_and_a_tag(
    reference: str, expected: tuple[str | None, str, str | None]
) -> None:
    assert split_reference(reference) == expected


def test_every_part_that_is_not_known_says_why() -> None:
    use = ImageUse("f", 1, Purpose.BUILD, None, Unresolved("a"), Unresolved("b"))
    assert use.unresolved == "registry: a; name: b"
