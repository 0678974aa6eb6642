"""Which hosts of GitHub and GitLab, and which other issuers, a push role may name."""

import pytest
from pydantic import TypeAdapter, ValidationError

from union_ecr.settings.issuers import GitHubHost, GitLabHost, Issuer, github_api

GITHUB_HOST: TypeAdapter[str] = TypeAdapter(GitHubHost)
GITLAB_HOST: TypeAdapter[str] = TypeAdapter(GitLabHost)
ISSUER: TypeAdapter[str] = TypeAdapter(Issuer)


def remedy(kind: TypeAdapter[str], text: str) -> str:
    """What the refusal of a text says to write."""
    with pytest.raises(ValidationError) as refused:
        kind.validate_python(text)
    return str(refused.value.errors()[0]["ctx"]["remedy"])


@pytest.mark.parametrize(
    "host",
    [
        "token.actions.githubusercontent.com",
        "token.actions.githubusercontent.com/acme",
        "token.actions.githubusercontent.com/Acme-Inc_2",
        "token.actions.acme.ghe.com",
        "token.actions.acme-eu.ghe.com/acme-eu",
        "github.example.com/_services/token",
        "git.eu.acme.co/_services/token",
        "mygithub.com/_services/token",
    ],
)
def test_every_issuer_of_github_is_a_host(host: str) -> None:
    assert GITHUB_HOST.validate_python(host) == host


@pytest.mark.parametrize(
    ("host", "written"),
    [
        ("github.example.com", "github.example.com/_services/token"),
        ("https://github.example.com/", "github.example.com/_services/token"),
        ("https://GitHub.example.com/_services/token", "github.example.com/_services/token"),
        ("github.example.com/_services/token/", "github.example.com/_services/token"),
        ("acme.ghe.com", "token.actions.acme.ghe.com"),
        ("https://token.actions.acme.ghe.com/acme", "token.actions.acme.ghe.com/acme"),
        ("acme.ghe.com/_services/token", "token.actions.acme.ghe.com"),
        ("github.com", "token.actions.githubusercontent.com"),
        ("https://github.com/acme", "token.actions.githubusercontent.com"),
        ("github.com/_services/token", "token.actions.githubusercontent.com"),
        ("https://token.actions.githubusercontent.com", "token.actions.githubusercontent.com"),
        (
            "https://token.actions.githubusercontent.com/acme/.well-known/openid-configuration",
            "token.actions.githubusercontent.com/acme",
        ),
    ],
)
def test_another_spelling_of_an_issuer_of_github_leads_to_the_issuer(host: str, written: str) -> None:
    assert remedy(GITHUB_HOST, host) == f"write {written}"
    assert GITHUB_HOST.validate_python(written) == written


@pytest.mark.parametrize(
    "host",
    [
        "",
        "acme",
        "*.ghe.com",
        "token.actions.*.ghe.com",
        "token.actions.a.b.ghe.com",
        "token.actions.githubusercontent.com/acme/x",
        "token.actions.githubusercontent.com/*",
        "token.actions.githubusercontent.com/",
        "token.actions.githubusercontent.com.evil.com",
        "github.example.com:8443/_services/token",
        "github.example.com/_services/token/x",
        "github.example.com/_services/token\n",
        "${aws:x}/_services/token",
        "evil.com/token.actions.githubusercontent.com",
    ],
)
def test_what_issues_no_tokens_of_github_is_no_host(host: str) -> None:
    with pytest.raises(ValidationError, match="is no issuer of GitHub's tokens"):
        GITHUB_HOST.validate_python(host)


@pytest.mark.parametrize(
    ("host", "instead"),
    [
        ("token.actions.githubusercontent.com", "github"),
        ("Token.Actions.GitHubUserContent.com", "github"),
        ("https://token.actions.githubusercontent.com/", "github"),
        ("token.actions.githubusercontent.com.", "github"),
        ("token.actions.githubusercontent.com:443", "github"),
        ("vstoken.actions.githubusercontent.com", "github"),
        ("github.com", "github"),
        ("HTTPS://GITHUB.COM", "github"),
        (
            "token.actions.githubusercontent.com/acme",
            "github with host: token.actions.githubusercontent.com/acme",
        ),
        ("acme.ghe.com", "github with host: token.actions.acme.ghe.com"),
        ("token.actions.acme.ghe.com", "github with host: token.actions.acme.ghe.com"),
        ("github.example.com/_services/token", "github with host: github.example.com/_services/token"),
    ],
)
def test_a_host_of_gitlab_that_is_githubs_leads_to_github(host: str, instead: str) -> None:
    assert remedy(GITLAB_HOST, host) == f"write {instead} instead of gitlab"
    if " host: " in instead:
        assert GITHUB_HOST.validate_python(instead.partition(" host: ")[2])


@pytest.mark.parametrize("host", ["gitlab.com", "gitlab.acme.com", "github.acme.com", "notgithub.com"])
def test_any_other_host_may_be_gitlabs(host: str) -> None:
    assert GITLAB_HOST.validate_python(host) == host


@pytest.mark.parametrize(
    "issuer",
    [
        "oidc.circleci.com/org/11111111-2222-3333-4444-555555555555",
        "agent.buildkite.com",
        "api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc",
        "jenkins.acme.com/oidc",
        "oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789",
    ],
)
def test_an_issuer_is_written_with_or_without_its_scheme(issuer: str) -> None:
    assert ISSUER.validate_python(issuer) == issuer
    assert ISSUER.validate_python(f"https://{issuer}") == issuer


@pytest.mark.parametrize(
    "issuer",
    [
        "",
        "circleci",
        "http://oidc.circleci.com",
        "OIDC.circleci.com",
        "oidc.circleci.com/",
        "oidc.circleci.com:443",
        "oidc.circleci.com/org/*",
        "*.circleci.com",
        "oidc.circleci.com/org?x=1",
        "oidc.circleci.com//org",
        "oidc.circleci.com/${aws:x}",
        "oidc.circleci.com\n",
        "a.com/" + "x" * 242,
    ],
)
def test_what_iam_makes_no_provider_for_is_no_issuer(issuer: str) -> None:
    with pytest.raises(ValidationError, match="is no address of an issuer"):
        ISSUER.validate_python(issuer)


@pytest.mark.parametrize(
    ("issuer", "instead"),
    [
        ("token.actions.githubusercontent.com", "github with host: token.actions.githubusercontent.com"),
        ("https://Token.Actions.GithubUserContent.com/", "github with host: token.actions.githubusercontent.com"),
        ("https://github.example.com/_services/token", "github with host: github.example.com/_services/token"),
        ("token.actions.acme.ghe.com", "github with host: token.actions.acme.ghe.com"),
        ("gitlab.com", "gitlab"),
        ("https://gitlab.com/", "gitlab"),
    ],
)
def test_an_issuer_with_a_field_of_its_own_leads_to_that(issuer: str, instead: str) -> None:
    assert remedy(ISSUER, issuer) == f"write {instead} instead of oidc"


@pytest.mark.parametrize("issuer", ["accounts.google.com", "https://cognito-identity.amazonaws.com", "www.amazon.com"])
def test_an_issuer_that_signs_in_people_is_refused(issuer: str) -> None:
    with pytest.raises(ValidationError, match="signs in people"):
        ISSUER.validate_python(issuer)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("token.actions.githubusercontent.com", "https://api.github.com"),
        ("token.actions.githubusercontent.com/acme", "https://api.github.com"),
        ("token.actions.acme.ghe.com", "https://api.acme.ghe.com"),
        ("github.example.com/_services/token", "https://github.example.com/api/v3"),
    ],
)
def test_the_api_is_that_of_the_github_whose_jobs_deploy(host: str, url: str) -> None:
    assert github_api(host) == url
