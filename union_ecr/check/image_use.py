"""An image that source code names: what it says, and where."""

from dataclasses import dataclass
from enum import StrEnum


class Purpose(StrEnum):
    """What the code does with an image."""

    BUILD = "build"
    """Builds it and pushes it: an ImageSpec, an Image of the flyte SDK."""
    RUN = "run"
    """Runs in it; somebody else has pushed it."""
    BASE = "base"
    """Builds on it."""


@dataclass(frozen=True)
class Problem:
    """A file that cannot be followed, or not to its end; `reason` is a clause."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True)
class Unresolved:
    """A part of an image that the source does not tell; `reason` is a clause."""

    reason: str


TEMPLATE = "{{"
"""How a part of a reference begins that flytekit fills in: `{{.image.default.version}}`."""
Text = str | None | Unresolved


@dataclass(frozen=True)
class ImageUse:
    """One image at one place.

    `registry` and `name` are as the code has them, before any SDK changes them; a whole reference such as
    `ghcr.io/acme/base:1` has them split. `tag` is None where the SDK computes it; then `computed_tag` is known only if
    the SDK was asked. `platforms` is empty where it is left to the SDK.
    """

    file: str
    line: int
    purpose: Purpose
    sdk: str | None
    registry: Text
    name: Text
    tag: str | None = None
    builder: str | None = None
    platforms: tuple[str, ...] = ()
    default_name: bool = False
    computed_tag: str | None = None

    @property
    def unresolved(self) -> str | None:
        """Why the image is not known, if it is not."""
        parts = (("registry", self.registry), ("name", self.name))
        reasons = [f"{part}: {value.reason}" for part, value in parts if isinstance(value, Unresolved)]
        return "; ".join(dict.fromkeys(reasons)) or None


def split_reference(reference: str) -> tuple[str | None, str, str | None]:
    """Registry, name and tag (or digest) of `registry/path/name:tag`.

    The first part is a registry if it has a dot or a colon, or is localhost: else it is Docker Hub's
    (https://docs.docker.com/reference/cli/docker/image/tag/).
    """
    path, _, digest = reference.partition("@")
    head, slash, last = path.rpartition("/")
    last, _, tag = last.partition(":")
    host = head.partition("/")[0]
    name = f"{head}{slash}{last}"
    if slash and ("." in host or ":" in host or host == "localhost"):
        return host, name.partition("/")[2], digest or tag or None
    return None, name, digest or tag or None
