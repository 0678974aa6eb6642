"""Decisions of resource policies about roles, sessions, users, accounts, organizations and services."""

import json
from typing import Any

import pytest

from sandbox.emulated_aws import Caller, Decision, evaluate_resource_policy
from sandbox.emulated_aws.policy_evaluation import combined, locks_out

ROLE = "arn:aws:iam::111122223333:role/unit/node"
NODE = Caller.of_role(ROLE, organization_path="o-acme/r-root/ou-root-ml/")
OTHER_ROLE = Caller.of_role("arn:aws:iam::111122223333:role/web", organization_path="o-acme/r-root/ou-root-web/")
OTHER_ACCOUNT = Caller.of_role("arn:aws:iam::444455556666:role/unit/node", organization_path="o-other/r-root/")
USER = Caller.of_user("arn:aws:iam::111122223333:user/robot")
LAMBDA = Caller.of_service(
    "lambda.amazonaws.com",
    source_arn="arn:aws:lambda:us-east-1:111122223333:function:train",
    source_account="111122223333",
)
CALLERS = [NODE, OTHER_ROLE, OTHER_ACCOUNT, USER, LAMBDA]
PULL = "ecr:BatchGetImage"
TRAINER = "arn:aws:ecr:us-east-1:123456789012:repository/ml/trainer"


def policy(principal: Any, effect: str = "Allow", action: Any = "ecr:*", **more: Any) -> str:
    statement = {"Effect": effect, "Principal": principal, "Action": action, **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def allowed(text: str) -> list[Caller]:
    return [caller for caller in CALLERS if evaluate_resource_policy(text, caller, PULL) is Decision.ALLOWED]


@pytest.mark.parametrize(
    ("principal", "allowed_callers"),
    [
        pytest.param({"AWS": ROLE}, [NODE], id="role"),
        pytest.param({"AWS": "arn:aws:iam::111122223333:role/node"}, [], id="role without its path"),
        pytest.param({"AWS": "arn:aws:sts::111122223333:assumed-role/node/session"}, [NODE], id="session"),
        pytest.param({"AWS": "arn:aws:sts::111122223333:assumed-role/node/other"}, [], id="other session"),
        pytest.param({"AWS": USER.arn}, [USER], id="user"),
        pytest.param({"AWS": "arn:aws:iam::111122223333:root"}, [NODE, OTHER_ROLE, USER], id="account"),
        pytest.param({"AWS": "111122223333"}, [NODE, OTHER_ROLE, USER], id="account id"),
        pytest.param({"AWS": "arn:aws:iam::*:role/unit/node"}, [], id="part of an ARN"),
        pytest.param({"AWS": "AROAEXAMPLE"}, [], id="a role that is gone"),
        pytest.param({"Service": "lambda.amazonaws.com"}, [LAMBDA], id="service"),
        pytest.param({"Service": ["ecs.amazonaws.com"]}, [], id="other service"),
        pytest.param({"Federated": "accounts.google.com"}, [], id="federated"),
        pytest.param("*", CALLERS, id="everyone"),
        pytest.param({"AWS": "*"}, CALLERS, id="everyone as a map"),
    ],
)
def test_a_principal_allows_exactly_the_callers_it_names(principal: Any, allowed_callers: list[Caller]) -> None:
    assert allowed(policy(principal)) == allowed_callers


@pytest.mark.parametrize(
    ("condition", "allowed_callers"),
    [
        ({"StringEquals": {"aws:PrincipalOrgID": "o-acme"}}, [NODE, OTHER_ROLE]),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-acme/*"}}, [NODE, OTHER_ROLE]),
        ({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-acme/r-root/ou-root-ml/*"}}, [NODE]),
        ({"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-acme/r-root/ou-root-ml/"}}, [NODE]),
        ({"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-acme/r-root/"}}, []),
        ({"StringLike": {"aws:PrincipalOrgPaths": "o-acme/*"}}, []),
        ({"ArnEquals": {"aws:PrincipalArn": ROLE}}, [NODE]),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:lambda:*:111122223333:function:*"}}, [LAMBDA]),
        ({"ArnLike": {"aws:SourceArn": "arn:aws:lambda:*:444455556666:function:*"}}, []),
        ({"StringEquals": {"aws:SourceAccount": "111122223333"}}, [LAMBDA]),
        ({"StringEqualsIfExists": {"aws:SourceAccount": "111122223333"}}, CALLERS),
        ({"StringNotEqualsIfExists": {"aws:SourceAccount": "111122223333"}}, [NODE, OTHER_ROLE, OTHER_ACCOUNT, USER]),
        ({"Bool": {"aws:PrincipalIsAWSService": True}}, [LAMBDA]),
    ],
)
def test_a_condition_allows_exactly_the_callers_it_holds_for(
    condition: dict[str, Any], allowed_callers: list[Caller]
) -> None:
    assert allowed(policy("*", Condition=condition)) == allowed_callers


@pytest.mark.parametrize(
    ("resource", "decision"),
    [
        ("*", Decision.ALLOWED),
        ("arn:aws:ecr:us-east-1:123456789012:repository/*", Decision.ALLOWED),
        ("arn:aws:ecr:us-east-1:123456789012:repository/ml/*", Decision.ALLOWED),
        (["arn:aws:ecr:us-east-1:123456789012:repository/web/*", TRAINER], Decision.ALLOWED),
        ("arn:aws:ecr:us-east-1:123456789012:repository/ml", Decision.IMPLICIT_DENY),
        ("arn:aws:ecr:eu-west-1:123456789012:repository/*", Decision.IMPLICIT_DENY),
    ],
)
def test_a_registry_policy_applies_to_the_repositories_it_names(resource: Any, decision: Decision) -> None:
    assert evaluate_resource_policy(policy("*", Resource=resource), NODE, PULL, TRAINER) is decision


def test_not_resource_excludes_repositories_from_a_registry_policy() -> None:
    spared = policy("*", NotResource="arn:aws:ecr:us-east-1:123456789012:repository/ml/*")
    assert evaluate_resource_policy(spared, NODE, PULL, TRAINER) is Decision.IMPLICIT_DENY
    assert evaluate_resource_policy(spared, NODE, PULL, TRAINER.replace("/ml/", "/web/")) is Decision.ALLOWED


def test_an_allow_of_a_registry_policy_without_resource_allows_nothing() -> None:
    assert evaluate_resource_policy(policy("*"), NODE, PULL, TRAINER) is Decision.IMPLICIT_DENY


def test_of_several_policies_a_deny_wins_over_an_allow() -> None:
    assert combined([Decision.ALLOWED, Decision.EXPLICIT_DENY]) is Decision.EXPLICIT_DENY
    assert combined([Decision.IMPLICIT_DENY, Decision.ALLOWED]) is Decision.ALLOWED
    assert combined([]) is Decision.IMPLICIT_DENY


@pytest.mark.parametrize(
    ("text", "locked"),
    [
        (policy("*", "Deny"), True),
        (policy({"AWS": "111122223333"}, "Deny", ["ecr:Get*", "ecr:Set*"]), True),
        (policy({"AWS": ROLE}, "Deny"), True),
        (policy({"AWS": OTHER_ROLE.principal_arn}, "Deny"), False),
        (policy("*", "Deny", "ecr:PutImage"), False),
        (policy("*", "Deny", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-acme"}}), False),
        (policy("*", "Allow"), False),
    ],
)
def test_only_a_deny_without_condition_locks_the_author_of_a_policy_out(text: str, locked: bool) -> None:
    assert locks_out(text, NODE) is locked
