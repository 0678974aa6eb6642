"""`.gitlab-ci.yml` with the three jobs of CI, each for every stack with its role.

https://docs.gitlab.com/ci/yaml/ (parallel:matrix, id_tokens, resource_group) and
https://docs.gitlab.com/ci/cloud_services/aws/: the AWS SDKs exchange the token in AWS_WEB_IDENTITY_TOKEN_FILE.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from union_ecr.ci_roles.account import DeclaredAccount
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.roles import ci_role_name

MOST_JOBS = 200
"""Permutations of a matrix; https://docs.gitlab.com/ci/yaml/#parallelmatrix"""
_HEAD = "# The jobs that preview, deploy and compare the stacks; written by `union-ecr ci gitlab`.\n"
_TOKEN = "UNION_ECR_ID_TOKEN"  # noqa: S105 - the name of a variable
_TOKEN_FILE = "/tmp/union-ecr-id-token"  # noqa: S105, S108 - the container of the job is its own
_PULUMI = "pulumi/pulumi-python:3.245.0"
_SETUP = (
    "python -m ci.locked_uv > /tmp/uv.txt",
    "python -m pip install --quiet --require-hashes -r /tmp/uv.txt",
    "uv sync --frozen --quiet",
    f'printf %s "${_TOKEN}" > {_TOKEN_FILE}',
)


def gitlab_pipeline(accounts: Iterable[DeclaredAccount]) -> str:
    """The file for all stacks of accounts that are deployed from GitLab."""
    deployed = [account for account in accounts if account.settings.gitlab]
    settings = deployed[0].settings
    on_branch = f'$CI_COMMIT_BRANCH == "{settings.branch}"'
    refresh = '--stack "$STACK" --refresh --non-interactive --color never'
    pipeline = {
        "workflow": {"rules": [{"if": rule} for rule in (_MERGE_REQUEST, on_branch)]},
        "stages": [job.value for job in CiJob],
        ".union-ecr": _shared(deployed[0]),
        "preview": {
            **_job(CiJob.PREVIEW, deployed, _MERGE_REQUEST),
            "variables": {"GIT_DEPTH": "0"},  # the commit that the merge request is compared with
            "script": [_DIFF, f"pulumi preview {refresh}"],
        },
        "up": {
            # somebody starts it; in a protected environment, only who may deploy there
            **_job(CiJob.UP, deployed, f'{on_branch} && $CI_PIPELINE_SOURCE != "schedule"', when="manual"),
            "allow_failure": True,
            "environment": {"name": "$STACK"},
            "resource_group": "up-of-$STACK",
            "script": [f"pulumi up {refresh} --yes"],
        },
        "drift": {
            **_job(CiJob.DRIFT, deployed, f'{on_branch} && $CI_PIPELINE_SOURCE == "schedule"'),
            "script": ['uv run union-ecr drift --stack "$STACK"'],
        },
    }
    with_stacks = {name: job for name, job in pipeline.items() if _has_stacks(job)}
    return _HEAD + yaml.safe_dump(with_stacks, sort_keys=False, width=120)


# https://docs.gitlab.com/ci/variables/predefined_variables/; 3: a stack file there is invalid, which the output says
_DIFF = 'uv run union-ecr diff --stack "$STACK" --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA" || [ $? -eq 3 ]'
_MERGE_REQUEST = '$CI_PIPELINE_SOURCE == "merge_request_event"'


def _has_stacks(job: Any) -> bool:
    """Whether it is no job, or one that runs for any stack: GitLab refuses an empty matrix."""
    return not isinstance(job, dict) or "parallel" not in job or bool(job["parallel"]["matrix"])


def _shared(account: DeclaredAccount) -> dict[str, Any]:
    return {
        "image": _PULUMI,
        "variables": {
            "PULUMI_BACKEND_URL": account.settings.backend_url,
            "PULUMI_CONFIG_PASSPHRASE": "",
            "AWS_WEB_IDENTITY_TOKEN_FILE": _TOKEN_FILE,
            "AWS_ROLE_SESSION_NAME": "union-ecr-$CI_PIPELINE_ID",
        },
        "id_tokens": {_TOKEN: {"aud": account.provider.audience}},
        "before_script": list(_SETUP),
    }


def _job(job: CiJob, accounts: Iterable[DeclaredAccount], rule: str, **more: str) -> dict[str, Any]:
    matrix = [
        {"STACK": roles.stack, "AWS_REGION": roles.declared.registry.region, "AWS_ROLE_ARN": arn}
        for account in accounts
        for roles in account.stacks
        if (arn := _arns(account).get(ci_role_name(account.settings.role_prefix, job, roles.stack)))
    ]
    return {
        "extends": ".union-ecr",
        "stage": job.value,
        "rules": [{"if": rule, **more}],
        "parallel": {"matrix": matrix},
    }


def _arns(account: DeclaredAccount) -> Mapping[str, str]:
    return {role.name: role.arn for roles in account.stacks for role in roles.roles}
