"""Which branches and tags a push role may name: those that git and its hosts let anybody create."""

import subprocess

import pytest
from pydantic import TypeAdapter, ValidationError

from union_ecr.settings.git_refs import GitHubRef, GitLabRef

GITHUB_REF: TypeAdapter[str] = TypeAdapter(GitHubRef)
GITLAB_REF: TypeAdapter[str] = TypeAdapter(GitLabRef)
NAMES = (
    "main release/1.2 v1.0.0-rc+1 users/ada@acme fix#12 a=b,c x_y a-b a.b @x x@ a/@/b lock main.locked .lock"
    " locked.lock.x a..b ... a... ..a main.lock a.lock/b a/b.lock -x -- /main main/ a//b / // . .a a. a/.b a/b. a./b @"
    " HEAD head a/HEAD refs x/refs/y a@b@c"
).split()


def accepted(ref: str, kind: TypeAdapter[str] = GITHUB_REF) -> bool:
    try:
        return kind.validate_python(ref) == ref
    except ValidationError:
        return False


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_accepted_if_git_lets_anybody_create_a_branch_of_it(name: str) -> None:
    git = subprocess.run(["git", "check-ref-format", "--branch", name], capture_output=True, check=False)
    # git takes HEAD here, and refuses it in `git branch HEAD`; `@` it takes for HEAD.
    expected = git.returncode == 0 and name not in {"HEAD", "@"}
    assert (accepted(name), accepted(name, GITLAB_REF)) == (expected, expected)


@pytest.mark.parametrize(
    "pattern", ["*", "release/*", "v*", "*.*", "a/*/b", "*-x", "x.lock*", "@*", "*@", "**", "*/*", "a.*", "*.lock.x"]
)
def test_a_pattern_that_some_branch_can_match_is_accepted(pattern: str) -> None:
    assert accepted(pattern)


@pytest.mark.parametrize(
    "pattern", ["-*", "/*", "*/", "*..*", ".*", "*.", "*.lock", "x.lock/*", "a//*", "a/.*", "refs/*"]
)
def test_a_pattern_that_no_branch_can_match_is_refused(pattern: str) -> None:
    assert not accepted(pattern)


@pytest.mark.parametrize("name", ["refs/x", "refs/remotes/origin/main", "0123456789abcdef" * 2 + "01234567"])
def test_a_name_that_github_blocks_is_refused(name: str) -> None:
    assert not accepted(name)


def test_the_beginning_of_a_commits_id_is_the_name_of_a_branch() -> None:
    assert accepted("0123456789abcdef" * 2)


@pytest.mark.parametrize(
    ("ref", "written"),
    [
        ("/main", "main"),
        ("main/", "main"),
        ("a//b///c", "a/b/c"),
        ("refs/heads/release/1", "release/1"),
        ("refs/tags/v1", "v1"),
        ("refs/heads/a..b", "main"),
        ("refs/heads/", "main"),
        ("feature(x)", "feature*x*"),
        ("ada's", "ada*s"),
    ],
)
def test_the_name_that_a_message_says_to_write_is_accepted(ref: str, written: str) -> None:
    with pytest.raises(ValidationError) as refused:
        GITHUB_REF.validate_python(ref)
    assert str(refused.value.errors()[0]["ctx"]["remedy"]).split()[-1] == written
    assert accepted(written)


@pytest.mark.parametrize("ref", ["refs/pull/7/merge", "refs/pull/*/merge", "refs/pull/7/head", "refs/pull/*"])
def test_the_reference_of_a_pull_request_leads_to_its_own_field(ref: str) -> None:
    with pytest.raises(ValidationError, match="write pullRequests: true instead"):
        GITHUB_REF.validate_python(ref)
    with pytest.raises(ValidationError, match="is a whole reference"):
        GITLAB_REF.validate_python(ref)


def test_the_reference_of_a_merge_request_leads_to_its_source_branch() -> None:
    with pytest.raises(ValidationError, match="write the source branch"):
        GITLAB_REF.validate_python("refs/merge-requests/7/head")
