"""Build caches: a companion repository for a build's layers."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.stacks import stack_file, stack_settings
from union_ecr.declared.build_cache import build_cache_options
from union_ecr.declared.outputs import outputs
from union_ecr.declared.repository import DeclaredRepository
from union_ecr.declared.stack import declare
from union_ecr.ecr.actions import ACTIONS, Access
from union_ecr.workspace.declared_stacks import validate_together
from union_ecr.workspace.load import validate

DOCS = Path(__file__).parents[2] / "docs"
CI = "arn:aws:iam::555566667777:role/ci"
KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/ml/trainer"


def both(**image: Any) -> tuple[DeclaredRepository, DeclaredRepository]:
    planes = {"production": {"account": "111122223333"}}
    images = {"trainer": {"repository": "ml/trainer", "buildCache": True, **image}}
    first, second = declare(stack_settings(images=images, dataPlanes=planes)).repositories
    return first, second


def test_the_cache_is_a_repository_beside_the_images() -> None:
    image, cache = both()
    assert (image.name, image.cache_of) == ("ml/trainer", None)
    assert (cache.image, cache.name, cache.cache_of) == ("trainer-cache", "ml/trainer-cache", "trainer")


def test_an_image_has_no_build_cache_by_default() -> None:
    assert [repository.name for repository in declare(stack_settings()).repositories] == ["trainer"]


def test_tags_of_the_cache_are_mutable_and_tags_of_the_image_are_not() -> None:
    image, cache = both()
    assert (image.tag_mutability, cache.tag_mutability) == ("IMMUTABLE", "MUTABLE")


def test_a_cache_expires_after_days_and_tagged_images_never() -> None:
    image, cache = both(untaggedDays=90)
    assert image.lifecycle
    assert cache.lifecycle
    assert [rule["selection"] for rule in image.lifecycle["rules"]] == [
        {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 90}
    ]
    assert [rule["selection"] for rule in cache.lifecycle["rules"]] == [
        {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1},
        {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14},
    ]


def test_only_principals_that_may_push_the_image_may_push_and_pull_the_cache() -> None:
    pushes = {"principals": [CI], "access": ["push"], "actions": ["ecr:BatchDeleteImage"]}
    reads = {"principals": ["666677778888"], "access": ["pull", "describe"]}
    _, cache = both(grants=[pushes, reads])
    assert cache.policy
    found = {statement["Sid"]: (statement["Principal"], statement["Action"]) for statement in cache.policy["Statement"]}
    assert found == {
        "AllowPull": ({"AWS": CI}, list(ACTIONS[Access.PULL])),
        "AllowPush": ({"AWS": CI}, list(ACTIONS[Access.PUSH])),
    }


def test_a_cache_without_pushers_in_other_accounts_has_no_policy() -> None:
    image, cache = both()
    assert image.policy is not None  # the data plane's
    assert cache.policy is None


def test_a_cache_has_its_images_encryption_and_aws_tags_and_can_be_deleted_with_its_layers() -> None:
    _, cache = both(encryption={"type": "KMS", "key": KEY}, resourceTags={"team": "ml"})
    assert (cache.encryption.key, cache.resource_tags) == (KEY, {"team": "ml"})
    assert (cache.protect, cache.force_delete, cache.adopt, cache.scan_on_push) == (False, True, False, False)


def test_the_output_has_the_options_of_buildx() -> None:
    settings = stack_settings(images={"trainer": {"repository": "ml/trainer", "buildCache": True}, "other": {}})
    images = outputs(declare(settings))["images"]
    assert images["trainer"]["buildCache"] == (
        f"--cache-to type=registry,ref={URI}-cache:buildcache,mode=max,image-manifest=true,oci-mediatypes=true "
        f"--cache-from type=registry,ref={URI}-cache:buildcache"
    )
    assert "buildCache" not in images["other"]
    assert list(images) == ["other", "trainer"]


def test_the_push_policy_may_read_and_write_the_cache_and_the_pull_policy_does_not_name_it() -> None:
    stack = declare(stack_settings(images={"trainer": {"buildCache": True}}))
    arn = "arn:aws:ecr:us-east-1:123456789012:repository/trainer"
    assert [statement["Resource"] for statement in stack.pull_policy["Statement"]] == ["*", [arn]]
    assert [(statement["Sid"], statement["Resource"]) for statement in stack.push_policy["Statement"]] == [
        ("AllowLogin", "*"),
        ("AllowPull", [f"{arn}-cache"]),
        ("AllowPush", [arn, f"{arn}-cache"]),
    ]


def test_the_documented_template_gives_copies_of_a_cache_expiry_and_mutable_tags() -> None:
    text = (DOCS / "cache-a-build.md").read_text().split("## Replicated")[1]
    block = yaml.safe_load(text.split("```yaml")[1].split("```")[0])
    registry_settings = declare(stack_settings(registry=block["union-ecr:registry"])).registry_settings
    assert registry_settings is not None
    (template,) = registry_settings.creation_templates
    (tag,) = template.tag_mutability_exclusions
    assert build_cache_options(URI).endswith(f":{tag}")
    assert template.lifecycle is not None
    assert [rule["selection"] for rule in template.lifecycle["rules"]] == [
        {
            "tagStatus": "tagged",
            "tagPatternList": [tag],
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14},
    ]


def test_a_too_long_policy_of_a_build_cache_is_reported_at_build_cache() -> None:
    roles = [f"arn:aws:iam::111122223333:role/{number:03}-{'r' * 40}" for number in range(100)]
    image = {"buildCache": True, "grants": [{"principals": roles, "access": ["push"]}]}
    errors = validate_together({"team": stack_file(images={"trainer": image})}, ["team"]).errors
    assert [(error.key, error.rule[:33]) for error in errors] == [
        ("union-ecr:images.trainer.buildCache", "its repository policy would have ")
    ]


@pytest.mark.parametrize("image", ["Trainer", "union/x", "a" * 252, "x y"])
def test_an_invalid_image_with_a_build_cache_reports_errors_of_the_image_only(image: str) -> None:
    _, errors = validate(stack_file(images={image: {"buildCache": True}}))
    assert errors
    assert all("image" in error.key for error in errors)


def test_an_image_may_not_have_the_name_of_another_images_build_cache() -> None:
    images = {"trainer": {"repository": "ml/trainer", "buildCache": True}, "trainer-cache": {"repository": "weights"}}
    _, errors = validate(stack_file(images=images))
    assert [(error.key, error.rule) for error in errors] == [
        ("union-ecr:images.trainer-cache", "is what the build cache of trainer is called")
    ]
    assert errors[0].remedy == "call the image otherwise; its repository may stay"


@pytest.mark.parametrize("names", [("trainer", "trainer-cache"), ("trainer-cache", "trainer")])
def test_an_image_with_the_name_and_the_repository_of_a_cache_is_reported_once(names: tuple[str, str]) -> None:
    images = {name: {"buildCache": name == "trainer"} for name in names}
    _, errors = validate(stack_file(images=images))
    assert [(error.key, error.remedy) for error in errors] == [
        ("union-ecr:images.trainer-cache", "call the image and its repository otherwise")
    ]


def test_another_conflict_between_the_two_is_reported_too() -> None:
    one = {"repository": "weights"}
    _, errors = validate(stack_file(images={"trainer": one | {"buildCache": True}, "trainer-cache": one}))
    assert [error.rule for error in errors] == [
        "is what the build cache of trainer is called",
        "is the repository of trainer already",
    ]


@pytest.mark.parametrize(
    ("page", "uri", "builder"),
    [
        ("cache-a-build.md", "…/trainer-cache", "docker buildx create --use"),
        (
            "push-from-github-actions.md",
            "333344445555.dkr.ecr.eu-central-1.amazonaws.com/trainer-cache",
            "docker/setup-buildx-action@",
        ),
    ],
)
def test_a_guide_shows_these_options_and_a_builder_that_can_export_a_cache(page: str, uri: str, builder: str) -> None:
    text = " ".join((DOCS / page).read_text(encoding="utf-8").replace("\\\n", " ").split())
    assert builder in text.partition(build_cache_options(uri))[0]
    assert build_cache_options(uri) in text
    assert "Cache export is not supported for the docker driver" in text
