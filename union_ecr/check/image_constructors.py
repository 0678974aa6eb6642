"""How flytekit, union and the flyte SDK declare an image in Python.

Read in flytekit 1.16.31 (`image_spec/image_spec.py`) and flyte 2.12.1 (`_image.py`).
"""

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from union_ecr.check.python_values import BoundMethod, External, ImageValue, UnknownValue, Value

FLYTEKIT, FLYTE = "flytekit", "flyte"
# The dataclass's fields in their order, as far as this package looks at positional ones.
IMAGE_SPEC_FIELDS = (
    "name python_version builder source_root env registry packages conda_packages conda_channels requirements "
    "apt_packages cuda cudnn base_image platform"
).split()
_KEYWORDS = {
    *IMAGE_SPEC_FIELDS,
    *"pip_index pip_extra_index_url pip_secret_mounts pip_extra_args registry_config entrypoint commands".split(),
    *"tag_format source_copy_mode copy python_exec runtime_packages builder_options builder_config".split(),
    "pinned_packages",  # of from_env
}
_SDKS = {"flytekit", "flytekitplugins", "union", "unionai", FLYTE, "flyteplugins"}
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
        "TaskEnvironment": "image",
        "AppEnvironment": "image",
    }
)
AUTOMATIC = "auto"
"""The image that the flyte SDK chooses itself."""
_HOST_OF_ECR = re.compile(r"[\w.-]+\.dkr[.\w-]*\.[a-z0-9.-]+/")
LOOKED_AT = ("name", "registry", "builder", "tag_format", "base_image", "platform")


def is_of_sdk(value: Value) -> bool:
    """Whether something comes from a package of flytekit, union or the flyte SDK."""
    return isinstance(value, External) and value.name.partition(".")[0] in _SDKS


def is_of_ecr(value: Value) -> bool:
    """Whether something is the reference of an image of ECR."""
    return isinstance(value, str) and _HOST_OF_ECR.match(value) is not None


def image_arguments(function: Value) -> set[str]:
    """The arguments in which a function takes an image, or the reference of one."""
    name = function.name if isinstance(function, External | BoundMethod) else ""
    image = {"image"} if name.partition(".")[0] in (FLYTE, "flyteplugins") else set[str]()
    return {"container_image", IMAGE_ARGUMENTS.get(name.rpartition(".")[2], "container_image")} | image


def is_image_spec(function: Value, keywords: Collection[str] = ()) -> bool:
    """Whether a function is the class ImageSpec.

    One of a package that is not known is flytekit's if all keywords are.
    """
    if not isinstance(function, External) or function.name.rpartition(".")[2] != "ImageSpec":
        return False
    return is_of_sdk(function) or (bool(keywords) and _KEYWORDS.issuperset(keywords))


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
        missing = UnknownValue("it may come from `*` or `**` arguments that are not known")
        fields = dict.fromkeys(LOOKED_AT, missing) | fields
    return fields
