"""A stack as lines for a reviewer."""

from tests.cli.rendered import HOST, STACK, facts_of
from union_ecr.declared.stack import declare
from union_ecr.review.stack import describe_stack
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load
from union_ecr.workspace.shared_registry import SharedRegistry


def test_every_setting_of_a_repository_is_a_labelled_line() -> None:
    declared = declare(load(parse_stack_file("F", STACK.encode)))
    text = "\n".join(describe_stack("team", SharedRegistry(declared.registry, {"team": declared})))
    assert facts_of(text, "trainer") == [
        f"repository {HOST}/ml/trainer",
        f"in Python ImageSpec(registry='{HOST}/ml', name='trainer')",
        "tags never change, except latest",
        "scan on every push",
        "encryption KMS arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "access pull: arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group",
        "expiry Expire untagged images 14 days after they were pushed",
        "expiry Tagged images never expire",
        "AWS tags cost=1, team=ml",
        "deletion refused by Pulumi (protect); refused by ECR while images are in it",
    ]
    assert facts_of(text, "private") == [
        f"repository {HOST}/private",
        f"in Python ImageSpec(registry='{HOST}', name='private')",
        "tags can be pushed again, except v*",
        "scan on every push",
        "encryption AES256",
        "access no repository policy; no stack declares a registry policy",
        "expiry Nothing ever expires",
        "deletion allowed; deletes the images in it",
    ]
