"""All stack files validated together."""

from typing import Any
from unittest.mock import Mock, call

import pytest

from tests.stacks import stack_file
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace import declared_stacks
from union_ecr.workspace.declared_stacks import validate_together
from union_ecr.workspace.invalid_file import readable_settings

ROLE = {"images": ["trainer"], "github": {"repository": "acme/workflows", "branches": ["main"]}}
SCANNING = {"scanning": {"type": "BASIC"}}


def test_every_valid_stack_is_declared() -> None:
    stacks = validate_together({"one": stack_file(), "two": stack_file(images={"Other": {}})}, ["one"])
    assert [repository.name for repository in stacks.declared["one"].repositories] == ["trainer"]
    assert stacks.declared.keys() == stacks.settings.keys() == {"one"}


def test_a_stack_with_a_document_that_is_too_long_is_invalid() -> None:
    roles = [f"arn:aws:iam::111122223333:role/{number:060}" for number in range(200)]
    file = stack_file(defaults={"grants": [{"principals": roles, "access": ["pull"]}]})
    stacks = validate_together({"one": file}, ["one"])
    assert [error.key for error in stacks.errors] == ["union-ecr:images.trainer"]
    assert (stacks.settings, stacks.declared) == ({}, {})
    assert validate_together({"one": file}, []).errors == ()


def test_a_default_that_makes_a_document_of_several_images_too_long_is_reported_once() -> None:
    expiry = {"tagStatus": "any", "sinceImagePushed": 3, "action": "expire"}
    tags = [f"keep-{number}" for number in range(49)]
    defaults = {"keepTags": tags, "lifecycleRules": [expiry], "allowTaggedExpiry": True}
    file = stack_file(defaults=defaults, images={"trainer": {}, "other": {}})
    assert [error.key for error in validate_together({"one": file}, ["one"]).errors] == [
        "union-ecr:defaults.lifecycleRules"
    ]


def test_only_the_errors_of_the_chosen_stacks_are_reported() -> None:
    files = {"one": stack_file(), "two": stack_file(), "three": stack_file(images={"other": {"untagedDays": 1}})}
    judged = validate_together(files, ["two"])
    assert set(judged.settings) == {"one", "two"}
    assert [error.rule for error in judged.errors] == [
        "is the repository of trainer in stack one, too, in the same registry"
    ]
    assert validate_together({"one": files["one"], "three": files["three"]}, ["one"]).errors == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"images": {"trainer": {"untagedDays": 1}}},
        {"images": {"trainer": None, "x": {}}},
        {"images": {"trainer": {"encryption": {"type": "KM"}}}, "registry": {"scaning": {}}},
        {"organization": "no good", "defaults": {"protect": "no"}},
    ],
)
def test_the_claims_of_an_invalid_file_count(wrong: dict[str, Any]) -> None:
    """It may be deployed: a typing error in it gives nobody the right to its repositories."""
    judged = validate_together({"one": stack_file(**wrong), "two": stack_file()}, ["two"])
    assert set(judged.settings) == {"two"}
    assert [error.key for error in judged.errors] == ["union-ecr:images.trainer.repository"]


def test_an_invalid_file_claims_the_settings_of_its_registry() -> None:
    files = {"one": stack_file(registry={"scaning": {}}, images={"a1": {}}), "two": stack_file(registry=SCANNING)}
    assert [error.key for error in validate_together(files, ["two"]).errors] == ["union-ecr:registry"]


@pytest.mark.parametrize("wrong", [{"account": "1234"}, {"region": "us-eas-1"}])
def test_a_file_without_a_valid_account_and_region_claims_nothing(wrong: dict[str, Any]) -> None:
    assert validate_together({"one": stack_file(**wrong), "two": stack_file()}, ["two"]).errors == ()


@pytest.mark.parametrize(
    "part",
    [
        'pushRoles: {ci: {images: [a1], trustedRoles: ["arn:aws:iam::111122223333:role/x"], name: "other/ci"}}',
        'pushRoles: {ci: {images: [a1], trustedRoles: ["arn:aws:iam::111122223333:role/x"], nam: other}}',
        "pushRoles: {ci: [a1]}",
        "pushRoles: {ci: {<<: {name: other}}}",
        'images: {trainer: &a {repository: "team/x"}}',
        'images: {trainer: {repositry: "team/x", buildCache: true}}',
        "images: {trainer: {repository: 012, buildCache: true}}",
        "images: {trainer: [team/x]}",
    ],
)
def test_a_name_that_cannot_be_read_claims_nothing(part: str) -> None:
    head = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n  union-ecr:'
    wrong = parse_stack_file("W", f"{head}{part}\n".encode)
    images = {"trainer": {}, "other": {"repository": "trainer-cache"}}
    right = stack_file(images=images, pushRoles={"ci": ROLE})
    assert validate_together({"one": wrong, "two": right}, ["one"]).errors != ()
    assert validate_together({"one": wrong, "two": right}, ["two"]).errors == ()


def test_a_file_whose_region_a_merge_key_might_bring_claims_nothing() -> None:
    text = (
        'config:\n  <<: {aws:region: eu-west-1}\n  union-ecr:account: "123456789012"\n  union-ecr:images: {trainer: }\n'
    )
    files = {"one": parse_stack_file("W", text.encode), "two": stack_file()}
    assert validate_together(files, ["two"]).errors == ()


def test_a_valid_file_is_read_for_its_claims_only_where_others_are_in_its_account(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = Mock(wraps=readable_settings)
    monkeypatch.setattr(declared_stacks, "readable_settings", read)
    files = {"one": stack_file(), "two": stack_file(account="111122223333"), "three": stack_file(images={"other": {}})}
    assert validate_together(files, files).errors == ()
    assert read.call_args_list == [call(files["one"]), call(files["three"])]
