"""`git+https://…@REF#subdirectory=DIR`: what is read, what is refused, and that no credential is shown."""

import pytest

from union_ecr.cli.git_url import GitUrl, is_git_url
from union_ecr.stack_file.errors import InvalidStackFiles

SECRET = "not-to-be-shown"


@pytest.mark.parametrize(
    ("text", "url", "ref", "folder"),
    [
        ("git+https://h/acme/platform.git", "https://h/acme/platform.git", "HEAD", "stacks"),
        ("git+https://h/acme/platform.git@v1.2", "https://h/acme/platform.git", "v1.2", "stacks"),
        ("git+https://h/acme/platform@feature/x", "https://h/acme/platform", "feature/x", "stacks"),
        ("git+https://h/p.git@main#subdirectory=infra/stacks/", "https://h/p.git", "main", "infra/stacks"),
        ("git+https://h/p.git#subdirectory=.", "https://h/p.git", "HEAD", "."),
        ("git+ssh://git@h/acme/platform.git@main", "ssh://git@h/acme/platform.git", "main", "stacks"),
        ("git+ssh://git@h:2222/p.git", "ssh://git@h:2222/p.git", "HEAD", "stacks"),
        ("git+file:///srv/platform.git@main", "file:///srv/platform.git", "main", "stacks"),
        ("https://h/p.git@main", "https://h/p.git", "main", "stacks"),
        ("git+https://h/a%20b/_git/p@main", "https://h/a%20b/_git/p", "main", "stacks"),
    ],
)
def test_a_url_names_a_repository_a_ref_and_a_folder(text: str, url: str, ref: str, folder: str) -> None:
    assert GitUrl.parse(text, "stacks") == GitUrl(url, ref, folder)


def test_credentials_of_https_are_no_part_of_the_url_and_are_not_shown() -> None:
    url = GitUrl.parse(f"git+https://me:{SECRET}%40x@h:8443/p.git@main", "stacks")
    assert (url.url, url.user, url.password) == ("https://h:8443/p.git", "me", f"{SECRET}@x")
    assert SECRET not in repr(url) + url.shown("Pulumi.team.yaml")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("git@h:acme/platform.git", "it is not a URL; write git+ssh://git@h/acme/platform.git"),
        ("git+ftp://h/p.git", "git+ftp is not read"),
        ("git+http://h/p.git", "git+http is not read"),
        ("git+h/p.git", "it has no scheme"),
        ("git+https://h", "does not name a git repository"),
        ("git+https:///p.git", "does not name a git repository"),
        ("git+https://h/p.git?ref=main", "does not name a git repository"),
        ("git+https://h/p.git@", "not a branch, a tag or a commit"),
        ("git+https://h/p.git@--upload-pack=x", "not a branch, a tag or a commit"),
        ("git+https://h/p.git@main:other", "not a branch, a tag or a commit"),
        ("git+https://h/p.git@a..b", "not a branch, a tag or a commit"),
        ("git+https://h/p.git#egg=p", "write #subdirectory=FOLDER"),
        ("git+https://h/p.git#subdirectory=../x", "write #subdirectory=FOLDER"),
        ("git+https://h/p.git#subdirectory=%2e%2e/x", "write #subdirectory=FOLDER"),
        (f"git+ssh://git:{SECRET}@h/p.git", "ssh reads no password"),
        (f"git+https://me:{SECRET}/@h/p.git", "it is not a URL"),
        (f"git+https://me:{SECRET}@h:port/p.git", "it is not a URL"),
        (f"git+https://{SECRET}@h/p.git#egg=p", "write #subdirectory=FOLDER"),
        (f"git+ftp://me:{SECRET}@h/p.git", "git+ftp is not read"),
    ],
)
def test_another_form_is_refused_in_one_line_without_credentials(text: str, rule: str) -> None:
    with pytest.raises(InvalidStackFiles) as refused:
        GitUrl.parse(text, "stacks")
    assert rule in str(refused.value)
    assert SECRET not in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("text", "expected"), [("../platform/stacks", False), ("a@b", False), ("git@h:p", True)])
def test_a_folder_is_no_url(text: str, expected: bool) -> None:
    assert is_git_url(text) is expected
