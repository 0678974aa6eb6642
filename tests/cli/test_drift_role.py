"""`union-ecr drift-role`: the template of the role that drift assumes in every account."""

import json
from pathlib import Path

import pytest

from tests.command_line import UnionEcr
from tests.stacks import HEAD, IMAGES

HUB = "arn:aws:iam::123456789012:role/hub"


@pytest.fixture(autouse=True)
def _a_stack(stacks_dir: Path) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + IMAGES)


def test_it_prints_a_template_with_the_role(union_ecr: UnionEcr) -> None:
    ran = union_ecr("drift-role", "--caller", HUB, "--role-name", "ci/drift", "--external-id", "x-1")
    (role,) = json.loads(ran.out)["Resources"].values()
    properties = role["Properties"]
    assert (ran.code, ran.err) == (0, "")
    assert (properties["RoleName"], properties["Path"]) == ("drift", "/ci/")
    (statement,) = properties["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"] == {
        "ArnLike": {"aws:PrincipalArn": [HUB]},
        "StringEquals": {"sts:ExternalId": "x-1"},
    }


@pytest.mark.parametrize(
    ("arguments", "messages"),
    [
        ([], ["--caller"]),
        (["--caller", "hub"], ['--caller "hub" is no role and no user']),
        (["--caller", "arn:aws:iam::*:role/hub"], ["is no role and no user"]),
        (["--caller", "arn:aws:iam::123456789012:root"], ["is no role and no user"]),
        (
            ["--caller", "hub", "--role-name", "a b", "--external-id", "x"],
            ["no user", '"a b" is no name', '"x" must have 2 to'],
        ),
        (
            ["--caller", HUB.replace("aws", "aws-cn", 1)],
            ["are of 2 partitions, aws and aws-cn: choose"],
        ),
    ],
)
def test_every_error_is_reported_in_one_run(arguments: list[str], messages: list[str], union_ecr: UnionEcr) -> None:
    ran = union_ecr("drift-role", *arguments)
    text = " ".join(ran.err.replace("│", " ").split())
    assert (ran.code, ran.out) == (2, "")
    assert [message for message in messages if message not in text] == []


def test_a_policy_that_iam_would_refuse_is_not_printed(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    roles = {f"a-push-role-with-a-long-name-{n}": {"images": ["trainer"], "trustedRoles": [HUB]} for n in range(150)}
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + IMAGES + f"  union-ecr:pushRoles: {json.dumps(roles)}\n")
    ran = union_ecr("drift-role", "--caller", HUB)
    assert (ran.code, ran.out) == (2, "")
    assert "IAM takes 10,240" in ran.err
