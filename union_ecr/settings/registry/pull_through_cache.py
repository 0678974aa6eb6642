"""What a stack file says of pull-through cache rules: mirrors of other registries, filled by whoever pulls."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import StrictStr

from union_ecr.ecr.registry import Registry
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.names import checked_region
from union_ecr.settings.registry.types import RoleArn, UpstreamPrefix
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import KeyPath, Violation, closest_match, format_value, refuse

MOST_RULES = 50
"""https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html"""
WITHOUT_PULL_THROUGH = ("aws-cn", "aws-us-gov")
"""Partitions without it; https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html"""

# https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html (supported upstream registries)
_OPEN = ("public.ecr.aws", "quay.io", "registry.k8s.io")
_WITH_CREDENTIAL = ("cgr.dev", "ghcr.io", "registry-1.docker.io", "registry.gitlab.com")
# A registry's name of 5 to 50 letters and digits, and behind a hyphen the hash that a domain name label scope adds; a
# DNS label has 63. https://learn.microsoft.com/azure/container-registry/container-registry-get-started-azure-cli
_AZURE = r"(?=[^.]{5,63}\.)[a-z0-9]{5,50}(-[a-z0-9]+)*\.azurecr\.io"
_ECR = r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.[a-z0-9.-]+"
# Names by which people know an upstream that has another one in ECR.
_ALSO_CALLED = {
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
_LIKE_NONE = ("gcr.io", "mcr.microsoft.com", "nvcr.io")  # real ones, so none of them is a slip of the pen
# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html (credentialArn)
_LONGEST_SECRET_ARN = 612
_SECRET_ARN = (
    rf"(?=.{{50,{_LONGEST_SECRET_ARN}}}$)"
    r"arn:(?P<partition>aws(-\w+)*):secretsmanager:(?P<region>[a-z0-9-]+):(?P<account>\d{12})"
    r":secret:ecr-pullthroughcache/[\w/+=.@-]+-[A-Za-z0-9]{6}"
)
_SECRET_NAME = "ecr-pullthroughcache/"  # noqa: S105 - how the name of a secret begins
_NO_WHOLE_ARN = "is not the whole ARN of a secret, which ends in six characters that AWS chose"


def _hint_on_upstreams(upstream: str) -> None:
    host = upstream.partition("://")[2] or upstream
    host = host.split("/", maxsplit=1)[0].lower()
    host = _ALSO_CALLED.get(host, host)
    if not _is_known(host):
        likely = None if host in _LIKE_NONE else closest_match(host, (*_OPEN, *_WITH_CREDENTIAL))
        known = ", ".join(sorted((*_OPEN, *_WITH_CREDENTIAL)))
        remedy = f"did you mean {likely}?" if likely else f"known are: {known}, NAME.azurecr.io, a private ECR's host"
        refuse("is no registry that ECR can mirror", remedy)
    if host != upstream:
        path = upstream.partition("://")[2] or upstream
        also = ", and the path as part of the image's name" if "/" in path.rstrip("/") else ""
        refuse("is not how ECR calls it", f"write {host}{also}")


def _is_known(host: str) -> bool:
    return host in _OPEN or needs_credential(host) or upstream_registry(host) is not None


def needs_credential(host: str) -> bool:
    """Whether ECR logs in at an upstream; at the others it takes no credential."""
    return host in _WITH_CREDENTIAL or re.fullmatch(_AZURE, host, re.ASCII) is not None


def _hint_on_secrets(arn: str) -> None:
    name = arn.rpartition(":secret:")[2]
    if not name.startswith(_SECRET_NAME):
        refuse(
            f"ECR reads no secret whose name does not begin with {_SECRET_NAME}",
            "store it in Secrets Manager under such a name, and write its ARN",
        )
    if len(arn) > _LONGEST_SECRET_ARN:
        rule = f"an ARN of {len(arn)} characters is more than ECR takes, which is {_LONGEST_SECRET_ARN}"
        refuse(rule, "store the secret under a shorter name")
    if not re.fullmatch(_SECRET_ARN, arn, re.ASCII):
        name = re.sub(r"[^\w/+=.@-]", "", name)
        refuse(
            _NO_WHOLE_ARN,
            f"write what this answers: aws secretsmanager describe-secret --secret-id {name} --query ARN",
        )


Upstream = Annotated[
    StrictStr,
    Pattern(
        "|".join((*(host.replace(".", r"\.") for host in (*_OPEN, *_WITH_CREDENTIAL)), _AZURE, _ECR)),
        "is no registry that ECR can mirror",
        f"write one of {', '.join(sorted((*_OPEN, *_WITH_CREDENTIAL)))}, NAME.azurecr.io, a private ECR's host",
        hint=_hint_on_upstreams,
    ),
]
SecretArn = Annotated[
    StrictStr,
    Pattern(_SECRET_ARN, _NO_WHOLE_ARN, "write its whole ARN, not its name", hint=_hint_on_secrets),
]


class PullThroughCacheRule(StrictModel):
    """A registry that is mirrored below a prefix; the first pull of a name makes its repository.

    Nothing secret stands in a stack file or in the state: ECR itself reads the credential when it pulls.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html
    """

    upstream: Upstream
    """The host of the registry that is mirrored, as ECR calls it: Docker Hub is registry-1.docker.io."""
    credential: SecretArn | None = None
    """The whole ARN of the Secrets Manager secret; for ghcr.io, Docker Hub, GitLab, Azure and Chainguard only. Its
    name begins with ecr-pullthroughcache/, and it lives in the registry's account and region."""
    upstream_prefix: UpstreamPrefix | None = None
    """Where the names begin in an ECR upstream. Default: ROOT, the same names."""
    custom_role: RoleArn | None = None
    """The role that ECR assumes to pull from the ECR of another account; it trusts
    pullthroughcache.ecr.amazonaws.com, and lives in the registry's account."""


def broken_mirror(mirror: PullThroughCacheRule) -> Iterator[Violation]:
    """What the fields of a mirror break together: an upstream takes its own kind of login."""

    def wrong(field: str, given: str | None, rule: str, remedy: str) -> Violation:
        path: KeyPath = (field,) if given else ()
        return Violation(path, format_value(given) if given else None, rule, remedy, (("upstream",), (field,)))

    upstream, private = mirror.upstream, upstream_registry(mirror.upstream) is not None
    if needs_credential(upstream) and not mirror.credential:
        remedy = f"store one as a secret {_SECRET_NAME}…, and write credential: its ARN"
        yield wrong("credential", None, f"{upstream} needs a login", remedy)
    if mirror.credential and not needs_credential(upstream):
        remedy = "leave it out, or use customRole" if private else "drop it"
        yield wrong("credential", mirror.credential, f"{upstream} takes no credential", remedy)
    if mirror.custom_role and not private:
        remedy = f"leave it out: {upstream} is none"
        yield wrong("customRole", mirror.custom_role, "customRole is for the ECR of another account", remedy)
    if mirror.upstream_prefix and not private:
        remedy = f"leave it out: {upstream} keeps its own names"
        yield wrong("upstreamPrefix", mirror.upstream_prefix, "upstreamPrefix is for an ECR upstream", remedy)


def upstream_registry(host: str) -> Registry | None:
    """The private registry that an upstream host names; None for any other upstream.

    Raises:
        PydanticCustomError: it names a region that is none.
    """
    found = re.fullmatch(_ECR, host, re.ASCII)
    if found:
        checked_region(found["region"])
    registry = Registry(found["account"], found["region"]) if found else None
    return registry if registry and registry.host == host else None
