"""The container tools that log in to a registry: their command lines, and the files that they keep logins in."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

USER = "AWS"
"""The user of every ECR login: https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html"""


class ToolName(StrEnum):
    """The tools, in the order in which PATH is searched for them: flytekit and buildx read what docker keeps."""

    DOCKER = "docker"
    PODMAN = "podman"
    NERDCTL = "nerdctl"
    FINCH = "finch"
    SKOPEO = "skopeo"
    BUILDAH = "buildah"
    CRANE = "crane"
    REGCTL = "regctl"


@dataclass(frozen=True)
class Tool:
    """A tool's arguments before the registry's host; `login` reads the password from standard input."""

    name: ToolName
    login: tuple[str, ...] = ("login", "--username", USER, "--password-stdin")
    logout: tuple[str, ...] = ("logout",)


# docker: https://docs.docker.com/reference/cli/docker/login/
# podman, skopeo, buildah: https://docs.podman.io/en/latest/markdown/podman-login.1.html and the like
# nerdctl: https://github.com/containerd/nerdctl/blob/main/docs/command-reference.md
# finch: https://runfinch.com/docs/container-images/authentication/
# crane: https://github.com/google/go-containerregistry/blob/main/cmd/crane/doc/crane_auth_login.md
# regctl: https://regclient.org/cli/regctl/registry/login/
_CRANE = Tool(ToolName.CRANE, ("auth", "login", "--username", USER, "--password-stdin"), ("auth", "logout"))
_REGCTL = Tool(ToolName.REGCTL, ("registry", "login", "--user", USER, "--pass-stdin"), ("registry", "logout"))
_OF_THEIR_OWN = {tool.name: tool for tool in (_CRANE, _REGCTL)}

TOOLS: Mapping[ToolName, Tool] = {name: _OF_THEIR_OWN.get(name, Tool(name)) for name in ToolName}
"""Every tool, in the order in which PATH is searched."""

_CONTAINERS_AUTH = frozenset((ToolName.PODMAN, ToolName.SKOPEO, ToolName.BUILDAH))


def config_files(tool: ToolName, environment: Mapping[str, str], home: str) -> tuple[str, ...]:
    """Where a tool looks for credential helpers: its own file, then docker's, which every one of them reads as well.

    https://github.com/containers/image/blob/main/docs/containers-auth.json.5.md for podman, skopeo and buildah.
    """
    docker = posixpath.join(environment.get("DOCKER_CONFIG") or posixpath.join(home, ".docker"), "config.json")
    if tool is ToolName.FINCH:
        return posixpath.join(home, ".finch", "config.json"), docker
    if tool in _CONTAINERS_AUTH:
        folder = environment.get("XDG_RUNTIME_DIR") or posixpath.join(home, ".config")
        return environment.get("REGISTRY_AUTH_FILE") or posixpath.join(folder, "containers", "auth.json"), docker
    return (docker,)
