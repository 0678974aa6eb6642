"""The jobs of GitLab CI: each assumes the role of its stack."""

from typing import Any

import pytest
import yaml

from tests.ci_roles.bootstrapped import ACCOUNT, OTHER_ACCOUNT, declared_account, role_of, stack_text
from tests.declared.token_claims import may_assume
from union_ecr.ci_roles.account import DeclaredAccount
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.gitlab_pipeline import gitlab_pipeline

GITLAB = {"project": "acme/registries"}


def account(stacks: dict[str, str] | None = None, **settings: Any) -> DeclaredAccount:
    return declared_account(stacks, github=None, gitlab=GITLAB, **settings)


def pipeline(*accounts: DeclaredAccount) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(gitlab_pipeline(accounts))
    return read


@pytest.mark.parametrize("role", CiJob)
def test_a_job_runs_for_every_stack_with_its_own_role(role: CiJob) -> None:
    elsewhere = account({"web": stack_text(OTHER_ACCOUNT, "eu-west-1")}, account=OTHER_ACCOUNT)
    assert pipeline(account(), elsewhere)[role]["parallel"]["matrix"] == [
        {
            "STACK": "my-team",
            "AWS_REGION": "us-east-1",
            "AWS_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/union-ecr-{role}-my-team",
        },
        {
            "STACK": "web",
            "AWS_REGION": "eu-west-1",
            "AWS_ROLE_ARN": f"arn:aws:iam::{OTHER_ACCOUNT}:role/union-ecr-{role}-web",
        },
    ]


def test_the_token_is_for_the_audience_that_the_roles_trust() -> None:
    declared = account()
    shared = pipeline(declared)[".union-ecr"]
    ((variable, token),) = shared["id_tokens"].items()
    assert f'printf %s "${variable}" > {shared["variables"]["AWS_WEB_IDENTITY_TOKEN_FILE"]}' in shared["before_script"]
    trust = role_of(declared, CiJob.UP).trust_policy
    subject = "project_path:acme/registries:ref_type:branch:ref:main"
    assert may_assume(trust, "gitlab.com", token["aud"], subject)


def test_preview_runs_on_merge_requests_and_the_others_on_the_branch_only() -> None:
    jobs = pipeline(account(branch="release"))
    rules = {role: jobs[role]["rules"] for role in ("preview", "up", "drift")}
    on_branch = '$CI_COMMIT_BRANCH == "release"'
    assert rules == {
        "preview": [{"if": '$CI_PIPELINE_SOURCE == "merge_request_event"'}],
        "up": [{"if": f'{on_branch} && $CI_PIPELINE_SOURCE != "schedule"', "when": "manual"}],
        "drift": [{"if": f'{on_branch} && $CI_PIPELINE_SOURCE == "schedule"'}],
    }


def test_two_ups_of_a_stack_never_run_at_once_and_have_its_environment() -> None:
    up = pipeline(account())["up"]
    assert (up["resource_group"], up["environment"]) == ("up-of-$STACK", {"name": "$STACK"})


def test_a_chain_of_roles_is_not_previewed() -> None:
    chain = '"aws:assumeRoles": [{"roleArn": "arn:aws:iam::123456789012:role/x"}], "aws:region"'
    jobs = pipeline(account({"my-team": stack_text().replace('"aws:region"', chain)}))
    assert [len(jobs[role]["parallel"]["matrix"]) for role in ("up", "drift")] == [1, 1]
    assert "preview" not in jobs


def test_a_preview_says_first_what_the_merge_request_changes() -> None:
    preview = pipeline(account())["preview"]
    diff, command = preview["script"]
    assert diff.startswith('uv run union-ecr diff --stack "$STACK" --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA"')
    assert command.startswith("pulumi preview ")
    assert preview["variables"] == {"GIT_DEPTH": "0"}
