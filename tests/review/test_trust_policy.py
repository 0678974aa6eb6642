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

    def test_both_forms_of_a_subject_are_lines(self) -> None:
        both = {"repository": "acme/workflows", "branches": ["main"], "alsoWithoutIds": True} | IDS
        assert describe_trust_policy(policy_for(github=both)) == [
            "assumed by GitHub Actions of acme/workflows on branch main",
            "assumed by GitHub Actions of acme/workflows (ids 123456 and 456789) on branch main",
        ]

    def test_a_host_of_github_is_shown_unless_it_is_github_com(self) -> None:
        rules = {"repository": "acme/workflows", "branches": ["main"], "host": "github.acme.com/_services/token"}
        assert describe_trust_policy(policy_for(github=rules)) == [
            "assumed by GitHub Actions of acme/workflows at github.acme.com/_services/token on branch main"
        ]

    def test_a_workflow_is_shown_with_the_branches_it_must_come_from(self) -> None:
        rules = {
            "repository": "acme/workflows",
            "branches": ["main", "release/*"],
            "workflow": ".github/workflows/push.yml",
        }
        workflow = "acme/workflows/.github/workflows/push.yml"
        through = f"only by the workflow {workflow}@refs/heads/main or {workflow}@refs/heads/release/*"
        assert describe_trust_policy(policy_for(github=rules)) == [
            f"assumed by GitHub Actions of acme/workflows on branch main, {through}",
            f"assumed by GitHub Actions of acme/workflows on branches that match release/*, {through}",
        ]

    def test_any_other_issuer_is_shown_with_its_subjects(self) -> None:
        rules = {"issuer": "agent.buildkite.com", "audience": "sts.amazonaws.com", "subjects": ["a", "org/acme/*"]}
        assert describe_trust_policy(policy_for(oidc=rules)) == [
            "assumed by jobs with tokens of agent.buildkite.com for the subject a",
            "assumed by jobs with tokens of agent.buildkite.com for subjects that match org/acme/*",
        ]

    def test_gitlab_is_shown_with_its_host(self) -> None:
        assert describe_trust_policy(policy_for(gitlab=GITLAB)) == [
            "assumed by GitLab CI of acme/ml/trainer on gitlab.com, on branch main",
            "assumed by GitLab CI of acme/ml/trainer on gitlab.com, on branches that match release/*",
            "assumed by GitLab CI of acme/ml/trainer on gitlab.com, on tags that match v*",
        ]

    def test_roles_are_described_by_their_arns(self) -> None:
        arn = "arn:aws:iam::555566667777:role/ci"
        assert describe_trust_policy(policy_for(trustedRoles=[arn])) == [f"assumed by {arn}"]
