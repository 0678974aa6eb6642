"""The upstream registries that pull-through cache rules support, and the names by which ECR knows them."""

import re
from typing import Annotated

from pydantic import StrictStr

from union_ecr.ecr.registry import Registry
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.names import checked_region
from union_ecr.stack_file.errors import closest_match, refuse

# https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html (supported upstream registries)
_WITHOUT_CREDENTIAL = ("public.ecr.aws", "quay.io", "registry.k8s.io")
_WITH_CREDENTIAL = ("cgr.dev", "ghcr.io", "registry-1.docker.io", "registry.gitlab.com")
_HOSTS = (*_WITHOUT_CREDENTIAL, *_WITH_CREDENTIAL)
# A registry's name of 5 to 50 letters and digits, and after a hyphen the hash of a domain name label scope; a DNS label
# has 63 characters. https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli
_AZURE = r"(?=[^.]{5,63}\.)[a-z0-9]{5,50}(-[a-z0-9]+)*\.azurecr\.io"
_ECR = r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.[a-z0-9.-]+"
# Other names of these registries, with the host that ECR takes.
_ALIASES = {
    "docker.io": "registry-1.docker.io",
    "index.docker.io": "registry-1.docker.io",
    "hub.docker.com": "registry-1.docker.io",
    "docker.com": "registry-1.docker.io",
    "docker-hub": "registry-1.docker.io",
    "k8s.gcr.io": "registry.k8s.io",
    "gallery.ecr.aws": "public.ecr.aws",
    "gitlab.com": "registry.gitlab.com",
    "github.com": "ghcr.io",
    "docker.pkg.github.com": "ghcr.io",
}
_UNSUPPORTED = ("gcr.io", "mcr.microsoft.com", "nvcr.io")  # they exist, so none of them is a typing error
_RULE = "is not an upstream registry that ECR supports"
_REMEDY = f"write one of {', '.join(sorted(_HOSTS))}, NAME.azurecr.io, or the host of a private ECR registry"


def _hint(upstream: str) -> None:
    address = upstream.partition("://")[2] or upstream
    host = address.split("/", maxsplit=1)[0].lower()
    host = upstream_host(host)
    if host not in _HOSTS and not needs_credential(host) and upstream_registry(host) is None:
        likely = None if host in _UNSUPPORTED else closest_match(host, _HOSTS)
        refuse(_RULE, f"did you mean {likely}?" if likely else _REMEDY)
    if host != upstream:
        path = ", and the path as part of the image's name" if "/" in address.rstrip("/") else ""
        refuse("is not the name that ECR uses for this registry", f"write {host}{path}")


Upstream = Annotated[
    StrictStr,
    Pattern("|".join((*(host.replace(".", r"\.") for host in _HOSTS), _AZURE, _ECR)), _RULE, _REMEDY, hint=_hint),
]


def upstream_host(host: str) -> str:
    """The host by which ECR knows an upstream registry, of any of its names; another host as it is."""
    return _ALIASES.get(host, host)


def needs_credential(host: str) -> bool:
    """Whether ECR logs in to an upstream; for the others it takes no credential."""
    return host in _WITH_CREDENTIAL or re.fullmatch(_AZURE, host, re.ASCII) is not None


def upstream_registry(host: str) -> Registry | None:
    """The private ECR registry that an upstream host names; None for any other upstream.

    Raises:
        PydanticCustomError: the host names a region that does not exist.
    """
    match = re.fullmatch(_ECR, host, re.ASCII)
    if match is None:
        return None
    registry = Registry(match["account"], checked_region(match["region"]))
    return registry if registry.host == host else None
