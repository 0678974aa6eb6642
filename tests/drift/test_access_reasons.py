"""Who gains and who loses which access, in one sentence."""

import dataclasses
import json
from typing import Any

import pytest

from tests.drift.live_registry import PLANES, REGISTRY, deployed, edited, found, found_undeclared, stack, with_policy
from union_ecr.drift.findings import Finding
from union_ecr.drift.principals import PrincipalNames
from union_ecr.drift.repository_policy import policy_differences
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.ecr.registry import Registry

PULL = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
NODE = "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"
HERE = Registry("123456789012", "us-east-1")
OWN = "arn:aws:iam::123456789012:role/dev"
PLANE_PULLS: Document = {"Sid": "AllowPull", "Effect": "Allow", "Principal": {"AWS": NODE}, "Action": PULL}
ALSO: Document = PLANE_PULLS | {"Sid": "Also"}
IN_ORGANIZATION = {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}


def reasons(*statements: dict[str, Any], **settings: Any) -> list[str]:
    """Why each statement of this live policy matters, where the stack lets production pull."""
    declared = stack(**settings)
    policy = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    findings = found(declared, edited(deployed(declared), policy=policy))
    return [finding.reason for finding in findings if isinstance(finding, Finding)]


def also(principal: Any, actions: Any = PULL, **more: Any) -> list[str]:
    """Why a statement beside the declared one matters."""
    return reasons(PLANE_PULLS, ALSO | {"Principal": principal, "Action": actions, **more})


def test_a_grant_to_everybody_in_place_of_a_data_planes_names_both_sides() -> None:
    everybody = PLANE_PULLS | {"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}
    assert reasons(everybody) == [
        "Anyone in AWS, if aws:sourceip is 10.0.0.0/8, can pull; production can no longer pull."
    ]


@pytest.mark.parametrize(
    ("principal", "who"),
    [
        ("*", "Anyone in AWS"),
        (
            {"AWS": "arn:aws:iam::111122223333:root"},
            "Everyone in account 111122223333 (production) whose IAM policy allows it",
        ),
    ],
)
def test_a_data_plane_that_a_wider_grant_lets_pull_is_not_said_to_be_locked_out(principal: Any, who: str) -> None:
    assert reasons(PLANE_PULLS | {"Principal": principal}) == [
        f"{who} can pull; production can pull only by a wider grant."
    ]


def test_a_grant_to_the_registrys_own_account_keeps_no_role_of_it() -> None:
    """What a grant to a role gives by itself, one to its account leaves to IAM."""
    grants = [{"principals": [OWN], "access": ["pull"]}]
    (reason,) = reasons(
        PLANE_PULLS | {"Principal": {"AWS": [NODE, "123456789012"]}}, images={"trainer": {"grants": grants}}
    )
    assert reason.endswith("role dev of the registry's own account can no longer pull.")


def test_a_missing_policy_says_which_data_plane_can_no_longer_pull() -> None:
    declared = stack()
    (finding,) = found(declared, edited(deployed(declared), policy=None))
    assert isinstance(finding, Finding)
    assert finding.reason == "production can no longer pull."


@pytest.mark.parametrize("key", ["aws:SourceVpc", "aws:SourceIp"])
def test_a_pull_under_a_condition_is_still_a_pull(key: str) -> None:
    conditional = PLANE_PULLS | {"Condition": {"StringEquals": {key: "x"}}}
    assert reasons(conditional) == ["production can pull only under a condition that is not declared."]
    assert reasons(conditional | {"Action": PULL[:2]}) == ["production can no longer pull."]


def test_a_pull_that_lacks_one_of_its_actions_is_no_pull_any_longer() -> None:
    assert reasons(PLANE_PULLS | {"Action": PULL[:2]}) == ["production can no longer pull."]


@pytest.mark.parametrize(
    ("principal", "who"),
    [
        ("*", "Anyone in AWS"),
        ({"AWS": "999988887777"}, "Everyone in account 999988887777 whose IAM policy allows it"),
        (
            {"AWS": "arn:aws:iam::111122223333:root"},
            "Everyone in account 111122223333 (production) whose IAM policy allows it",
        ),
        ({"AWS": "arn:aws:iam::999988887777:role/teams/x"}, "Role teams/x of account 999988887777"),
        ({"AWS": "arn:aws:iam::111122223333:user/x"}, "User x of account 111122223333 (production)"),
        ({"AWS": OWN}, "Role dev of the registry's own account"),
        ({"Service": "lambda.amazonaws.com"}, "The service lambda.amazonaws.com"),
        (
            {"AWS": [f"arn:aws:iam::999988887777:role/r{number}" for number in range(9)]},
            "Role r0 of account 999988887777, role r1 of account 999988887777, role r2 of account 999988887777 "
            "and 6 more",
        ),
    ],
)
def test_principals_are_named_as_people_know_them(principal: Any, who: str) -> None:
    assert also(principal) == [f"{who} can pull."]


@pytest.mark.parametrize(
    ("condition", "who"),
    [
        (IN_ORGANIZATION, "Anyone in organization o-a1b2c3d4e5"),
        (
            {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-a/r-b/ou-c/*"}},
            "Anyone in organizational unit o-a/r-b/ou-c",
        ),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::999988887777:role/x*"}}, "Role x* of account 999988887777"),
        ({"StringEquals": {"aws:PrincipalAccount": "999988887777"}}, "Anyone in account 999988887777"),
    ],
)
def test_conditions_on_the_caller_are_part_of_its_name(condition: Any, who: str) -> None:
    assert also("*", Condition=condition) == [f"{who} can pull."]


@pytest.mark.parametrize(
    ("actions", "what"),
    [
        ("ecr:*", "do everything with images and the repository, deleting included"),
        (["ecr:BatchGetImage"], "use BatchGetImage"),
        (PULL[1:], "pull"),
        ([*PULL, "ecr:BatchDeleteImage", "ecr:SetRepositoryPolicy"], "pull, delete images and change who may do what"),
        (["ecr:StartImageScan", "ecr:ListImageReferrers"], "use ListImageReferrers and use StartImageScan"),
        ("ecr:Get*", "use 5 actions"),
        ([*PULL, "ecr:Get*"], "pull and use 4 other actions"),
    ],
)
def test_actions_are_described_by_what_they_are_for(actions: Any, what: str) -> None:
    assert also("*", actions) == [f"Anyone in AWS can {what}."]


def test_a_deny_is_described_as_what_fails() -> None:
    assert also("*", ["ecr:BatchGetImage"], Effect="Deny") == ["By a Deny, anyone in AWS can no longer pull or push."]


def test_a_deny_of_everything_leaves_nothing() -> None:
    assert also("*", "ecr:*", Effect="Deny") == [
        "By a Deny, anyone in AWS can no longer do anything with images and the repository."
    ]


def test_many_grants_hide_no_loss() -> None:
    strangers = [
        ALSO | {"Sid": f"S{number}", "Principal": {"AWS": f"99998888777{number}"}, "Action": f"ecr:{action}"}
        for number, action in enumerate(
            ("ListImages", "PutImage", "BatchDeleteImage", "DeleteRepository", "TagResource", "StartImageScan")
        )
    ]
    policy = json.dumps({"Statement": strangers})
    (difference,) = policy_differences(PrincipalNames(HERE, {NODE: "production"}), None, policy)
    assert difference.reason.endswith("and 3 more of this kind.")
    both = reasons(PLANE_PULLS | {"Principal": {"AWS": [f"99998888777{number}" for number in range(9)]}})
    assert both[0].endswith("; production can no longer pull.")


@pytest.mark.parametrize("statement", [{"Effect": "Deny"}, {"Effect": "Deny", "Principal": "*"}, {"Effect": "?"}])
def test_a_critical_difference_is_never_described_as_cosmetic(statement: dict[str, Any]) -> None:
    described = reasons(PLANE_PULLS, statement)
    assert described == ["A Deny in a form that cannot be read may stop anybody."]


def test_another_sid_changes_nobodys_permissions() -> None:
    assert set(reasons(PLANE_PULLS | {"Sid": "Mine"})) == {
        "Nobody's permissions change: the policy is only written differently."
    }


def test_a_deleted_role_is_named_beside_what_is_lost() -> None:
    assert reasons(PLANE_PULLS | {"Principal": {"AWS": "AROAEXAMPLE"}}) == [
        "production can no longer pull; deleted in IAM, so that nobody matches any longer: AROAEXAMPLE."
    ]


def test_a_role_of_a_data_plane_with_several_is_described_with_its_name() -> None:
    planes = {"lab": {"account": "444455556666", "roles": ["a", "b"]}}
    only_a = PLANE_PULLS | {"Principal": {"AWS": "arn:aws:iam::444455556666:role/a"}}
    assert reasons(only_a, dataPlanes=planes) == ["lab (role b) can no longer pull."]


def test_what_an_undeclared_policy_grants_to_trusted_accounts_is_not_its_reason() -> None:
    policy = json.dumps({"Statement": [PLANE_PULLS, ALSO | {"Principal": {"AWS": "999988887777"}}]})
    extra = [
        finding.reason
        for finding in found_undeclared({"team": stack()}, ["legacy"], with_policy("legacy", policy))
        if isinstance(finding, Finding)
    ]
    assert extra == ["Everyone in account 999988887777 whose IAM policy allows it can pull."]


def test_a_registry_policy_names_the_repositories() -> None:
    declared = stack(registry={**REGISTRY, "policy": [{"accounts": ["555566667777"], "access": ["replicate"]}]})
    parts = deployed(declared).parts
    policy = json.loads(parts["policy"])
    policy["Statement"][0]["Resource"] = "arn:aws:ecr:us-east-1:123456789012:repository/ml/*"
    live = dataclasses.replace(deployed(declared), parts={**parts, "policy": json.dumps(policy)})
    (finding,) = found(declared, live)
    assert isinstance(finding, Finding)
    assert finding.reason == (
        "Everyone in account 555566667777 whose IAM policy allows it can replicate images here in ml/*; "
        "everyone in account 555566667777 whose IAM policy allows it can no longer replicate images here."
    )


def test_every_data_plane_is_named_as_the_stack_file_names_it() -> None:
    assert stack().data_planes == {NODE: "production"}
    assert stack(dataPlanes={**PLANES, "twin": PLANES["production"]}).data_planes == {NODE: "production and twin"}
    assert document_text(PLANE_PULLS)  # the statement that the tests edit is the declared one
    assert reasons(PLANE_PULLS) == []
