"""What no stack declares."""

import dataclasses
import json
import shlex
from typing import Any

import pytest

from tests.drift.living import REGISTRY, STRANGER, living, stack, with_policy, with_repositories
from union_ecr.drift.findings import Finding, Kind, Severity, Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.drift.unmanaged import unmanaged_findings

PLANE = "arn:aws:iam::111122223333:root"


def told(*names: str, ignore: tuple[str, ...] = (), **settings: Any) -> list[str | None]:
    declared = stack(**settings)
    live = with_repositories(living(declared), *names)
    return [
        finding.repository
        for finding in unmanaged_findings({"team": declared}, ignore, live)
        if isinstance(finding, Finding) and finding.kind is Kind.UNMANAGED
    ]


def test_a_repository_that_no_stack_declares_is_unmanaged() -> None:
    declared = stack()
    (finding,) = unmanaged_findings({"team": declared}, (), with_repositories(living(declared), "legacy"))
    assert isinstance(finding, Finding)
    assert (finding.kind, finding.stack, finding.repository) == (Kind.UNMANAGED, None, "legacy")
    assert "legacy: {adopt: true} below union-ecr:images, or ignore: [legacy] in union-ecr:registry" in finding.remedy


def test_what_another_stack_of_the_registry_declares_is_managed() -> None:
    one, two = stack(), stack(images={"other": {}})
    live = with_repositories(living(one), "other")
    assert list(unmanaged_findings({"one": one, "two": two}, (), live)) == []


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("union/build", {}),
        ("ecr-public/nginx", {"registry": REGISTRY}),
        ("made/x", {"registry": {"creationTemplates": {"made": {"appliedFor": ["CREATE_ON_PUSH"]}}}}),
    ],
)
def test_what_others_make_by_right_is_known(name: str, settings: dict[str, Any]) -> None:
    assert told(name, **settings) == []
    assert told(name.replace("/", "-"), **settings) == [name.replace("/", "-")]


def test_a_template_for_mirrors_alone_makes_nothing_outside_them() -> None:
    template = {"creationTemplates": {"ROOT": {"appliedFor": ["PULL_THROUGH_CACHE"]}}}
    assert told("legacy", registry=template) == ["legacy"]


@pytest.mark.parametrize(
    ("ignore", "expected"),
    [(("legacy/*",), ["legacy"]), (("legacy*",), []), (("*",), []), (("leg.cy",), ["legacy", "legacy/a"])],
)
def test_what_is_ignored_is_matched_as_a_whole_with_stars(ignore: tuple[str, ...], expected: list[str]) -> None:
    assert told("legacy", "legacy/a", ignore=ignore) == expected


def test_what_could_not_be_read_is_not_unmanaged() -> None:
    declared = stack()
    live = dataclasses.replace(
        living(declared), repositories=Unreadable("denied"), parts={"policy": Unreadable("denied")}
    )
    (unknown,) = unmanaged_findings({"team": declared}, (), live)
    assert isinstance(unknown, Unknown)


@pytest.mark.parametrize("name", ["legacy", "union/build", "quay/x", "ignored"])
def test_strangers_in_a_repository_that_nobody_declares_are_critical_whatever_it_is(name: str) -> None:
    live = dataclasses.replace(with_policy(name, STRANGER), parts={"pullThroughCache": {"quay": {}}})
    findings = [one for one in unmanaged_findings({"team": stack()}, ["ignored"], live) if isinstance(one, Finding)]
    extra = next(one for one in findings if one.kind is Kind.EXTRA_POLICY)
    assert (extra.repository, extra.severity, extra.live) == (name, Severity.CRITICAL, STRANGER)
    assert extra.remedy == (
        f"aws ecr delete-repository-policy --repository-name {name} --registry-id 123456789012 --region us-east-1"
    )


def test_a_data_plane_in_a_repository_that_nobody_declares_is_no_stranger() -> None:
    policy = STRANGER.replace('"*"', '{"AWS":"arn:aws:iam::111122223333:role/any"}').replace("ecr:*", "ecr:PutImage")
    assert list(unmanaged_findings({"team": stack()}, (), with_policy("union/build", policy))) == []


def test_a_policy_of_nobodys_repository_that_could_not_be_read_is_unknown() -> None:
    found = list(unmanaged_findings({"team": stack()}, ["legacy"], with_policy("legacy", Unreadable("denied"))))
    assert [type(one) for one in found] == [Unknown]


def test_without_knowing_the_mirrors_nothing_is_unmanaged() -> None:
    live = dataclasses.replace(
        with_repositories(living(stack()), "hub/nginx"), parts={"pullThroughCache": Unreadable("denied")}
    )
    (unknown,) = unmanaged_findings({"team": stack()}, (), live)
    assert isinstance(unknown, Unknown)
    assert unknown.what == "pullThroughCache of the registry 123456789012 us-east-1"


@pytest.mark.parametrize("name", ["1234", "on", "1e3", "null", "0x1f"])
def test_a_name_that_could_be_read_otherwise_is_in_quotes(name: str) -> None:
    (finding,) = unmanaged_findings({"team": stack()}, (), with_repositories(living(stack()), name))
    assert isinstance(finding, Finding)
    assert f'"{name}": {{adopt: true}}' in finding.remedy
    assert f'ignore: ["{name}"]' in finding.remedy


KEY = "arn:aws:kms:us-east-1:123456789012:key/a"
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
            "write down first what is to stay)",
        ),
    ],
)
def test_the_entry_that_takes_a_repository_over_keeps_its_encryption_and_says_what_it_replaces(
    fields: dict[str, Any], images: dict[str, Any], entry: str
) -> None:
    declared = stack(images=images)
    aes = {"encryption_type": "AES256", "encryption_key": None}
    (finding,) = unmanaged_findings(
        {"team": declared}, (), with_repositories(living(declared), "legacy", **{**aes, **fields})
    )
    assert isinstance(finding, Finding)
    assert finding.remedy == f"in the stack file: {entry}{IGNORED}"


def test_the_remedy_of_a_stranger_keeps_the_data_planes() -> None:
    plane, stranger = (
        {"Effect": "Allow", "Principal": {"AWS": who}, "Action": ["ecr:BatchGetImage"]} for who in (PLANE, "*")
    )
    live = with_policy("legacy", json.dumps({"Version": "2012-10-17", "Statement": [stranger, plane]}))
    extra = next(
        one
        for one in unmanaged_findings({"team": stack()}, (), live)
        if isinstance(one, Finding) and one.kind is Kind.EXTRA_POLICY
    )
    command = shlex.split(extra.remedy)
    assert command[2:7] == ["set-repository-policy", "--repository-name", "legacy", "--registry-id", "123456789012"]
    assert json.loads(command[8]) == {"Version": "2012-10-17", "Statement": [plane]}


def test_a_remedy_that_aws_would_refuse_for_its_length_is_told_in_words() -> None:
    alone = {"Effect": "Allow", "Principal": {"AWS": PLANE}, "Action": "ecr:*"}
    statements = [alone | {"Condition": {"StringEquals": {"aws:PrincipalTag/a": str(one)}}} for one in range(20)]
    found = unmanaged_findings({"team": stack()}, (), with_policy("legacy", json.dumps({"Statement": statements})))
    (extra,) = [one for one in found if isinstance(one, Finding) and one.kind is Kind.EXTRA_POLICY]
    assert extra.remedy.startswith("take who is too many out by hand: what remains has ")
    assert extra.remedy.endswith(" characters, and ECR takes 10,240")
