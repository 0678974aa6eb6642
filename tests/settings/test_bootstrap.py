"""The settings of an account's bootstrap."""

from typing import Any

import pytest
from pydantic import ValidationError

from union_ecr.settings.bootstrap import BootstrapSettings
from union_ecr.settings.error_messages import explain, independent_errors

CONNECTION = "arn:aws:events:us-east-1:123456789012:connection/github/0b1c"
CALLER = "arn:aws:iam::123456789012:role/hub"
GITHUB = {"repository": "acme/registries"}
VALUES: dict[str, Any] = {
    "account": "123456789012",
    "region": "us-east-1",
    "github": GITHUB,
    "stateBucket": {"bucket": "acme-state"},
}


def errors(**values: Any) -> list[str]:
    try:
        BootstrapSettings.model_validate({key: value for key, value in {**VALUES, **values}.items() if value})
    except ValidationError as error:
        found = independent_errors(error, BootstrapSettings)
        return [": ".join([".".join(map(str, details["loc"])), "; ".join(explain(details)[1:])]) for details in found]
    return []


def test_the_defaults_are_a_new_bucket_and_a_new_provider_and_names_instead_of_prefixes() -> None:
    settings = BootstrapSettings.model_validate(VALUES)
    assert (settings.branch, settings.role_prefix) == ("main", "union-ecr-")
    assert (settings.identity_provider.adopt, settings.state_bucket.adopt) == (False, False)
    assert (settings.prefixes, settings.unbounded_push_roles) == ({}, ())
    assert (settings.bucket_account, settings.bucket_region) == ("123456789012", "us-east-1")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            {"github": None},
            ": the stacks are deployed by one of github and gitlab; write github: {repository: OWNER/NAME}",
        ),
        ({"gitlab": {"project": "acme/r"}}, ": the stacks are deployed by one of github and gitlab; keep the one"),
        ({"github": GITHUB | {"ownerId": "1"}}, "github: GitHub writes ownerId and repositoryId into tokens together"),
        ({"github": GITHUB | {"workflows": "acme/u@v1"}}, "github.workflows: does not say of which repository and"),
        (
            {"github": {"repository": "a/b", "host": "github.a.com/_services/token", "workflows": "a/u@refs/tags/v1"}},
            "github.workflows: AWS reads the workflow only in tokens of token.actions.githubusercontent.com",
        ),
        (
            {"driftRole": {"callers": [CALLER, CALLER.replace("arn:aws:", "arn:aws-cn:")]}},
            "driftRole.callers.1: is of another partition than the account, aws; name a role there",
        ),
        (
            {"driftRole": {"jobs": True}, "rolePrefix": "ci-"},
            "driftRole.roleName: the jobs assume ci-drift; write ci-drift",
        ),
        ({"branch": "release/*"}, "branch: is a pattern, and one branch is deployed; write the branch"),
        ({"rolePrefix": "a b"}, "rolePrefix: the beginning of the roles' names has 1 to 32 letters"),
        (
            {"stateBucket": {"bucket": "s3://acme?region=x"}},
            "stateBucket.bucket: is an address; write the name alone: acme",
        ),
        ({"stateBucket": {"bucket": "acme.state"}}, "stateBucket.bucket: has a dot"),
        ({"stateBucket": {"bucket": "Acme"}}, "stateBucket.bucket: is not a bucket's name, of 3 to 63 lowercase"),
        (
            {"stateBucket": {"bucket": "acme", "region": "eu-west-1"}},
            "stateBucket.region: is another region than us-east-1, where this account makes the bucket; leave it out",
        ),
        ({"prefixes": {"ml": ["ml"]}}, "prefixes.ml.0: is no prefix of repositories; write it to its last /"),
        ({"prefixes": {"ml": ["ml*"]}}, "prefixes.ml.0: is no prefix of repositories"),
        ({"prefixes": {"ml": ["*"]}}, "prefixes.ml.0: is no prefix of repositories"),
        ({"prefixes": {"ml": ["*/x/*"]}}, "prefixes.ml.0: is no prefix of repositories"),
        ({"reviewers": {"ml": ["@acme/ml"]}}, "reviewers.ml.0: is neither a user nor a team of GitHub"),
        ({"reviewers": {"ml": []}}, "reviewers.ml: must have at least 1 entry"),
        (
            {"github": None, "gitlab": {"project": "acme/r"}, "reviewers": {"ml": ["octocat"]}},
            "reviewers: are GitHub's environments', and GitLab keeps its own",
        ),
        (
            {"github": None, "gitlab": {"project": "acme/r"}, "driftConnections": {"us-east-1": CONNECTION}},
            "driftConnections: start a workflow of GitHub, and GitLab has none; leave it out",
        ),
        (
            {"driftConnections": {"eu-west-1": CONNECTION}},
            "driftConnections.eu-west-1: is no connection of account 123456789012 in eu-west-1; EventBridge uses",
        ),
        (
            {"driftConnections": {"us-east-1": CONNECTION.replace("1234", "9876")}},
            "driftConnections.us-east-1: is no connection of account 123456789012 in us-east-1; EventBridge uses",
        ),
        (
            {"driftConnections": {"us-east-1": "github"}},
            "driftConnections.us-east-1: is not the ARN of an EventBridge connection; copy it with its id",
        ),
        (
            {"identityProvider": {"adopt": "yes"}},
            "identityProvider.adopt: must be true or false; write true, without quotes",
        ),
    ],
)
def test_a_mistake_is_reported_with_its_remedy(values: dict[str, Any], expected: str) -> None:
    (error,) = errors(**values)
    assert error.startswith(expected)


@pytest.mark.parametrize("prefix", ["ml/*", "team-of/mine/*"])
def test_a_prefix_ends_with_a_slash_and_a_star(prefix: str) -> None:
    assert errors(prefixes={"ml": [prefix]}) == []


@pytest.mark.parametrize("reviewer", ["octocat", "acme/ml-platform", "mona_acme"])
def test_a_reviewer_is_a_user_or_a_team(reviewer: str) -> None:
    assert errors(reviewers={"ml": [reviewer]}) == []
