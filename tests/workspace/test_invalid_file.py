"""What can be read of an invalid stack file: its registry, and the parts of the registry that it may set."""

from typing import Any

import pytest

from tests.stacks import HEAD
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.invalid_file import REGISTRY_PARTS, InvalidFile

HERE, ELSEWHERE = Registry("123456789012", "us-east-1"), Registry("123456789012", "eu-west-1")


def of(text: str) -> InvalidFile:
    return InvalidFile.of(parse_stack_file("F", text.encode))


@pytest.mark.parametrize(
    ("section", "parts"),
    [
        ("  union-ecr:registry: {}", set()),
        ("  union-ecr:images: {Trainer: {}}", set()),
        ("  union-ecr:registry: {scanning: 1, ignore: [x]}", {"scanning"}),
        ("  union-ecr:registry: {scaning: 1, polcy: 2, zzz: 3}", {"scanning", "policy"}),
        ("  union-ecr:registry: {<<: {scanning: 1}}", REGISTRY_PARTS),
        ("  union-ecr:registry: {secure: abc}", REGISTRY_PARTS),
        ("  union-ecr:registry: [scanning]", REGISTRY_PARTS),
        ("  union-ecr:registry: !tag {}", REGISTRY_PARTS),
        ("  registry: {scanning: 1}", REGISTRY_PARTS),
        ("  union-ecr:registri: {scanning: 1}", None),
        ("  <<: {union-ecr:registry: {}}", None),
        ("\tunion-ecr:registry: {}", None),
    ],
)
def test_the_parts_that_it_may_set_are_read_from_its_registry_section(section: str, parts: Any) -> None:
    assert of(f"{HEAD}{section}\n").parts == parts


def test_it_may_be_of_every_registry_that_its_readable_account_and_region_allow() -> None:
    unreadable_region = of(HEAD.replace("us-east-1", "us-eas-1"))
    assert (unreadable_region.account, unreadable_region.region) == ("123456789012", None)
    assert unreadable_region.may_be_of(HERE)
    assert unreadable_region.may_be_of(ELSEWHERE)
    assert not unreadable_region.may_be_of(Registry("111122223333", "us-east-1"))
    assert of(HEAD).may_be_of(HERE)
    assert not of(HEAD).may_be_of(ELSEWHERE)
    assert of("zzz").may_be_of(ELSEWHERE)
