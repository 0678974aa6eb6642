"""Strangers in a policy, and rights that nobody reviewed."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.declared.grants_and_principals import policy as policy_of
from tests.declared.test_any_repository_policy import grants
from tests.drift.statements import NODE, OF_OWN, UNTRUSTED_ROLE, by, of_service
from union_ecr.compliance.access import unreviewed_actions, untrusted_access, untrusted_destinations
from union_ecr.compliance.configuration import TrustConfiguration
from union_ecr.settings.grants import Grant

ANYONE = TrustConfiguration()
LISTED = TrustConfiguration(accounts=("111122223333", "123456789012"), organizations=("o-a1b2c3d4e5",))


def text(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def everyone(**condition: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage", "Condition": condition}


def of_organization(organization: str, operator: str = "StringEquals") -> dict[str, Any]:
    return everyone(**{operator: {"aws:PrincipalOrgID": organization}})


def of_unit(path: Any, operator: str = "ForAnyValue:StringLike") -> dict[str, Any]:
    return everyone(**{operator: {"aws:PrincipalOrgPaths": path}})


@pytest.mark.parametrize(
    "statement",
    [
        by(NODE),
        by("111122223333"),
        by("*", Effect="Deny"),
        by("AROAGONE"),
        of_service(**OF_OWN),
        of_organization("o-a1b2c3d4e5"),
        of_organization("o-a1b2c3d4e5", "StringLike"),
        of_unit("o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*"),
        of_unit(["o-a1b2c3d4e5/r-ab12/*"]),
        everyone(StringEquals={"aws:PrincipalAccount": "111122223333"}),
        everyone(ArnLike={"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}),
        of_service(Condition={"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}}),
    ],
)
@pytest.mark.parametrize("trusted", [ANYONE, LISTED])
def test_whoever_is_named_or_of_a_named_organization_is_no_stranger(
    statement: dict[str, Any], trusted: TrustConfiguration
) -> None:
    assert list(untrusted_access(text(statement), trusted)) == []


@pytest.mark.parametrize(
    "statement",
    [
        by("*"),
        everyone(),
        {"Effect": "Allow", "Action": "ecr:BatchGetImage"},
        {"Effect": "Allow", "NotPrincipal": {"AWS": NODE}, "Action": "ecr:BatchGetImage"},
        {"Effect": "allow", "Principal": {"AWS": [NODE, "*"]}, "Action": "ecr:*"},
        everyone(IpAddress={"aws:SourceIp": "10.0.0.0/8"}),
        everyone(StringEquals={"aws:SourceVpce": "vpce-12345678"}),
        of_organization("o-*", "StringLike"),
        of_organization("o-a1b2c3d4e5", "StringEqualsIfExists"),
        of_organization("o-a1b2c3d4e5", "StringNotEquals"),
        of_organization("o-a1b2c3d4e5", "ForAllValues:StringEquals"),
        of_unit("o-a1b2c3d4e5/*", "ForAllValues:StringLike"),
        of_unit("*/r-ab12/*"),
        of_unit(["o-a1b2c3d4e5/r-ab12/*", "*"]),
        everyone(ArnLike={"aws:PrincipalArn": "arn:aws:iam::*:role/ci"}),
        everyone(StringLike={"aws:PrincipalAccount": "1111*"}),
        everyone(StringEquals={"aws:PrincipalOrgID": ["o-a1b2c3d4e5", "*"]}),
        of_service(),
        of_service(Condition={"ArnLike": {"aws:SourceArn": "arn:aws:lambda:us-east-1:*:function:*"}}),
    ],
)
@pytest.mark.parametrize("trusted", [ANYONE, LISTED])
def test_whom_nothing_limits_to_an_account_or_an_organization_is_a_stranger(
    statement: dict[str, Any], trusted: TrustConfiguration
) -> None:
    assert [violation.path for violation in untrusted_access(text(by(NODE), statement), trusted)] == [("Statement", 1)]


@pytest.mark.parametrize(
    "statement",
    [
        by(UNTRUSTED_ROLE),
        by("999988887777"),
        by(UNTRUSTED_ROLE, Condition={"StringEquals": {"aws:PrincipalOrgID": "o-zzzzzzzzzz"}}),
        of_organization("o-zzzzzzzzzz"),
        everyone(StringEquals={"aws:PrincipalOrgID": ["o-a1b2c3d4e5", "o-zzzzzzzzzz"]}),
        of_unit(["o-a1b2c3d4e5/r-ab12/*", "o-zzzzzzzzzz/r-ab12/*"]),
        of_service(Condition={"StringEquals": {"aws:SourceAccount": "999988887777"}}),
    ],
)
def test_who_is_not_listed_is_a_stranger_only_where_there_is_a_list(statement: dict[str, Any]) -> None:
    assert list(untrusted_access(text(statement), ANYONE)) == []
    (violation,) = untrusted_access(text(statement), LISTED)
    assert violation.remedy == "drop it, or list the account in accounts or the organization in organizations"


def test_a_list_of_accounts_alone_trusts_no_organization_and_the_other_way_round() -> None:
    accounts, organizations = (
        TrustConfiguration(accounts=("111122223333",)),
        TrustConfiguration(organizations=("o-a1b2c3d4e5",)),
    )
    assert list(untrusted_access(text(of_organization("o-a1b2c3d4e5")), accounts))
    assert list(untrusted_access(text(by(NODE)), organizations))


def test_a_line_says_whom_the_statement_lets_in_what_they_can_do_and_the_remedy() -> None:
    statement = by("*", action=["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"])
    (violation,) = untrusted_access(text(statement), ANYONE)
    assert str(violation) == (
        'Statement[0]: {"Principal": {"AWS": ["*"]}}: anyone in AWS can pull; name roles or accounts, or add a '
        "condition on aws:PrincipalOrgID"
    )
    (violation,) = untrusted_access(text(of_service()), ANYONE)
    assert violation.rule == "the service lambda.amazonaws.com can use BatchGetImage"
    assert violation.remedy == "add a condition on aws:SourceArn or aws:SourceAccount: a service acts for everybody"


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"Statement": "x"}'])
def test_what_is_no_policy_is_reported(broken: str) -> None:
    (violation,) = untrusted_access(broken, ANYONE)
    assert violation.rule == "is no policy that can be read, so who may do what is not known"


def test_images_are_replicated_to_listed_accounts_alone() -> None:
    assert list(untrusted_destinations(["999988887777"], ANYONE)) == []
    (violation,) = untrusted_destinations(["111122223333", "999988887777"], LISTED)
    assert (violation.path, violation.given) == ((1,), '"999988887777"')


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (by(NODE, action="ecr:*"), "would grant rights that ECR does not have yet"),
        (by(NODE, action="ecr:Get?mage"), "would grant rights that ECR does not have yet"),
        (by(NODE, action=["ecr:BatchGetImage", "*"]), "would grant rights that ECR does not have yet"),
        (
            {"Effect": "Allow", "Principal": {"AWS": NODE}, "NotAction": "ecr:DeleteRepository"},
            "would grant rights that ECR does not have yet",
        ),
        (
            by(NODE, action="ecr:GetAuthorizationToken"),
            "cannot be granted by the policy of a repository or a registry",
        ),
        (
            of_organization("o-a1b2c3d4e5") | {"Action": ["ecr:BatchGetImage", "ecr:batchdeleteimage"]},
            "would let principals that the statement does not name delete images",
        ),
    ],
)
def test_rights_that_nobody_reviewed_are_reported(statement: dict[str, Any], rule: str) -> None:
    assert [violation.rule for violation in unreviewed_actions(text(statement))] == [rule]


def test_named_actions_are_reviewed_and_a_deny_may_have_wildcards() -> None:
    named = by(NODE, action=["ecr:BatchGetImage", "ecr:BatchDeleteImage"])
    assert list(unreviewed_actions(text(named, by("*", action="ecr:*", Effect="Deny")))) == []


@pytest.mark.slow
@given(st.lists(grants, min_size=1, max_size=4))
def test_what_a_stack_file_can_grant_is_never_reported(granted: list[Grant]) -> None:
    document = text(*policy_of(*granted))
    assert list(untrusted_access(document, ANYONE)) == []
    assert list(unreviewed_actions(document)) == []
