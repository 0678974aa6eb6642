"""Remedies, to the letter: people paste them."""

from union_ecr.drift.remedies import (
    edit,
    of_cache_rule,
    of_registry,
    of_repository,
    pulumi_up,
    put_replication,
    replace_policy,
)
from union_ecr.ecr.registry import Registry

HERE = Registry("123456789012", "eu-west-1")


def test_a_remedy_can_be_pasted() -> None:
    assert pulumi_up("team") == "pulumi up --refresh --stack team"
    assert pulumi_up("a; rm -rf b") == "pulumi up --refresh --stack 'a; rm -rf b'"
    assert of_registry(HERE, "describe-registry") == (
        "aws ecr describe-registry --region eu-west-1  # with credentials of 123456789012"
    )
    assert pulumi_up("team", ["AROAX"]).endswith(" --stack team  # after you create the role again: AROAX was deleted")
    assert edit("a: b") == "in the stack file: a: b"


def test_a_call_about_a_repository_names_its_account() -> None:
    assert of_repository(HERE, "delete-repository-policy", "ml/x") == (
        "aws ecr delete-repository-policy --repository-name ml/x --registry-id 123456789012 --region eu-west-1"
    )
    assert of_repository(HERE, "set-repository-policy", "ml/x", " --policy-text x") == (
        "aws ecr set-repository-policy --repository-name ml/x --registry-id 123456789012 --policy-text x "
        "--region eu-west-1"
    )
    assert of_cache_rule(HERE, "delete-pull-through-cache-rule", "quay") == (
        "aws ecr delete-pull-through-cache-rule --ecr-repository-prefix quay --registry-id 123456789012 "
        "--region eu-west-1"
    )


def test_a_document_is_quoted() -> None:
    assert put_replication(HERE, []) == (
        "aws ecr put-replication-configuration --replication-configuration '{\"rules\":[]}' --region eu-west-1"
        "  # with credentials of 123456789012"
    )


def test_the_remaining_policy_is_quoted() -> None:
    assert replace_policy('{"a":"it\'s"}', 20, "put {}".format, "delete") == """put '{"a":"it'"'"'s"}'"""
    assert replace_policy(None, 20, "put {}".format, "delete") == "delete"
