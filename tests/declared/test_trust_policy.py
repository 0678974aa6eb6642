"""Who may assume a push role: tables of tokens' claims, and the documents themselves."""

import pytest

from tests.declared.token_claims import FOR_AWS, may_assume, policy_for
from union_ecr.ecr.registry import Registry
from union_ecr.settings.issuers import GITHUB_ISSUER

GITHUB = {
    "repository": "acme/workflows",
    "branches": ["main", "release/*"],
    "tags": ["v*"],
    "environments": ["production"],
}
IDS = {"ownerId": "123456", "repositoryId": "456789"}
GITLAB = {"project": "acme/ml/trainer", "branches": ["main", "release/*"], "tags": ["v*"]}


@pytest.mark.parametrize(
    ("subject", "let_in"),
    [
        ("repo:acme/workflows:ref:refs/heads/main", True),
        ("repo:acme/workflows:ref:refs/heads/release/1.2", True),
        ("repo:acme/workflows:ref:refs/heads/release/a/b", True),  # IAM's * takes / as well
        ("repo:acme/workflows:ref:refs/tags/v1.0.0", True),
        ("repo:acme/workflows:environment:production", True),
        # other branches, tags, environments and events of the same repository
        ("repo:acme/workflows:ref:refs/heads/main2", False),
        ("repo:acme/workflows:ref:refs/heads/mai", False),
        ("repo:acme/workflows:ref:refs/heads/Main", False),
        ("repo:acme/workflows:ref:refs/heads/feature/main", False),
        ("repo:acme/workflows:ref:refs/heads/release", False),
        ("repo:acme/workflows:ref:refs/heads/releases/1", False),
        ("repo:acme/workflows:ref:refs/heads/v1.0.0", False),
        ("repo:acme/workflows:ref:refs/tags/main", False),
        ("repo:acme/workflows:ref:refs/tags/1.0.0", False),
        ("repo:acme/workflows:ref:refs/pull/7/merge", False),
        ("repo:acme/workflows:environment:production-eu", False),
        ("repo:acme/workflows:environment:Production", False),
        ("repo:acme/workflows:environment:staging", False),
        ("repo:acme/workflows:environment:main", False),
        ("repo:acme/workflows:pull_request", False),
        ("repo:acme/workflows", False),
        # repositories that look like it, and forks
        ("repo:other/workflows:ref:refs/heads/main", False),
        ("repo:other/workflows:pull_request", False),
        ("repo:other/workflows:environment:production", False),
        ("repo:acme/workflows-evil:ref:refs/heads/main", False),
        ("repo:acme/workflows.evil:ref:refs/tags/v1", False),
        ("repo:acme/evil-workflows:ref:refs/heads/main", False),
        ("repo:acme-evil/workflows:ref:refs/heads/release/1", False),
        ("repo:evil-acme/workflows:ref:refs/heads/main", False),
        ("repo:Acme/workflows:ref:refs/heads/main", False),
        ("repo:acme/Workflows:ref:refs/heads/main", False),
        ("repo:acme/workflow:ref:refs/heads/main", False),
        ("repo:acme/x:ref:refs/heads/repo:acme/workflows:ref:refs/heads/main", False),
        # GitHub's tokens with ids, for which nothing is said, and customised ones
        ("repo:acme@123456/workflows@456789:ref:refs/heads/main", False),
        ("repository_owner:acme", False),
        ("acme/workflows:ref:refs/heads/main", False),
        ("", False),
    ],
)
def test_only_the_named_github_jobs_may_assume_the_role(subject: str, let_in: bool) -> None:
    assert may_assume(policy_for(github=GITHUB), GITHUB_ISSUER, FOR_AWS, subject) is let_in


@pytest.mark.parametrize(
    ("subject", "let_in"),
    [
        ("repo:acme@123456/workflows@456789:ref:refs/heads/main", True),
        ("repo:acme@123456/workflows@456789:ref:refs/heads/release/2", True),
        ("repo:acme@123456/workflows@456789:environment:production", True),
        ("repo:acme@999999/workflows@456789:ref:refs/heads/main", False),  # the owner's name, taken over
        ("repo:acme@123456/workflows@999999:ref:refs/heads/main", False),  # the repository, deleted and made again
        ("repo:acme@123456/workflows@4567890:ref:refs/heads/main", False),
        ("repo:acme@1234567/workflows@456789:ref:refs/heads/main", False),
        ("repo:acme/workflows:ref:refs/heads/main", False),
    ],
)
def test_with_ids_a_repository_of_the_same_name_with_other_ids_is_refused(subject: str, let_in: bool) -> None:
    assert may_assume(policy_for(github=GITHUB | IDS), GITHUB_ISSUER, FOR_AWS, subject) is let_in


@pytest.mark.parametrize(
    ("subject", "let_in"),
    [
        ("repo:acme/workflows:pull_request", True),
        ("repo:other/workflows:pull_request", False),  # a fork's own runs
        ("repo:acme/workflows:pull_request_target", False),
        ("repo:acme/workflows:ref:refs/heads/main", False),
    ],
)
def test_pull_requests_may_assume_the_role_if_enabled(subject: str, let_in: bool) -> None:
    policy = policy_for(github={"repository": "acme/workflows", "pullRequests": True})
    assert may_assume(policy, GITHUB_ISSUER, FOR_AWS, subject) is let_in


@pytest.mark.parametrize(
    ("subject", "let_in"),
    [
        ("project_path:acme/ml/trainer:ref_type:branch:ref:main", True),
        ("project_path:acme/ml/trainer:ref_type:branch:ref:release/1", True),
        ("project_path:acme/ml/trainer:ref_type:tag:ref:v1.0", True),
        ("project_path:acme/ml/trainer:ref_type:tag:ref:main", False),
        ("project_path:acme/ml/trainer:ref_type:branch:ref:v1.0", False),
        ("project_path:acme/ml/trainer:ref_type:branch:ref:main2", False),
        ("project_path:acme/ml/trainer-evil:ref_type:branch:ref:main", False),
        ("project_path:acme/ml/trainer/evil:ref_type:branch:ref:main", False),
        ("project_path:evil/acme/ml/trainer:ref_type:branch:ref:main", False),
        ("project_path:other/trainer:ref_type:branch:ref:main", False),  # a fork
        ("project_path:acme/ml/Trainer:ref_type:branch:ref:main", False),
        ("repo:acme/ml/trainer:ref:refs/heads/main", False),
    ],
)
def test_only_the_named_gitlab_jobs_may_assume_the_role(subject: str, let_in: bool) -> None:
    policy = policy_for(gitlab=GITLAB)
    assert may_assume(policy, "gitlab.com", "https://gitlab.com", subject) is let_in


@pytest.mark.parametrize("audience", ["https://github.com/acme", "sts.amazonaws.com.cn", "STS.amazonaws.com", ""])
def test_a_token_with_another_audience_is_refused(audience: str) -> None:
    for subject in ("repo:acme/workflows:ref:refs/heads/main", "repo:acme/workflows:ref:refs/tags/v1"):
        policy = policy_for(github=GITHUB)
        assert may_assume(policy, GITHUB_ISSUER, FOR_AWS, subject)
        assert not may_assume(policy, GITHUB_ISSUER, audience, subject)


def test_the_same_subject_of_another_issuer_is_refused() -> None:
    subject = "project_path:acme/ml/trainer:ref_type:branch:ref:main"
    policy = policy_for(gitlab=GITLAB | {"host": "gitlab.acme.com"})
    assert may_assume(policy, "gitlab.acme.com", "https://gitlab.acme.com", subject)
    assert not may_assume(policy, "gitlab.com", "https://gitlab.com", subject)
    assert not may_assume(policy, GITHUB_ISSUER, FOR_AWS, subject)


class TestDocuments:
    def test_an_exact_branch_is_one_statement_with_equals_only(self) -> None:
        assert policy_for(github={"repository": "acme/workflows", "branches": ["main"]}) == {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "AllowGitHub",
                    "Effect": "Allow",
                    "Principal": {
                        "Federated": "arn:aws:iam::333344445555:oidc-provider/token.actions.githubusercontent.com"
                    },
                    "Action": "sts:AssumeRoleWithWebIdentity",
                    "Condition": {
                        "StringEquals": {
                            "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
                            "token.actions.githubusercontent.com:sub": "repo:acme/workflows:ref:refs/heads/main",
                        }
                    },
                }
            ],
        }

    def test_patterns_have_a_statement_of_their_own(self) -> None:
        exact, patterns = policy_for(github=GITHUB)["Statement"]
        assert (exact["Sid"], patterns["Sid"]) == ("AllowGitHub", "AllowGitHubPatterns")
        assert set(exact["Condition"]) == {"StringEquals"}
        assert patterns["Condition"] == {
            "StringEquals": {f"{GITHUB_ISSUER}:aud": "sts.amazonaws.com"},
            "StringLike": {
                f"{GITHUB_ISSUER}:sub": [
                    "repo:acme/workflows:ref:refs/heads/release/*",
                    "repo:acme/workflows:ref:refs/tags/v*",
                ]
            },
        }

    def test_patterns_alone_leave_no_statement_without_subjects(self) -> None:
        (only,) = policy_for(github={"repository": "acme/workflows", "tags": ["v*"]})["Statement"]
        assert only["Sid"] == "AllowGitHubPatterns"

    def test_gitlab_is_its_host_and_the_audience_its_address(self) -> None:
        rules = {"project": "acme/trainer", "branches": ["main"], "host": "gitlab.acme.com"}
        (only,) = policy_for(gitlab=rules)["Statement"]
        assert only["Sid"] == "AllowGitLab"
        assert only["Principal"] == {"Federated": "arn:aws:iam::333344445555:oidc-provider/gitlab.acme.com"}
        assert only["Condition"]["StringEquals"] == {
            "gitlab.acme.com:aud": "https://gitlab.acme.com",
            "gitlab.acme.com:sub": "project_path:acme/trainer:ref_type:branch:ref:main",
        }

    def test_trusted_roles_are_principals_sorted_and_once(self) -> None:
        roles = [f"arn:aws:iam::555566667777:role/{name}" for name in ("ci", "ci/builder", "ci")]
        assert policy_for(trustedRoles=roles)["Statement"] == [
            {
                "Sid": "AllowRoles",
                "Effect": "Allow",
                "Principal": {"AWS": sorted(set(roles))},
                "Action": "sts:AssumeRole",
            }
        ]

    @pytest.mark.parametrize(
        ("region", "partition", "audience"),
        [
            ("cn-north-1", "aws-cn", "sts.amazonaws.com.cn"),
            ("us-gov-west-1", "aws-us-gov", "sts.amazonaws.com"),
            ("eusc-de-east-1", "aws-eusc", "sts.amazonaws.com"),
        ],
    )
    def test_the_provider_and_the_audience_are_of_the_registrys_partition(
        self, region: str, partition: str, audience: str
    ) -> None:
        for statement in policy_for(Registry("333344445555", region), github=GITHUB)["Statement"]:
            assert statement["Principal"]["Federated"].startswith(f"arn:{partition}:iam::333344445555:")
            assert statement["Condition"]["StringEquals"][f"{GITHUB_ISSUER}:aud"] == audience
