"""Resources with more tags than AWS takes; tests/workspace/bad/provider-tags.yaml has what is refused."""

from tests.stacks import stack_settings
from union_ecr.declared.stack import declare
from union_ecr.declared.tag_limits import tag_violations
from union_ecr.settings.provider_tags import ProviderTags


def violations(own: int, default: int, ignored: tuple[str, ...] = ()) -> list[str]:
    """The places of an image and a push role with so many tags, of which the first is the first default tag, too."""
    tags = {f"own-{number}": "" for number in range(own)}
    role = {"images": ["trainer"], "github": {"repository": "acme/ml", "branches": ["main"]}, "resourceTags": tags}
    images = {"trainer": {"resourceTags": tags, "buildCache": True}}
    provider = ProviderTags(
        {"own-0": "", **{f"default-{number}": "" for number in range(1, default)}}, frozenset(ignored)
    )
    settings = stack_settings(images=images, pushRoles={"ci": role})
    declared = declare(settings.model_copy(update={"provider_tags": provider}))
    return [".".join(map(str, violation.path)) for violation in tag_violations(declared)]


def test_fifty_tags_together_are_valid_and_one_more_is_not() -> None:
    assert violations(own=30, default=21) == []
    assert violations(own=30, default=22) == [
        "union-ecr:images.trainer.resourceTags",
        "union-ecr:pushRoles.ci.resourceTags",
    ]


def test_a_tag_that_is_ignored_is_not_put_and_does_not_count() -> None:
    assert violations(own=30, default=22, ignored=("default-1",)) == []
