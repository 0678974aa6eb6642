"""Remedies, to the letter: people paste them."""

from model.drift.remedies import ecr, edit, pulumi_up
from model.images import Registry


def test_a_remedy_can_be_pasted() -> None:
    assert pulumi_up("team") == "pulumi up --refresh --stack team"
    assert pulumi_up("a; rm -rf b") == "pulumi up --refresh --stack 'a; rm -rf b'"
    assert (
        ecr(Registry("123456789012", "eu-west-1"), "describe-registry")
        == "aws ecr describe-registry --region eu-west-1"
    )
    assert edit("a: b") == "in the stack file: a: b"
