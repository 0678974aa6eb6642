"""The role of one name in every account: its ARN, who is it already, and how it is assumed."""

import pytest

from union_ecr.aws.account_role import AccountRole
from union_ecr.ecr.registry import Registry

HERE = Registry("111122223333", "eu-west-1")
ROLE = AccountRole("ci/union-ecr-drift")


@pytest.mark.parametrize(
    ("region", "partition"), [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov")]
)
def test_it_is_in_the_account_and_the_partition_of_the_registry(region: str, partition: str) -> None:
    for name in ("ci/union-ecr-drift", "/ci/union-ecr-drift"):
        arn = AccountRole(name).arn(Registry("111122223333", region))
        assert arn == f"arn:{partition}:iam::111122223333:role/ci/union-ecr-drift"


@pytest.mark.parametrize(
    ("caller", "held"),
    [
        ("arn:aws:sts::111122223333:assumed-role/union-ecr-drift/GitHubActions", True),
        ("arn:aws:sts::111122223333:assumed-role/union-ecr-drift-team/GitHubActions", False),
        ("arn:aws:sts::444455556666:assumed-role/union-ecr-drift/GitHubActions", False),
        ("arn:aws:iam::111122223333:user/union-ecr-drift", False),
        ("arn:aws:iam::111122223333:root", False),
        ("", False),
    ],
)
def test_only_a_session_of_it_in_that_account_is_it_already(caller: str, held: bool) -> None:
    assert ROLE.is_held_by(caller, HERE) is held


@pytest.mark.parametrize(
    ("caller", "name"),
    [
        (
            "arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_0a1b/alice@acme.example",
            "union-ecr-alice@acme.example",
        ),
        ("arn:aws:sts::1:assumed-role/hub/union-ecr-drift", "union-ecr-drift"),
        ("arn:aws:iam::1:user/people/bob", "union-ecr-bob"),
        ("arn:aws:iam::1:root", "union-ecr-root"),
        ("arn:aws:sts::1:federated-user/müller (test)", "union-ecr-m-ller--test-"),
        (f"arn:aws:sts::1:assumed-role/hub/{'x' * 64}", f"union-ecr-{'x' * 54}"),
    ],
)
def test_the_name_of_the_session_says_who_asks(caller: str, name: str) -> None:
    assert ROLE.parameters(caller, HERE) == {"RoleArn": ROLE.arn(HERE), "RoleSessionName": name}


def test_an_external_id_is_sent_along() -> None:
    assert AccountRole("drift", "x-1").parameters("arn:aws:iam::1:root", HERE)["ExternalId"] == "x-1"
