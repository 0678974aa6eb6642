"""The arguments of the SDKs' constructors, and which images are built."""

import pytest

from union_ecr.check.image_constructors import derived, image, image_class_method, image_spec, is_image_spec
from union_ecr.check.python_values import External, Unknown


@pytest.mark.parametrize(
    "name", ["flytekit.ImageSpec", "union.ImageSpec", "flytekit.image_spec.image_spec.ImageSpec", "our.sdk.ImageSpec"]
)
def test_the_class_is_known_by_its_name_in_whichever_package(name: str) -> None:
    assert is_image_spec(External(name))
    assert not is_image_spec(External(f"{name}.from_env"))


def test_image_means_that_of_the_flyte_sdk_only() -> None:
    assert image_class_method(External("flyte.Image.from_debian_base")) == "from_debian_base"
    assert image_class_method(External("PIL.Image.open")) is None
    assert image_class_method(External("PIL.Image.from_base")) is None


def test_the_name_is_the_first_argument_of_an_image_spec() -> None:
    assert image_spec(["a"], {"registry": "b"}, True, 1, "f").fields == {"name": "a", "registry": "b"}


def test_arguments_that_are_not_known_may_be_any() -> None:
    fields = image_spec([], {"name": "a"}, False, 1, "f").fields
    assert fields["name"] == "a"
    assert isinstance(fields["registry"], Unknown)


def test_an_image_from_an_existing_one_is_not_built_until_it_is_changed() -> None:
    base = image("from_base", ["python:3.12"], {}, True, 1, "f")
    assert not base.is_built
    cloned = derived(base, "clone", [], {"registry": "a", "name": "b"}, True, 2, "f")
    assert cloned
    assert (cloned.is_built, cloned.fields["registry"], cloned.fields["name"]) == (True, "a", "b")
    assert derived(base, "uri", [], {}, True, 2, "f") is None
