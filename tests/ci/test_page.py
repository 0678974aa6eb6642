"""What docs/ci.md tells people to set up on GitHub and in AWS."""

import json
import re
from pathlib import Path
from typing import Any

from union_ecr.declared.trust_policy import github_subjects
from union_ecr.settings.ci_jobs import GitHub

PAGE = (Path(__file__).parents[2] / "docs" / "ci.md").read_text(encoding="utf-8")
REPOSITORY, OWNER_ID, REPOSITORY_ID = "acme/registries", "123456", "456789"
JOBS: dict[str, dict[str, Any]] = {
    "preview": {"pull_requests": True},
    "up": {"environments": ["my-team"]},
    "drift": {"branches": ["main"]},
}


def subject(job: str) -> str:
    """The subject of such a job's token, by union_ecr.declared.trust_policy."""
    ids = {"owner_id": OWNER_ID, "repository_id": REPOSITORY_ID}
    (subject,) = github_subjects(GitHub(repository=REPOSITORY, **ids, **JOBS[job]))
    return subject


def test_the_roles_trust_the_subjects_of_the_jobs_tokens() -> None:
    rows = dict(re.findall(r"\| `union-ecr-(\w+)-my-team` \| `([^`]+)` \|", PAGE))
    assert rows == {job: subject(job) for job in JOBS}
    (trust,) = (json.loads(text) for text in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL))
    (statement,) = trust["Statement"]
    equal = statement["Condition"]["StringEquals"]
    assert equal["token.actions.githubusercontent.com:sub"] == subject("up")


def test_the_command_for_the_ids_prints_the_beginning_of_every_subject() -> None:
    command = re.search(r"""--jq '"(repo:.*)"'\n(repo:\S+)\n""", PAGE)
    assert command
    owner, _, name = REPOSITORY.partition("/")
    values = {"owner.login": owner, "owner.id": OWNER_ID, "name": name, "id": REPOSITORY_ID}
    filled = re.sub(r"\\\(\.([\w.]+)\)", lambda found: values[found[1]], command[1])
    assert command[2] == filled
    assert {subject(job).startswith(f"{filled}:") for job in JOBS} == {True}


def test_the_command_for_an_environment_has_valid_fields_and_forbids_self_review() -> None:
    """https://docs.github.com/en/rest/deployments/environments#create-or-update-an-environment

    An unknown key is refused, and so are two equal values in deployment_branch_policy.
    """
    command = re.search(
        r"gh api -X PUT repos/acme/registries/environments/my-team --input - <<'JSON'\n(.*?)\nJSON\n", PAGE, re.DOTALL
    )
    assert command
    body = json.loads(command[1])
    assert body.keys() <= {"wait_timer", "prevent_self_review", "reviewers", "deployment_branch_policy"}
    assert body["prevent_self_review"] is True
    assert body["reviewers"]
    assert body["deployment_branch_policy"] == {"protected_branches": False, "custom_branch_policies": True}
    assert "my-team/deployment-branch-policies -f name=main" in PAGE
