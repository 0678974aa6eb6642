"""Repositories that no stack declares."""

import dataclasses
import json
import shlex
from typing import Any

import pytest

from tests.drift.live_registry import (
    OPEN_POLICY,
    REGISTRY,
    deployed,
    found_undeclared,
    stack,
    with_policy,
    with_repositories,
)
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import Unreadable

PLANE = "arn:aws:iam::111122223333:root"


def unmanaged(*names: str, ignore: tuple[str, ...] = (), **settings: Any) -> list[str | None]:
    declared = stack(**settings)
    live = with_repositories(deployed(declared), *names)
    return [
        finding.repository
        for finding in found_undeclared({"team": declared}, ignore, live)
        if isinstance(finding, Finding) and finding.kind is Kind.UNMANAGED
    ]


def test_a_repository_that_no_stack_declares_is_unmanaged() -> None:
    declared = stack()
    (finding,) = found_undeclared({"team": declared}, (), with_repositories(deployed(declared), "legacy"))
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.stack, finding.repository) == (Kind.UNMANAGED, None, "legacy")
    assert "legacy: {adopt: true} below union-ecr:images, or ignore: [legacy] in union-ecr:registry" in finding.remedy


def test_what_another_stack_of_the_registry_declares_is_managed() -> None:
    first, second = stack(), stack(images={"other": {}})
    live = with_repositories(deployed(first), "other")
    assert list(found_undeclared({"first": first, "second": second}, (), live)) == []


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("union/build", {}),
        ("ecr-public/nginx", {"registry": REGISTRY}),
        ("made/x", {"registry": {"creationTemplates": {"made": {"appliedFor": ["CREATE_ON_PUSH"]}}}}),
    ],
)
def test_repositories_that_ecr_or_union_creates_are_not_unmanaged(name: str, settings: dict[str, Any]) -> None:
    assert unmanaged(name, **settings) == []
    assert unmanaged(name.replace("/", "-"), **settings) == [name.replace("/", "-")]


def test_a_template_for_cache_rules_alone_creates_nothing_outside_them() -> None:
    template = {"creationTemplates": {"ROOT": {"appliedFor": ["PULL_THROUGH_CACHE"]}}}
    assert unmanaged("legacy", registry=template) == ["legacy"]


@pytest.mark.parametrize(
    ("ignore", "expected"),
    [(("legacy/*",), ["legacy"]), (("legacy*",), []), (("*",), []), (("leg.cy",), ["legacy", "legacy/a"])],
)
def test_ignore_matches_whole_names_with_wildcards(ignore: tuple[str, ...], expected: list[str]) -> None:
    assert unmanaged("legacy", "legacy/a", ignore=ignore) == expected


def test_nothing_is_unmanaged_where_the_listing_was_denied() -> None:
    declared = stack()
    live = dataclasses.replace(
        deployed(declared), repositories=Unreadable("denied"), parts={"policy": Unreadable("denied")}
    )
    (unknown,) = found_undeclared({"team": declared}, (), live)
    assert isinstance(unknown, Unknown)


@pytest.mark.parametrize("name", ["legacy", "union/build", "quay/x", "ignored"])
def test_untrusted_access_to_an_undeclared_repository_is_critical_even_if_it_is_ignored(name: str) -> None:
    live = dataclasses.replace(with_policy(name, OPEN_POLICY), parts={"pullThroughCache": {"quay": {}}})
    findings = [found for found in found_undeclared({"team": stack()}, ["ignored"], live) if isinstance(found, Finding)]
    extra = next(finding for finding in findings if finding.kind is Kind.EXTRA_POLICY)
    assert (extra.repository, extra.severity, extra.live) == (name, Severity.CRITICAL, OPEN_POLICY)
    assert extra.remedy == (
        f"aws ecr delete-repository-policy --repository-name {name} --registry-id 123456789012 --region us-east-1"
    )


def test_a_data_plane_is_trusted_in_undeclared_repositories_too() -> None:
    policy = OPEN_POLICY.replace('"*"', '{"AWS":"arn:aws:iam::111122223333:role/any"}').replace("ecr:*", "ecr:PutImage")
    assert list(found_undeclared({"team": stack()}, (), with_policy("union/build", policy))) == []


def test_an_undeclared_repositorys_policy_that_could_not_be_read_is_unknown() -> None:
    found = list(found_undeclared({"team": stack()}, ["legacy"], with_policy("legacy", Unreadable("denied"))))
    assert [type(result) for result in found] == [Unknown]


def test_nothing_is_unmanaged_where_cache_rules_could_not_be_read() -> None:
    live = dataclasses.replace(
        with_repositories(deployed(stack()), "hub/nginx"), parts={"pullThroughCache": Unreadable("denied")}
    )
    (unknown,) = found_undeclared({"team": stack()}, (), live)
    assert isinstance(unknown, Unknown)
    assert unknown.what == "pullThroughCache of the registry 123456789012 us-east-1"


@pytest.mark.parametrize("name", ["1234", "on", "1e3", "null", "0x1f"])
def test_a_name_that_yaml_would_not_read_as_text_is_quoted(name: str) -> None:
    (finding,) = found_undeclared({"team": stack()}, (), with_repositories(deployed(stack()), name))
    assert isinstance(finding, Finding)
    assert f'"{name}": {{adopt: true}}' in finding.remedy
    assert f'ignore: ["{name}"]' in finding.remedy


KEY = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
IGNORED = ", or ignore: [legacy] in union-ecr:registry"


@pytest.mark.parametrize(
    ("fields", "images", "entry"),
    [
        ({}, {"trainer": {}}, "legacy: {adopt: true} below union-ecr:images"),
        (
            {"encryption_type": "KMS", "encryption_key": KEY},
            {"trainer": {}},
            f"legacy: {{adopt: true, encryption: {{type: KMS, key: {KEY}}}}} below union-ecr:images",
        ),
        (
            {},
            {"trainer": {"encryption": {"type": "KMS"}}},
            "legacy: {adopt: true, encryption: {type: AES256}} below union-ecr:images",
        ),
        (
            {},
            {"legacy": {"repository": "ml/legacy"}},
            "legacy-adopted: {repository: legacy, adopt: true} below union-ecr:images",
        ),
        (
            {"policy": "{}", "lifecycle": "{}"},
            {"trainer": {}},
            "legacy: {adopt: true} below union-ecr:images (which replaces its policy and lifecycle policy: "
            "first declare what is to stay)",
        ),
    ],
)
def test_the_entry_that_adopts_a_repository_keeps_its_encryption_and_names_what_it_replaces(
    fields: dict[str, Any], images: dict[str, Any], entry: str
) -> None:
    declared = stack(images=images)
    aes = {"encryption_type": "AES256", "encryption_key": None}
    (finding,) = found_undeclared(
        {"team": declared}, (), with_repositories(deployed(declared), "legacy", **{**aes, **fields})
    )
    assert isinstance(finding, Finding)
    assert finding.remedy == f"in the stack file: {entry}{IGNORED}"


def test_the_remedy_of_untrusted_access_keeps_the_data_planes() -> None:
    plane, untrusted = (
        {"Effect": "Allow", "Principal": {"AWS": who}, "Action": ["ecr:BatchGetImage"]} for who in (PLANE, "*")
    )
    live = with_policy("legacy", json.dumps({"Version": "2012-10-17", "Statement": [untrusted, plane]}))
    extra = next(
        finding
        for finding in found_undeclared({"team": stack()}, (), live)
        if isinstance(finding, Finding) and finding.kind is Kind.EXTRA_POLICY
    )
    command = shlex.split(extra.remedy)
    assert command[2:7] == ["set-repository-policy", "--repository-name", "legacy", "--registry-id", "123456789012"]
    assert json.loads(command[8]) == {"Version": "2012-10-17", "Statement": [plane]}


def test_where_ecr_would_refuse_the_remaining_policy_the_remedy_is_to_edit_it_by_hand() -> None:
    alone = {"Effect": "Allow", "Principal": {"AWS": PLANE}, "Action": "ecr:*"}
    statements = [alone | {"Condition": {"StringEquals": {"aws:PrincipalTag/a": str(number)}}} for number in range(20)]
    found = found_undeclared({"team": stack()}, (), with_policy("legacy", json.dumps({"Statement": statements})))
    (extra,) = [result for result in found if isinstance(result, Finding) and result.kind is Kind.EXTRA_POLICY]
    assert extra.remedy.startswith("edit the policy by hand: the remaining ")
    assert extra.remedy.endswith(" characters exceed ECR's limit of 10,240")
