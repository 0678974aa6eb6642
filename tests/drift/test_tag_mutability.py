"""Whether tags can be pushed over that could not be."""

import pytest

from union_ecr.drift.tag_mutability import weakens_immutability

EXCEPT_IMMUTABLE, EXCEPT_MUTABLE = "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"


@pytest.mark.parametrize(
    ("declared", "mine", "live", "other", "more"),
    [
        ("IMMUTABLE", (), "IMMUTABLE", (), False),
        ("IMMUTABLE", (), "MUTABLE", (), True),
        ("MUTABLE", (), "IMMUTABLE", (), False),
        ("MUTABLE", (), EXCEPT_MUTABLE, ("v*",), False),
        ("IMMUTABLE", (), EXCEPT_IMMUTABLE, ("latest",), True),
        (EXCEPT_IMMUTABLE, ("latest",), EXCEPT_IMMUTABLE, ("latest",), False),
        (EXCEPT_IMMUTABLE, ("latest", "dev"), EXCEPT_IMMUTABLE, ("latest",), False),
        (EXCEPT_IMMUTABLE, ("latest",), EXCEPT_IMMUTABLE, ("latest", "dev"), True),
        (EXCEPT_MUTABLE, ("v*",), EXCEPT_MUTABLE, ("v*", "w*"), False),
        (EXCEPT_MUTABLE, ("v*", "w*"), EXCEPT_MUTABLE, ("v*",), True),
        (EXCEPT_MUTABLE, ("v*",), "MUTABLE", (), True),
    ],
)
def test_more_can_be_pushed_over(
    declared: str, mine: tuple[str, ...], live: str, other: tuple[str, ...], more: bool
) -> None:
    assert weakens_immutability(declared, mine, live, other) is more
