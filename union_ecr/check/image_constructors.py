"""How flytekit, union and the flyte SDK declare an image in Python.

Read in flytekit 1.16.31 (`image_spec/image_spec.py`) and flyte 2.12.1 (`_image.py`).
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from union_ecr.check.python_values import External, ImageValue, Unknown, Value

FLYTEKIT, FLYTE = "flytekit", "flyte"
# The dataclass's fields in their order, as far as this package looks at positional ones.
IMAGE_SPEC_FIELDS = (
    "name python_version builder source_root env registry packages conda_packages conda_channels requirements "
    "apt_packages cuda cudnn base_image platform"
).split()
# Parameters of the class methods of flyte.Image, in their order.
IMAGE_METHODS: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "from_debian_base": "python_version flyte_version install_flyte registry registry_secret name platform".split(),
        "from_base": ["base_image"],
        "from_uv_script": ["script"],
        "from_pixi_script": ["script"],
        "from_dockerfile": "dockerfile registry name platform".split(),
        "from_ref_name": ["ref_name"],
        "clone": "registry registry_secret name base_image python_version addl_layer extendable platform".split(),
    }
)
_RENAMED = {"image_uri": "base_image", "file": "dockerfile"}
# What takes an image, and the argument in which it does.
IMAGE_ARGUMENTS: Mapping[str, str] = MappingProxyType(
    {
        "ContainerTask": "image",
        "V1Container": "image",
        "Container": "image",
        "TaskEnvironment": "image",
        "AppEnvironment": "image",
    }
)
LOOKED_AT = ("name", "registry", "builder", "tag_format", "base_image", "platform")


def is_image_spec(function: Value) -> bool:
    """Whether a function is the class ImageSpec, of whichever package."""
    return isinstance(function, External) and function.name.rpartition(".")[2] == "ImageSpec"


def image_class_method(function: Value) -> str | None:
    """Which class method of flyte.Image a function is, if it is one."""
    if not isinstance(function, External):
        return None
    of, _, method = function.name.rpartition(".")
    is_image = of.rpartition(".")[2] == "Image" and of.partition(".")[0] == "flyte"
    return method if is_image and method in IMAGE_METHODS else None


def image_spec(
    positional: Sequence[Value], keywords: Mapping[str, Value], complete: bool, line: int, path: str
) -> ImageValue:
    """The image of `ImageSpec(…)` or `ImageSpec.from_env(…)`."""
    return ImageValue(FLYTEKIT, _fields(IMAGE_SPEC_FIELDS, positional, keywords, complete), line, path)


def image(
    method: str, positional: Sequence[Value], keywords: Mapping[str, Value], complete: bool, line: int, path: str
) -> ImageValue:
    """The image of a class method of flyte.Image.

    One from a base that exists is built only once something is added to it, or once it has another name.
    """
    fields = _fields(IMAGE_METHODS[method], positional, keywords, complete)
    named = any(fields.get(field) is not None for field in ("registry", "name"))
    is_built = method in ("from_uv_script", "from_pixi_script", "from_dockerfile") or (
        method == "from_debian_base" and named
    )
    return ImageValue(FLYTE, fields, line, path, is_built)


def derived(
    original: ImageValue,
    method: str,
    positional: Sequence[Value],
    keywords: Mapping[str, Value],
    complete: bool,
    line: int,
    path: str,
) -> ImageValue | None:
    """The image that a method of an image returns; None for a method that returns none."""
    if original.sdk == FLYTE and method == "clone":
        given = _fields(IMAGE_METHODS["clone"], positional, keywords, complete)
        changed = {field: value for field, value in given.items() if value is not None}
        return ImageValue(FLYTE, dict(original.fields) | changed, line, path)
    if method.startswith("with_") or method == "force_push":
        return ImageValue(original.sdk, dict(original.fields), line, path)
    return None


def fixed_tag(tag_format: Value) -> str | None:
    """The tag where it is fixed: a `tag_format` without the hash of the image."""
    return tag_format if isinstance(tag_format, str) and tag_format and "{" not in tag_format else None


def _fields(
    parameters: Sequence[str], positional: Sequence[Value], keywords: Mapping[str, Value], complete: bool
) -> dict[str, Value]:
    fields = dict(zip(parameters, positional, strict=False))
    fields |= {_RENAMED.get(name, name): value for name, value in keywords.items()}
    if not complete:
        missing = Unknown("it may come from `*` or `**` arguments that are not known")
        fields = dict.fromkeys(LOOKED_AT, missing) | fields
    return fields
