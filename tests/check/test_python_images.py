"""The images that Python files name, with what is known of each."""

from tests.check.followed import sources
from union_ecr.check.image_use import ImageUse, Purpose, Unresolved
from union_ecr.check.python_images import images_of


def uses_of(code: str, **environment: str) -> list[ImageUse]:
    uses, problems = images_of(sources({"main.py": code}), environment)
    assert problems == []
    return uses


def test_an_image_spec_has_its_tag_platform_and_builder() -> None:
    code = (
        "from flytekit import ImageSpec\n"
        "ImageSpec('a', registry='b', tag_format='v1', platform='x, y', builder='union')"
    )
    assert uses_of(code) == [ImageUse("main.py", 2, Purpose.BUILD, "flytekit", "b", "a", "v1", "union", ("x", "y"))]


def test_without_a_name_it_has_the_default_of_its_sdk() -> None:
    code = "from flytekit import ImageSpec\nimport flyte\nImageSpec()\nflyte.Image.from_debian_base(registry='a')"
    assert [(use.name, use.default_name) for use in uses_of(code)] == [("flytekit", True), ("flyte", True)]


def test_the_registry_of_the_environment_is_that_of_flyte_2_only() -> None:
    code = "from flytekit import ImageSpec\nimport flyte\nImageSpec('a')\nflyte.Image.from_debian_base(name='b')"
    assert [use.registry for use in uses_of(code, FLYTE_IMAGE_REGISTRY="r")] == [None, "r"]


def test_a_file_without_images_is_not_followed() -> None:
    assert uses_of("import flytekit\nwhile True:\n    pass") == []


def test_images_made_by_a_function_of_another_file_are_found() -> None:
    files = sources(
        {
            "helper.py": "from flytekit import ImageSpec\ndef f(a):\n    ImageSpec(a)",
            "main.py": "from helper import f\nf('b')",
        }
    )
    uses, _ = images_of(files, {})
    assert [(use.file, use.line, use.name) for use in uses] == [("helper.py", 3, "b")]


def test_what_is_no_string_is_unresolved() -> None:
    (use,) = uses_of("from flytekit import ImageSpec\nImageSpec(name=3)")
    assert use.name == Unresolved("it is not a string")


def test_a_template_of_flytekit_is_no_reference() -> None:
    assert uses_of("@task(container_image='{{.image.default.fqn}}')\ndef f(): ...") == []


def test_a_base_is_reported_where_it_is_named() -> None:
    code = (
        "from flyte import Image\na = Image.from_base('python:3')\n"
        "b = a.clone(registry='r', name='n').with_env_vars({})"
    )
    assert [(use.line, use.purpose) for use in uses_of(code)] == [(2, Purpose.BASE), (3, Purpose.BUILD)]


def test_a_place_is_unresolved_once_beside_what_is_known_of_it() -> None:
    code = "from flytekit import ImageSpec\ndef f(a):\n    ImageSpec(a)\nf(x.a)\nf(y.b)\nf('c')"
    first, second = sorted(uses_of(code), key=lambda use: str(use.name))
    assert isinstance(first.name, Unresolved)
    assert second.name == "c"
    assert {first.line, second.line} == {3}


def test_the_builder_of_flyte_2_is_that_of_the_environment() -> None:
    code = "from flytekit import ImageSpec\nimport flyte\nImageSpec('a')\nflyte.Image.from_debian_base(name='b')"
    assert [use.builder for use in uses_of(code, FLYTE_IMAGE_BUILDER="remote")] == [None, "remote"]
