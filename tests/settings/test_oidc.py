"""Which audiences and subjects a push role may trust of an issuer that many share."""

from typing import Any

import pytest
from pydantic import ValidationError

from union_ecr.settings.oidc import Oidc

UUID = "11111111-2222-3333-4444-555555555555"


def oidc(**fields: Any) -> Oidc:
    values = {"issuer": "agent.buildkite.com", "audience": "sts.amazonaws.com", "subjects": ["job"]}
    return Oidc.model_validate(values | fields)


@pytest.mark.parametrize(
    "subject",
    [
        "organization:acme:pipeline:train:ref:refs/heads/main:commit:*",
        "organization:acme:*",
        "organization:acme:pipeline:train-*",
        f"org/{UUID}/project/{UUID}/user/*",
        f"{{{UUID}}}:*",
        f"{{{UUID}}}:{{{UUID}}}:*",
        "https://jenkins.acme.com/job/train/",
        "https://jenkins.acme.com/*",
        "https://github.com/acme/*",
        "system:serviceaccount:builds:*",
        "acme/train:*",
        "acme/*",
        "an exact one, with a space",
        "x" * 255,
    ],
)
def test_a_subject_is_exact_or_names_somebody_before_its_first_wildcard(subject: str) -> None:
    assert oidc(subjects=[subject]).subjects == (subject,)


@pytest.mark.parametrize(
    "subject",
    [
        "*",
        "**",
        "*:acme:*",
        "*organization:acme:pipeline:train",
        "o*",
        "organization*",
        "organization:*",
        "organization:acme*",  # acme-evil begins so, too
        "organization::*",
        "https://github.com/*",  # every owner's repositories
        "ref_protected:true:*",
        "Organization:*",
        "org/*",
        "org/*/project/acme",
        "tenant:*",
        "acme*",
        "acme:*",
        "project_path:*",
        "repo:*",
        "ref:refs/heads/*",
        "ref:refs/heads/main:*",
        "environment:production:*",
        "system:serviceaccount:*",
        "pulumi:deploy:org:*",
        "https://*",
        "https://jenkins*",
        "/*",
        "::*",
        "a1:*",
    ],
)
def test_a_subject_that_somebody_else_could_have_is_refused(subject: str) -> None:
    with pytest.raises(ValidationError, match="matches jobs of others"):
        oidc(subjects=[subject])


@pytest.mark.parametrize(
    "subject", ["", "a?", "a$b", "${aws:x}", " a", "a ", "a\n", "ü", 'a"', "a'b", "x" * 256, "a\\b"]
)
def test_other_characters_and_policy_variables_are_no_part_of_a_subject(subject: str) -> None:
    with pytest.raises(ValidationError, match="is no subject of a token"):
        oidc(subjects=[subject])


@pytest.mark.parametrize(
    "audience", ["sts.amazonaws.com", UUID, f"ari:cloud:bitbucket::workspace/{UUID}", "https://acme.com", "x" * 255]
)
def test_the_audience_of_a_ci_is_valid(audience: str) -> None:
    assert oidc(audience=audience).audience == audience


@pytest.mark.parametrize("audience", ["", "*", "sts.*", "a?", "${aws:x}", "a b", "a\n", "x" * 256])
def test_an_audience_is_no_pattern(audience: str) -> None:
    with pytest.raises(ValidationError, match="is no audience of a token"):
        oidc(audience=audience)


@pytest.mark.parametrize("field", ["issuer", "audience", "subjects"])
def test_no_field_has_a_default(field: str) -> None:
    values = {"issuer": "agent.buildkite.com", "audience": "sts.amazonaws.com", "subjects": ["job"]}
    del values[field]
    with pytest.raises(ValidationError, match="Field required"):
        Oidc.model_validate(values)


def test_no_subject_is_nobody() -> None:
    with pytest.raises(ValidationError):
        oidc(subjects=[])
