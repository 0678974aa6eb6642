"""`--role-name` and `--external-id`."""

import pytest

from tests.command_line import UnionEcr
from union_ecr.aws.account_role import AccountRole
from union_ecr.cli.account_role_options import account_role


def test_without_a_name_there_is_no_role() -> None:
    assert account_role(None, None) is None


@pytest.mark.parametrize("name", ["union-ecr-drift", "ci/union-ecr-drift", "/ci/eu/union-ecr-drift", "a+=,.@_b"])
def test_a_name_may_have_a_path(name: str) -> None:
    assert account_role(name, "x:/1") == AccountRole(name, "x:/1")


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        (["--role-name", "arn:aws:iam::111122223333:role/ci/drift"], ["is an ARN", "which is ci/drift"]),
        (["--role-name", "union ecr"], ['"union ecr" is no name of a role']),
        (["--role-name", "x" * 65], ["is no name of a role"]),
        (["--role-name", "ci/"], ["is no name of a role"]),
        (["--role-name", ""], ["is no name of a role"]),
        (["--external-id", "x-1"], ["--external-id is for the role of --role-name"]),
        (
            ["--role-name", "a b", "--external-id", "x"],
            ["is no name of a role", '--external-id "x" must have 2 to 1,224'],
        ),
    ],
)
def test_every_error_is_reported_before_a_stack_file_is_read(
    arguments: list[str], messages: list[str], union_ecr: UnionEcr
) -> None:
    ran = union_ecr("drift", *arguments)
    text = " ".join(ran.err.replace("│", " ").split())
    assert (ran.code, ran.out) == (2, "")
    assert [message for message in messages if message not in text] == []
