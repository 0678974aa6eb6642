"""What one image declares."""

from tests.stacks import stack_settings
from union_ecr.declared.stack import declare


def test_the_logical_name_is_the_repositorys_so_that_renaming_an_image_changes_nothing() -> None:
    (before,) = declare(stack_settings(images={"trainer": {"repository": "ml/trainer"}})).repositories
    (after,) = declare(stack_settings(images={"renamed": {"repository": "ml/trainer"}})).repositories
    assert before.logical_name == after.logical_name == "ml/trainer"


def test_the_logical_name_of_a_build_cache_is_no_repositorys_name() -> None:
    image, cache = declare(stack_settings(images={"trainer": {"buildCache": True}})).repositories
    assert (image.logical_name, cache.logical_name) == ("trainer", "buildCache/trainer-cache")
    assert cache.logical_name != cache.name


def test_tags_and_exclusions_are_sorted_without_duplicates() -> None:
    image = {"resourceTags": {"b": "1", "a": "2"}, "tagMutabilityExclusions": ["y*", "x", "y*"]}
    (repository,) = declare(stack_settings(images={"trainer": image})).repositories
    assert list(repository.resource_tags) == ["a", "b"]
    assert repository.tag_mutability_exclusions == ("x", "y*")
