"""Pull-through cache rules over declared images. The rule and its errors are in crossing/pull-through-cache.yaml."""

from typing import Any

import pytest

from tests.stacks import stack_file
from union_ecr.workspace.declared_stacks import validate_together

MEANT = {"pullThroughCache": True, "tagMutability": "MUTABLE"}


def keys(image: dict[str, Any], **rules: Any) -> list[str]:
    """The errors of an image `quay/x` and of the rules over it, in one file."""
    file = stack_file(images={"quay/x": image}, registry={"pullThroughCache": rules})
    return [error.key for error in validate_together({"team": file}, ["team"]).errors]


def test_the_remedy_is_accepted() -> None:
    quay = {"upstream": "quay.io"}
    assert keys({}, quay=quay) == ["union-ecr:images.quay/x"]
    assert keys(MEANT, quay=quay) == []
    assert keys({"repository": "other/x"}, quay=quay) == []


SECRET = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ecr-pullthroughcache/acme-a1B2c3"


@pytest.mark.parametrize("upstream", ["ghcr.io", "registry-1.docker.io", "registry.gitlab.com", "cgr.dev"])
def test_a_login_makes_no_upstream_ones_own(upstream: str) -> None:
    assert keys({}, quay={"upstream": upstream, "credential": SECRET}) == ["union-ecr:images.quay/x"]


def test_an_image_below_two_rules_is_reported_once_if_any_is_public() -> None:
    ecr = {"upstream": "123456789012.dkr.ecr.eu-west-1.amazonaws.com"}
    public = {"upstream": "quay.io"}
    assert keys({}, ROOT=public, quay=public) == ["union-ecr:images.quay/x"]
    assert keys({}, ROOT=ecr, quay=public) == ["union-ecr:images.quay/x"]
    assert keys({}, ROOT=public, quay=ecr) == []
