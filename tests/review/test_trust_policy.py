"""A trust policy as lines."""

from tests.declared.test_trust_policy import GITHUB, GITLAB, IDS
from tests.declared.token_claims import policy_for
from union_ecr.review.trust_policy import describe_trust_policy


class TestDescription:
    def test_each_kind_of_github_job_is_a_line(self) -> None:
        assert describe_trust_policy(
            policy_for(github=GITHUB | {"branches": ["main", "release/*", "*"], "pullRequests": True})
        ) == [
            "assumed by GitHub Actions of acme/workflows in environment production",
            "assumed by GitHub Actions of acme/workflows on pull requests",
            "assumed by GitHub Actions of acme/workflows on branch main",
            "assumed by GitHub Actions of acme/workflows on any branch",
            "assumed by GitHub Actions of acme/workflows on branches that match release/*",
            "assumed by GitHub Actions of acme/workflows on tags that match v*",
        ]

    def test_ids_are_shown(self) -> None:
        policy = policy_for(github={"repository": "acme/workflows", "tags": ["v1"]} | IDS)
        assert describe_trust_policy(policy) == [
            "assumed by GitHub Actions of acme/workflows (ids 123456 and 456789) on tag v1"
        ]

    def test_gitlab_is_shown_with_its_host(self) -> None:
        assert describe_trust_policy(policy_for(gitlab=GITLAB)) == [
            "assumed by GitLab CI of acme/ml/trainer on gitlab.com, on branch main",
            "assumed by GitLab CI of acme/ml/trainer on gitlab.com, on branches that match release/*",
            "assumed by GitLab CI of acme/ml/trainer on gitlab.com, on tags that match v*",
        ]

    def test_roles_are_told_by_their_arns(self) -> None:
        arn = "arn:aws:iam::555566667777:role/ci"
        assert describe_trust_policy(policy_for(trustedRoles=[arn])) == [f"assumed by {arn}"]
