"""What `ci gitlab` prints, by GitLab's published schema of its pipelines."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.ci_roles.bootstrapped import OTHER_ACCOUNT, declared_account, stack_text
from union_ecr.ci_roles.gitlab_pipeline import gitlab_pipeline

pytestmark = pytest.mark.slow

GITLAB = {"github": None, "gitlab": {"project": "acme/platform/registries"}}
CHAIN = '"aws:assumeRoles": [{"roleArn": "arn:aws:iam::123456789012:role/x"}], "aws:region"'
ML, SITE = stack_text(), stack_text(OTHER_ACCOUNT, "eu-west-1", images={"site": {}})
PIPELINES = {
    "one stack": gitlab_pipeline([declared_account({"ml": ML}, **GITLAB)]),
    "two accounts": gitlab_pipeline(
        [
            declared_account({"ml": ML}, **GITLAB),
            declared_account({"web": SITE}, account=OTHER_ACCOUNT, branch="release/2", **GITLAB),
        ]
    ),
    "a stack without preview": gitlab_pipeline(
        [declared_account({"ml": ML.replace('"aws:region"', CHAIN)}, **GITLAB)],
    ),
}


def judged(text: str, tmp_path: Path) -> tuple[int, str]:
    """The exit code and the report of the schema's judgement."""
    (tmp_path / ".gitlab-ci.yml").write_text(text)
    schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]
    command = [sys.executable, "-m", "check_jsonschema", *schema, str(tmp_path / ".gitlab-ci.yml")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


@pytest.mark.parametrize("case", PIPELINES)
def test_gitlab_takes_it(case: str, tmp_path: Path) -> None:
    assert judged(PIPELINES[case], tmp_path) == (0, "ok -- validation done\n")


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("parallel:", "parallels:"), ("when: manual", "when: by hand"), ("- STACK: ml\n", "- STACK: {a: b}\n")],
)
def test_the_schema_refuses_what_gitlab_does(right: str, wrong: str, tmp_path: Path) -> None:
    text = PIPELINES["one stack"]
    assert right in text
    code, report = judged(text.replace(right, wrong), tmp_path)
    assert (code, "Schema validation errors" in report) == (1, True)
