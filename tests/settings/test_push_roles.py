"""What a stack file may say of a push role; tests/workspace/bad has what it may not."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.stacks import HEAD, IMAGES, stack_settings
from union_ecr.ecr.actions import Access
from union_ecr.settings.push_roles import GitHub, GitLab, PushRoleSettings
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

GUIDE = Path(__file__).parents[2] / "docs" / "push-from-github-actions.md"
GITHUB = {"repository": "acme/workflows", "branches": ["main"]}


def github(**fields: Any) -> GitHub:
    return GitHub.model_validate(GITHUB | fields)


def push_role(**fields: Any) -> PushRoleSettings:
    return PushRoleSettings.model_validate({"images": ["trainer"], "github": GITHUB} | fields)


def test_a_stack_file_says_push_roles_by_key() -> None:
    settings = stack_settings(pushRoles={"github-ci": {"images": ["trainer"], "github": GITHUB}})
    assert settings.push_roles == {"github-ci": push_role()}


def test_what_is_not_said_is_narrow() -> None:
    role = push_role()
    assert role.access == (Access.PUSH,)
    assert (role.name, role.path, role.permissions_boundary, role.resource_tags) == (None, "/", None, {})
    assert role.max_session_duration == 3600
    assert role.github is not None
    assert (role.github.tags, role.github.environments, role.github.pull_requests) == ((), (), False)


def test_gitlab_is_gitlab_com_unless_told_otherwise() -> None:
    assert GitLab(project="acme/trainer", tags=("v*",)).host == "gitlab.com"


@pytest.mark.parametrize("field", ["branches", "tags", "environments"])
def test_one_kind_of_job_is_enough(field: str) -> None:
    assert GitHub.model_validate({"repository": "acme/workflows", field: ["x"]})


def test_pull_requests_alone_are_enough() -> None:
    assert GitHub.model_validate({"repository": "acme/workflows", "pullRequests": True}).pull_requests


@pytest.mark.parametrize(
    "repository", ["acme/workflows", "Acme-1/Work_flows.v2", "octocat_acme/x", "a/.github", "acme/-x", "a/" + "b" * 100]
)
def test_a_repository_as_github_names_it_is_right(repository: str) -> None:
    assert github(repository=repository).repository == repository


@pytest.mark.parametrize(
    "repository", ["acme/..", "acme/.", "-acme/x", "acme/ü", "acme/x\n", "a/" + "b" * 101, "/x", "a/"]
)
def test_a_repository_as_github_names_none_is_refused(repository: str) -> None:
    with pytest.raises(ValidationError, match="is no repository on GitHub"):
        github(repository=repository)


@pytest.mark.parametrize("ref", ["main", "release/*", "*", "v1.0.0-rc+1", "users/ada@acme", "fix#12", "a=b,c", "x_y"])
def test_a_branch_or_tag_as_git_takes_it_is_right(ref: str) -> None:
    assert github(branches=[ref], tags=[ref]).branches == (ref,)


@pytest.mark.parametrize("ref", ["main\n", "a\tb", "a~1", "a^", "a\\b", "a[b]", "ü", "a%2A", "b" * 245])
def test_a_branch_or_tag_with_other_characters_is_refused(ref: str) -> None:
    with pytest.raises(ValidationError, match="a branch or tag has letters"):
        github(branches=[ref])


@pytest.mark.parametrize("environment", ["production", "Production EU", "eu/prod", "prod (eu)", "v1.2_x"])
def test_an_environment_is_named_as_it_stands(environment: str) -> None:
    assert github(environments=[environment]).environments == (environment,)


@pytest.mark.parametrize("environment", ["prod%3Aeu", " prod", "prod ", "prod\n", "'prod'", ""])
def test_an_environment_with_other_characters_is_refused(environment: str) -> None:
    with pytest.raises(ValidationError, match="an environment here has letters"):
        github(environments=[environment])


@pytest.mark.parametrize("project", ["acme/trainer", "acme/ml/team_1/trainer.v2", "_a/b-c"])
def test_a_project_as_gitlab_names_it_is_right(project: str) -> None:
    assert GitLab(project=project, branches=("main",)).project == project


@pytest.mark.parametrize("project", ["acme/", "/acme/x", "acme//x", "acme/-x", "acme/x.git", "acme/x:ref", "acme/x\n"])
def test_a_project_as_gitlab_names_none_is_refused(project: str) -> None:
    with pytest.raises(ValidationError, match="is no project on GitLab"):
        GitLab(project=project, branches=("main",))


@pytest.mark.parametrize("role", ["ci", "ci/builder/x", "a+b=c,d.e@f_g-h"])
def test_a_trusted_role_is_its_exact_arn(role: str) -> None:
    arn = f"arn:aws:iam::555566667777:role/{role}"
    assert push_role(github=None, trustedRoles=[arn]).trusted_roles == (arn,)


@pytest.mark.parametrize("seconds", [3600, 43200])
def test_a_session_of_one_to_twelve_hours_is_right(seconds: int) -> None:
    assert push_role(maxSessionDuration=seconds).max_session_duration == seconds


@pytest.mark.parametrize("seconds", [3599, 43201, 3600.5, "3600", True])
def test_a_session_of_any_other_length_is_refused(seconds: object) -> None:
    with pytest.raises(ValidationError):
        push_role(maxSessionDuration=seconds)


@pytest.mark.parametrize("path", ["/", "/ci/", "/teams/ml-1/"])
def test_a_path_within_slashes_is_right(path: str) -> None:
    assert push_role(path=path).path == path


@pytest.mark.parametrize("path", ["", "/ci", "ci/", "//", "/a b/", "/*/", "/" + "a" * 511 + "/"])
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(ValidationError, match="a role's path begins and ends with /"):
        push_role(path=path)


def test_the_name_of_a_boundary_has_1_to_128_characters() -> None:
    def boundary(name: str) -> str:
        return f"arn:aws:iam::123456789012:policy/{name}"

    for name in ("b", "b" * 128, "path/" + "b" * 128):
        assert push_role(permissionsBoundary=boundary(name)).permissions_boundary == boundary(name)
    for name in ("", "b" * 129, "path/", "path/" + "b" * 129):
        with pytest.raises(ValidationError, match="is not the ARN of a managed policy"):
            push_role(permissionsBoundary=boundary(name))


def test_a_host_name_has_at_most_253_characters() -> None:
    host = ".".join(["a" * 49] * 5)
    assert len(host) == 249
    for right in (host, f"{host}.abc"):
        assert GitLab(project="acme/x", branches=("main",), host=right).host == right
    with pytest.raises(ValidationError, match="is no host name"):
        GitLab(project="acme/x", branches=("main",), host=f"{host}.abcd")


def test_an_owner_on_github_has_at_most_39_characters() -> None:
    assert github(repository="a" * 39 + "/x")
    with pytest.raises(ValidationError, match="is no repository on GitHub"):
        github(repository="a" * 40 + "/x")


def test_more_tags_than_iam_takes_are_refused() -> None:
    assert push_role(resourceTags={f"t{number}": "x" for number in range(50)})
    with pytest.raises(ValidationError, match="50"):
        push_role(resourceTags={f"t{number}": "x" for number in range(51)})


@pytest.mark.parametrize("first_line", ["  union-ecr:pushRoles:\n", "    gitlab-ci:\n"])
def test_the_guides_stack_file_lines_are_right(first_line: str) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", GUIDE.read_text(), re.DOTALL)
    (lines,) = (block for block in blocks if block.startswith(first_line))
    head = "" if lines.startswith("  union-ecr") else "  union-ecr:pushRoles:\n"
    settings = load(parse_stack_file("F", (HEAD + IMAGES + head + lines).encode))
    assert len(settings.push_roles) == 1
