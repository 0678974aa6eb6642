"""What those who deploy a stack read of other stacks' settings."""

from tests.registries import shared
from union_ecr.review.notices import deployment_notices


def test_images_that_a_push_does_not_scan_are_named() -> None:
    images = {"prod-a": {}, "web": {"buildCache": True}, "base": {"scanOnPush": False}, "ml": {}}
    rules = [{"frequency": "SCAN_ON_PUSH", "filters": ["prod-*"]}, {"frequency": "MANUAL", "filters": ["ml"]}]
    (notice,) = deployment_notices("team", shared(images=images, scanning={"type": "BASIC", "rules": rules}))
    decides = "registry.scanning decides. Write scanOnPush: false, or extend its filters"
    assert notice == f"scanOnPush is true, but a push does not scan ml, web: {decides}"


def test_nothing_is_said_of_images_that_are_as_their_file_says() -> None:
    rules = [{"frequency": "CONTINUOUS_SCAN", "filters": ["*"]}]
    assert deployment_notices("team", shared(images={"web": {}})) == []
    assert deployment_notices("team", shared(images={"web": {}}, scanning={"type": "ENHANCED", "rules": rules})) == []
