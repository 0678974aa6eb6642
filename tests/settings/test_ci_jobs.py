"""Which jobs of GitHub Actions and GitLab CI a push role may name."""

from typing import Any

import pytest
from pydantic import ValidationError

from union_ecr.settings.ci_jobs import GitHub, GitLab

GITHUB = {"repository": "acme/workflows", "branches": ["main"]}


def github(**fields: Any) -> GitHub:
    return GitHub.model_validate(GITHUB | fields)


def test_the_default_host_of_gitlab_is_gitlab_com() -> None:
    assert GitLab(project="acme/trainer", tags=("v*",)).host == "gitlab.com"


@pytest.mark.parametrize("field", ["branches", "tags", "environments"])
def test_one_kind_of_job_is_enough(field: str) -> None:
    assert GitHub.model_validate({"repository": "acme/workflows", field: ["x"]})


def test_pull_requests_alone_are_enough() -> None:
    assert GitHub.model_validate({"repository": "acme/workflows", "pullRequests": True}).pull_requests


@pytest.mark.parametrize(
    "repository", ["acme/workflows", "Acme-1/Work_flows.v2", "octocat_acme/x", "a/.github", "acme/-x", "a/" + "b" * 100]
)
def test_a_repository_name_of_github_is_valid(repository: str) -> None:
    assert github(repository=repository).repository == repository


@pytest.mark.parametrize(
    "repository", ["acme/..", "acme/.", "-acme/x", "acme/ü", "acme/x\n", "a/" + "b" * 101, "/x", "a/"]
)
def test_a_name_that_github_does_not_allow_is_refused(repository: str) -> None:
    with pytest.raises(ValidationError, match="is no repository on GitHub"):
        github(repository=repository)


@pytest.mark.parametrize("ref", ["main", "release/*", "*", "v1.0.0-rc+1", "users/ada@acme", "fix#12", "a=b,c", "x_y"])
def test_a_branch_or_tag_name_of_git_is_valid(ref: str) -> None:
    assert github(branches=[ref], tags=[ref]).branches == (ref,)


@pytest.mark.parametrize("ref", ["main\n", "a\tb", "a~1", "a^", "a\\b", "a[b]", "ü", "a%2A", "b" * 245])
def test_a_branch_or_tag_with_other_characters_is_refused(ref: str) -> None:
    with pytest.raises(ValidationError, match="a branch or tag has letters"):
        github(branches=[ref])


@pytest.mark.parametrize("environment", ["production", "Production EU", "eu/prod", "prod (eu)", "v1.2_x"])
def test_the_name_of_an_environment_may_have_spaces_and_parentheses(environment: str) -> None:
    assert github(environments=[environment]).environments == (environment,)


@pytest.mark.parametrize("environment", ["prod%3Aeu", " prod", "prod ", "prod\n", "'prod'", ""])
def test_an_environment_with_other_characters_is_refused(environment: str) -> None:
    with pytest.raises(ValidationError, match="an environment here has letters"):
        github(environments=[environment])


@pytest.mark.parametrize("project", ["acme/trainer", "acme/ml/team_1/trainer.v2", "_a/b-c"])
def test_a_project_path_of_gitlab_is_valid(project: str) -> None:
    assert GitLab(project=project, branches=("main",)).project == project


@pytest.mark.parametrize("project", ["acme/", "/acme/x", "acme//x", "acme/-x", "acme/x.git", "acme/x:ref", "acme/x\n"])
def test_a_path_that_gitlab_does_not_allow_is_refused(project: str) -> None:
    with pytest.raises(ValidationError, match="is no project on GitLab"):
        GitLab(project=project, branches=("main",))


def test_a_host_name_has_at_most_253_characters() -> None:
    host = ".".join(["a" * 49] * 5)
    assert len(host) == 249
    for valid in (host, f"{host}.abc"):
        assert GitLab(project="acme/x", branches=("main",), host=valid).host == valid
    with pytest.raises(ValidationError, match="is no host name"):
        GitLab(project="acme/x", branches=("main",), host=f"{host}.abcd")


def test_an_owner_on_github_has_at_most_39_characters() -> None:
    assert github(repository="a" * 39 + "/x")
    with pytest.raises(ValidationError, match="is no repository on GitHub"):
        github(repository="a" * 40 + "/x")


@pytest.mark.parametrize(
    "workflow",
    [
        ".github/workflows/push.yml",
        ".github/workflows/push-images_2.yaml",
        "acme/automation/.github/workflows/push.yml@refs/heads/main",
        "acme/automation/.github/workflows/push.yml@refs/tags/v1.2",
        "acme/automation/.github/workflows/push.yml@0123456789abcdef0123456789abcdef01234567",
    ],
)
def test_a_workflow_is_its_file_or_a_reusable_one_as_tokens_name_it(workflow: str) -> None:
    assert github(workflow=workflow).workflow == workflow


@pytest.mark.parametrize(
    "workflow",
    [
        "",
        "push",
        "acme/ci/.github/workflows/push.yml@refs/heads/a..b",
        ".github/workflows/",
        ".github/workflows/a/b.yml",
        "/.github/workflows/push.yml",
        "a.yml\n",
        "${x}.yml",
    ],
)
def test_any_other_text_is_no_workflow(workflow: str) -> None:
    with pytest.raises(ValidationError, match=r"is no file of a workflow|is no path in a repository"):
        github(workflow=workflow)


def test_an_environment_has_at_most_255_characters() -> None:
    assert github(environments=["x" * 255])
    with pytest.raises(ValidationError, match="has 256 characters, and GitHub takes 255"):
        github(environments=["x" * 256])


@pytest.mark.parametrize("host", ["token.actions.acme.ghe.com", "token.actions.githubusercontent.com/acme"])
def test_ids_are_valid_wherever_github_itself_runs_the_service(host: str) -> None:
    assert github(host=host, ownerId="1", repositoryId="2", alsoWithoutIds=True).host == host


@pytest.mark.parametrize(
    ("workflow", "written"),
    [
        ("push.yml", ".github/workflows/push.yml"),
        ("./.github/workflows/push.yml", ".github/workflows/push.yml"),
        (".github/workflows/push.yml@refs/heads/main", ".github/workflows/push.yml"),
        ("acme/ci/.github/workflows/push.yml", "acme/ci/.github/workflows/push.yml@refs/heads/main"),
        ("acme/ci/.github/workflows/push.yml@stable", "acme/ci/.github/workflows/push.yml@refs/heads/stable"),
        ("acme/ci/.github/workflows/push.yml@v1.2", "acme/ci/.github/workflows/push.yml@refs/heads/main"),
    ],
)
def test_the_workflow_that_a_message_says_to_write_is_accepted(workflow: str, written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        github(workflow=workflow)
    assert refused.value.errors()[0]["ctx"]["remedy"] == f"write {written}"
    assert github(workflow=written).workflow == written
