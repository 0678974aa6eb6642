"""Stand-ins of flytekit, union, flyte and kubernetes: `python -m recorder MODULE FILE` imports a module with them.

Prints the line and the reference of every image that the file makes, in its order.
"""

import contextlib
import dataclasses
import importlib
import json
import os
import sys
from types import ModuleType
from typing import Any
from unittest.mock import MagicMock

RECORDED: list[tuple[int, str]] = []
FILE = sys.argv[2]


def record(registry: Any, name: Any, tag: Any) -> None:
    """Record an image made in the file, at the innermost line of it."""
    frame = sys._getframe()
    while frame.f_code.co_filename != FILE:
        if frame.f_back is None:
            return
        frame = frame.f_back
    reference = "/".join(str(part) for part in (registry, name) if part)
    RECORDED.append((frame.f_lineno, f"{reference}:{tag}" if tag and "{" not in tag else reference))


@dataclasses.dataclass
class ImageSpec:
    """flytekit's."""

    name: Any = "flytekit"
    python_version: Any = None
    builder: Any = None
    source_root: Any = None
    env: Any = None
    registry: Any = None
    packages: Any = None
    base_image: Any = None
    tag_format: Any = None
    platform: Any = None

    def __post_init__(self) -> None:
        if isinstance(self.name, str) and isinstance(self.registry, str | None):
            record((self.registry or "").lower(), self.name.lower(), self.tag_format)

    @classmethod
    def from_env(cls, pinned_packages: Any = None, **others: Any) -> "ImageSpec":
        return cls(**others)

    def with_packages(self, packages: Any) -> "ImageSpec":
        return dataclasses.replace(self)

    with_apt_packages = with_packages

    def force_push(self) -> "ImageSpec":
        return dataclasses.replace(self)


def image_spec(*positional: Any, **fields: Any) -> Any:
    """ImageSpec of a package that passes flytekit's on, or has one of its own."""
    known = {field.name for field in dataclasses.fields(ImageSpec)}
    return ImageSpec(*positional, **fields) if known.issuperset(fields) else MagicMock()


@dataclasses.dataclass
class Image:
    """flyte's."""

    registry: Any = None
    name: Any = None

    def made(self) -> "Image":
        registry = self.registry or os.environ.get("FLYTE_IMAGE_REGISTRY")
        record(registry, self.name or "flyte", None)
        return self

    @classmethod
    def from_debian_base(
        cls, python_version=None, flyte_version=None, install_flyte=True, registry=None, registry_secret=None,
        name=None, platform=None,
    ):  # fmt: skip
        return cls(registry, name).made()

    @classmethod
    def from_base(cls, image_uri):
        return cls()

    from_ref_name = from_base

    @classmethod
    def from_dockerfile(cls, file, registry, name, platform=None):
        return cls(registry, name).made()

    @classmethod
    def from_uv_script(cls, script, *, registry=None, name=None):
        return cls(registry, name).made()

    def clone(self, registry=None, registry_secret=None, name=None, extendable=None):
        return Image(registry or self.registry, name or self.name).made()

    def with_pip_packages(self, *packages):
        return self

    with_apt_packages = with_pip_packages


def decorator(*given: Any, **options: Any) -> Any:
    """A task or a workflow: the function stays as it is, and nothing calls it."""
    return MagicMock() if given else decorator


class StandIn(ModuleType):
    """A module with ImageSpec and Image; what else is asked of it can be called with anything."""

    __path__: tuple[str, ...] = ()
    __all__: tuple[str, ...] = ()

    def __getattr__(self, name: str) -> Any:
        if self.__name__ == "third_party" and name == "ImageSpec":
            return image_spec
        known = {"ImageSpec": ImageSpec, "Image": Image, "task": decorator, "workflow": decorator, "dynamic": decorator}
        return known.get(name) or MagicMock()


for name in (
    "flytekit flytekit.image_spec flytekit.image_spec.image_spec union unionai flyte kubernetes kubernetes.client "
    "flyte.extras third_party torch"
).split():
    sys.modules[name] = StandIn(name)
    parent, _, child = name.rpartition(".")
    if parent:
        setattr(sys.modules[parent], child, sys.modules[name])

with contextlib.redirect_stdout(sys.stderr):
    importlib.import_module(sys.argv[1])
sys.stdout.write(json.dumps(RECORDED))
