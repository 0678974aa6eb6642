"""Whether tags can be overwritten that the declared settings protect."""

import pytest

from union_ecr.drift.tag_mutability import weakens_immutability

EXCEPT_IMMUTABLE, EXCEPT_MUTABLE = "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"


@pytest.mark.parametrize(
    ("declared", "exclusions", "live", "live_exclusions", "weaker"),
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
def test_whether_more_tags_can_be_overwritten(
    declared: str, exclusions: tuple[str, ...], live: str, live_exclusions: tuple[str, ...], weaker: bool
) -> None:
    assert weakens_immutability(declared, exclusions, live, live_exclusions) is weaker
