"""`union-ecr policy`: what a role of another account needs."""

import json
from pathlib import Path

import pytest

from tests.command_line import UnionEcr
from tests.stacks import HEAD, IMAGES

CACHE_RULE = "  union-ecr:registry: {pullThroughCache: {public: {upstream: public.ecr.aws}}}\n"


@pytest.mark.parametrize(
    ("purpose", "key"),
    [("pull", "pullPolicy"), ("push", "pushPolicy"), ("pull-through-cache", "mirrorPolicy")],
)
def test_the_policy_is_that_of_the_json_of_render(
    purpose: str, key: str, union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + IMAGES + CACHE_RULE)
    stack = json.loads(union_ecr("render", "--json").out)["stacks"]["team"]
    ran = union_ecr("policy", purpose)
    assert (ran.code, ran.err, json.loads(ran.out)) == (0, "", stack[key])


def test_of_several_stacks_one_must_be_named(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    (stacks_dir / "Pulumi.alpha.yaml").write_text(HEAD + IMAGES)
    (stacks_dir / "Pulumi.beta.yaml").write_text(HEAD.replace("us-east-1", "eu-west-1") + IMAGES)
    ran = union_ecr("policy", "pull")
    line = "a policy is for one stack: add --stack with one of alpha, beta\n"
    assert (ran.code, ran.out, ran.err) == (2, "", line)
    assert "eu-west-1" in union_ecr("policy", "pull", "--stack", "beta").out


@pytest.mark.parametrize(
    ("purpose", "settings", "missing"),
    [
        ("pull-through-cache", IMAGES, "pull-through cache rules"),
        ("pull", CACHE_RULE, "images"),
        ("push", CACHE_RULE, "images"),
    ],
)
def test_a_policy_that_only_allows_the_login_says_so(
    purpose: str, settings: str, missing: str, union_ecr: UnionEcr, stacks_dir: Path
) -> None:
    (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + settings)
    ran = union_ecr("policy", purpose)
    assert ran.err == f"stack team has no {missing}: this policy allows the login only\n"
    assert [statement["Sid"] for statement in json.loads(ran.out)["Statement"]] == ["AllowLogin"]


def test_there_are_three_policies(union_ecr: UnionEcr, stacks_dir: Path) -> None:
    assert union_ecr("policy", "delete").code == 2
