"""The arguments of the SDKs' constructors, and which images are built."""

import pytest

from union_ecr.check.image_constructors import (
    derived,
    image,
    image_arguments,
    image_class_method,
    image_spec,
    is_image_spec,
)
from union_ecr.check.python_values import External, UnknownValue


@pytest.mark.parametrize("name", ["flytekit.ImageSpec", "union.ImageSpec", "flytekit.image_spec.image_spec.ImageSpec"])
def test_the_class_is_known_by_its_name_in_whichever_module_of_the_sdk(name: str) -> None:
    assert is_image_spec(External(name))
    assert not is_image_spec(External(f"{name}.from_env"))


@pytest.mark.parametrize(
    ("keywords", "expected"),
    [
        (["name", "registry"], True),
        (["requirements", "builder_options"], True),
        ([], False),
        (["name", "type", "source"], False),
    ],
)
def test_an_image_spec_of_another_package_is_known_by_its_arguments(keywords: list[str], expected: bool) -> None:
    assert is_image_spec(External("our.sdk.ImageSpec"), keywords) is expected
    assert is_image_spec(External("..images.ImageSpec"), keywords) is expected


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("flytekit.task", {"container_image"}),
        ("flytekit.ContainerTask", {"container_image", "image"}),
        ("kubernetes.client.V1Container", {"container_image", "image"}),
        ("flyte.extras.shell.create", {"container_image", "image"}),
        ("flyteplugins.vllm.VLLMAppEnvironment", {"container_image", "image"}),
        ("textual.containers.Container", {"container_image"}),
    ],
)
def test_which_arguments_take_an_image(name: str, arguments: set[str]) -> None:
    assert image_arguments(External(name)) == arguments


def test_image_means_that_of_the_flyte_sdk_only() -> None:
    assert image_class_method(External("flyte.Image.from_debian_base")) == "from_debian_base"
    assert image_class_method(External("PIL.Image.open")) is None
    assert image_class_method(External("PIL.Image.from_base")) is None


def test_the_name_is_the_first_argument_of_an_image_spec() -> None:
    assert image_spec(["a"], {"registry": "b"}, True, 1, "f").fields == {"name": "a", "registry": "b"}


def test_arguments_that_are_not_known_may_be_any() -> None:
    fields = image_spec([], {"name": "a"}, False, 1, "f").fields
    assert fields["name"] == "a"
    assert isinstance(fields["registry"], UnknownValue)


def test_an_image_from_an_existing_one_is_not_built_until_it_is_changed() -> None:
    base = image("from_base", ["python:3.12"], {}, True, 1, "f")
    assert not base.is_built
    cloned = derived(base, "clone", [], {"registry": "a", "name": "b"}, True, 2, "f")
    assert cloned
    assert (cloned.is_built, cloned.fields["registry"], cloned.fields["name"]) == (True, "a", "b")
    assert derived(base, "uri", [], {}, True, 2, "f") is None
