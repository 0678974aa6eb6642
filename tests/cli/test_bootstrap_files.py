"""The bootstrap files of all accounts, read together."""

from pathlib import Path
from typing import Any

import pytest

from tests.ci_roles.bootstrapped import ACCOUNT, OTHER_ACCOUNT, bootstrap_text, stack_text
from union_ecr.cli.bootstrap_files import read_bootstraps
from union_ecr.stack_file.errors import InvalidStackFiles

BUCKET = {"bucket": "acme-state", "account": ACCOUNT, "region": "us-east-1"}


@pytest.fixture
def folder(stacks_dir: Path) -> Path:
    (stacks_dir / "Pulumi.ml.yaml").write_text(stack_text())
    made = stacks_dir.parent / "bootstrap" / "stacks"
    made.mkdir(parents=True)
    return made


def write(folder: Path, name: str, **settings: Any) -> None:
    (folder / f"Pulumi.{name}.yaml").write_text(bootstrap_text(**({"stateBucket": BUCKET} | settings)))


def lines() -> list[str]:
    with pytest.raises(InvalidStackFiles) as refused:
        read_bootstraps(None, None)
    return str(refused.value).splitlines()


def test_accounts_are_read_beside_the_stacks_or_from_a_folder(folder: Path) -> None:
    write(folder, "one")
    assert list(read_bootstraps(None, None)[0]) == ["one"]
    assert list(read_bootstraps(None, str(folder))[0]) == ["one"]


def test_a_folder_without_files_says_what_to_write(folder: Path) -> None:
    assert lines() == [
        "bootstrap/stacks: holds no bootstrap file; write bootstrap/stacks/Pulumi.ACCOUNT.yaml (docs/ci.md)"
    ]


def test_a_folder_that_does_not_exist_says_what_to_write(folder: Path) -> None:
    folder.rmdir()
    assert lines()[0].startswith(
        "bootstrap/stacks: holds no bootstrap file; write bootstrap/stacks/Pulumi.ACCOUNT.yaml"
    )


def test_every_error_of_every_file_is_reported_at_once(folder: Path) -> None:
    write(folder, "one", branch="a*")
    write(folder, "two", account=OTHER_ACCOUNT, prefixes={"mll": ["ml/*"]})
    assert [line.split(": ")[1] for line in lines()] == ["bootstrap:branch", "bootstrap:prefixes.mll"]


def test_what_a_repository_has_once_is_the_same_in_all_files(folder: Path) -> None:
    write(folder, "one")
    another = {**BUCKET, "bucket": "another"}
    write(folder, "two", account=OTHER_ACCOUNT, branch="release", rolePrefix="ci-", stateBucket=another)
    first, once = "the jobs of bootstrap/stacks/Pulumi.one.yaml use", "and a repository has one for all its stacks"
    assert [line.split(": ", 1)[1] for line in lines()] == [
        f'bootstrap:branch: "release": {first} main, {once}; write the same in both',
        f'bootstrap:rolePrefix: "ci-": {first} union-ecr-, {once}; write the same in both',
        f'bootstrap:stateBucket: "s3://another?region=us-east-1": {first} s3://acme-state?region=us-east-1, '
        f"{once}; write the same in both",
    ]


@pytest.mark.parametrize(
    "github",
    [
        {"repository": "Acme/Registries"},
        {"repository": "acme/registries", "ownerId": "1", "repositoryId": "2"},
        {"repository": "acme/registries", "workflows": "acme/union-ecr@refs/tags/v1"},
    ],
)
def test_a_repository_is_the_same_however_it_is_written_and_whatever_file_comes_first(
    folder: Path, github: dict[str, str]
) -> None:
    write(folder, "a", account="111122223333", github=None, gitlab={"project": "acme/registries"}, branch="trunk")
    write(folder, "one", github={"repository": "acme/registries"})
    write(folder, "two", account=OTHER_ACCOUNT, branch="release", github=github)
    (line,) = lines()
    assert line.startswith("bootstrap/stacks/Pulumi.two.yaml:")
    assert 'bootstrap:branch: "release": the jobs of bootstrap/stacks/Pulumi.one.yaml use main' in line


def test_two_files_of_one_account_are_refused(folder: Path) -> None:
    write(folder, "one")
    write(folder, "two")
    assert [line.split(": ", 1)[1] for line in lines()] == [
        f'bootstrap:account: "{ACCOUNT}": is the account of bootstrap/stacks/Pulumi.one.yaml already; keep one'
    ]
