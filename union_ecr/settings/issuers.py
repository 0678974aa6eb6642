"""Issuers of CI's tokens: hosts of GitHub and GitLab, and any other.

An issuer's identity provider in IAM, and the condition keys of its tokens, have its address without `https://`.
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
"""

import re
from typing import Annotated

from pydantic import AfterValidator, StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.stack_file.errors import refuse

GITHUB_ISSUER = "token.actions.githubusercontent.com"
SERVER_PATH = "/_services/token"
"""What follows the host of a GitHub Enterprise Server."""

_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_HOST = rf"(?=[^/]{{1,253}}(/|$)){_LABEL}(\.{_LABEL})+"
_ENTERPRISE = r"/[A-Za-z0-9_-]{1,100}"
_OF_GITHUB_COM = r"([^/]*\.)?(github|githubusercontent|ghe)\.com(/|$)"
_GITHUB_HOST = (
    rf"token\.actions\.(githubusercontent|{_LABEL}\.ghe)\.com({_ENTERPRISE})?|(?!{_OF_GITHUB_COM}){_HOST}{SERVER_PATH}"
)
# Not those of GitHub and GitLab, which have rules of their own, nor the four that IAM knows without a provider:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html (OIDC federated)
_SIGN_IN = r"accounts\.google\.com|cognito-identity\.amazonaws\.com|graph\.facebook\.com|www\.amazon\.com"
_ISSUER = (
    rf"(https://)?(?!{_OF_GITHUB_COM}|[^/]*{SERVER_PATH}|gitlab\.com(/|$)|({_SIGN_IN})(/|$))"
    rf"(?=.{{1,247}}$){_HOST}(/[\w.~-]+)*"
)


def _address(text: str) -> str:
    """An address as IAM writes it, from any spelling of it: without scheme, port and / at its end."""
    host, _, path = re.sub(r"^[a-z]+://", "", text.strip(), flags=re.IGNORECASE).partition("/")
    host = host.partition(":")[0].lower().rstrip(".")
    path = path.removesuffix(".well-known/openid-configuration").rstrip("/")
    return f"{host}/{path}" if path else host


def github_api(host: str) -> str:
    """GitHub's REST API by the issuer of its tokens.

    https://docs.github.com/en/enterprise-server@3.17/rest/quickstart and
    https://docs.github.com/en/enterprise-cloud@latest/admin/data-residency/network-details-for-ghecom
    """
    issuer = host.partition("/")[0]
    if issuer == GITHUB_ISSUER:
        return "https://api.github.com"
    if host.endswith(SERVER_PATH):
        return f"https://{issuer}/api/v3"
    return f"https://api.{issuer.removeprefix('token.actions.')}"


def _github_issuer(address: str) -> str | None:
    """The issuer at an address of GitHub's; None where it is not GitHub's."""
    host, _, path = address.partition("/")
    if enterprise := re.fullmatch(rf"(?:.*\.)?({_LABEL})\.ghe\.com", host):
        issuer = f"token.actions.{enterprise[1]}.ghe.com"
        return f"{issuer}/{path}" if host == issuer and path else issuer
    if re.fullmatch(_OF_GITHUB_COM, host) and not host.endswith("ghe.com"):
        return f"{GITHUB_ISSUER}/{path}" if host == GITHUB_ISSUER and path else GITHUB_ISSUER
    return f"{host}{SERVER_PATH}" if f"/{path}" == SERVER_PATH else None


def _hint_on_github_hosts(host: str) -> None:
    address = _address(host)
    likely = _github_issuer(address) or f"{address}{SERVER_PATH}"
    if likely != host and re.fullmatch(_GITHUB_HOST, likely, re.ASCII):
        refuse("is no issuer of GitHub's tokens", f"write {likely}")


def _hint_on_gitlab_hosts(host: str) -> None:
    if issuer := _github_issuer(_address(host)):
        instead = "github" if issuer == GITHUB_ISSUER else f"github with host: {issuer}"
        refuse("issues the tokens of GitHub", f"write {instead} instead of gitlab")


def _hint_on_issuers(issuer: str) -> None:
    address = _address(issuer)
    if github := _github_issuer(address):
        refuse("issues the tokens of GitHub", f"write github with host: {github} instead of oidc")
    if re.match(r"gitlab\.com(/|$)", address):
        refuse("issues the tokens of GitLab", "write gitlab instead of oidc")
    if re.match(rf"({_SIGN_IN})(/|$)", address):
        refuse("signs in people, not the jobs of a CI", "name the issuer of the CI's own tokens")


GitHubHost = Annotated[
    StrictStr,
    Pattern(
        _GITHUB_HOST,
        "is no issuer of GitHub's tokens",
        f"write HOST{SERVER_PATH}, token.actions.ENTERPRISE.ghe.com or {GITHUB_ISSUER}/ENTERPRISE",
        hint=_hint_on_github_hosts,
    ),
]
GitLabHost = Annotated[
    StrictStr,
    Pattern(
        rf"(?!{_OF_GITHUB_COM}){_HOST}",
        "is no host name",
        "write it in lower case without https:// and path, such as gitlab.example.com",
        hint=_hint_on_gitlab_hosts,
    ),
]
Issuer = Annotated[
    StrictStr,
    Pattern(
        _ISSUER,
        "is no address of an issuer",
        "write the iss of its tokens, in lower case and without port, such as oidc.circleci.com/org/ORGANIZATION-ID",
        hint=_hint_on_issuers,
    ),
    AfterValidator(lambda issuer: issuer.removeprefix("https://")),
]
