"""The emulated AWS accepts the same policies as ECR, and stores them as AWS does."""

import json
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.emulated_aws.policy_documents import RegistryLocation, checked_policy
from sandbox.emulated_aws.policy_principals import InvalidPolicy

from .test_emulated_aws_answers import error_of

pytestmark = pytest.mark.slow

DATA_PLANE = "111122223333"
ROLE = f"arn:aws:iam::{DATA_PLANE}:role/node"
HERE = RegistryLocation("aws", "us-east-1", DEFAULT_ACCOUNT)
EVERY_REPOSITORY = f"arn:aws:ecr:us-east-1:{DEFAULT_ACCOUNT}:repository/*"


def statement(**more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "ecr:BatchGetImage", **more}


def text(*statements: Any, **more: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **more})


def without(element: str) -> dict[str, Any]:
    return {name: value for name, value in statement().items() if name != element}


@pytest.mark.parametrize(
    "policy",
    [
        text(statement(Sid="AllowPull")),
        text(statement(Sid="one"), statement(Sid="other")),
        text(Statement=statement()),
        text(statement(), Version="2008-10-17", Id="policy"),
        text(statement(Action=["ecr:Batch*", "ECR:getdownloadurlforlayer", "ecr:*"])),
        text(statement(Action=["ecr:BatchImportUpstreamImage", "ecr:GetImageCopyStatus", "ecr:ReplicateImage"])),
        text({**without("Action"), "NotAction": "ecr:DeleteRepository"}),
        text(statement(Resource="*")),
        text(statement(Principal="*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-acme"}})),
        text(statement(Condition={"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-acme/*"]}})),
        text(
            statement(Condition={"StringNotEqualsIfExists": {"aws:PrincipalTag/team": "ml"}, "Null": {"aws:x": True}})
        ),
        text({**without("Principal"), "Effect": "Deny", "NotPrincipal": {"AWS": ROLE}, "Action": "ecr:PutImage"}),
        text(statement(Sid="new statement")).ljust(10_240),
    ],
)
def test_a_valid_policy_is_accepted(policy: str) -> None:
    assert checked_policy(policy, "repository", HERE) == json.loads(policy)


REFUSED = {
    "no JSON": "{",
    "deep": "[" * 10_000,
    "empty": "",
    "list": "[]",
    "unknown element": text(statement(), Comment="x"),
    "unknown version": text(statement(), Version="2012-10-18"),
    "an Id that is no text": text(statement(), Id=5),
    "no statement": text(),
    "a statement that is none": text("Allow"),
    "unknown element of a statement": text(statement(Actions="ecr:PutImage")),
    "no effect": text(without("Effect")),
    "unknown effect": text(statement(Effect="allow")),
    "a Sid that is no text": text(statement(Sid=1)),
    "a Sid twice": text(statement(Sid="AllowPull"), statement(Sid="AllowPull", Effect="Deny")),
    "no principal": text(without("Principal")),
    "both kinds of principal": text(statement(Effect="Deny", NotPrincipal="*")),
    "NotPrincipal with Allow": text({**without("Principal"), "NotPrincipal": {"AWS": ROLE}}),
    "no action": text(without("Action")),
    "both kinds of action": text(statement(NotAction="ecr:PutImage")),
    "no action in the list": text(statement(Action=[])),
    "an action that is no text": text(statement(Action=[5])),
    "an unknown action": text(statement(Action="ecr:PullImage")),
    "an action of another service": text(statement(Action="s3:GetObject")),
    "an action without service": text(statement(Action="BatchGetImage")),
    "a wildcard of nothing": text(statement(Action="ecr:Pull*")),
    "every action of every service": text(statement(Action="*")),
    "the login": text(statement(Action=["ecr:BatchGetImage", "ecr:GetAuthorizationToken"])),
    "a repository as resource": text(statement(Resource=EVERY_REPOSITORY)),
    "no resource": text(statement(NotResource="*")),
    "conditions in a list": text(statement(Condition=[])),
    "an unknown operator": text(statement(Condition={"StringMatches": {"aws:PrincipalOrgID": "o-acme"}})),
    "an unknown set operator": text(statement(Condition={"ForOneValue:StringLike": {"aws:x": "o-acme"}})),
    "NullIfExists": text(statement(Condition={"NullIfExists": {"aws:x": "true"}})),
    "an operator without keys": text(statement(Condition={"StringEquals": {}})),
    "a key without prefix": text(statement(Condition={"StringEquals": {"PrincipalOrgID": "o-acme"}})),
    "a value that is none": text(statement(Condition={"StringEquals": {"aws:PrincipalOrgID": {}}})),
    "10,241 characters": text(statement()).ljust(10_241),
}


@pytest.mark.parametrize("policy", REFUSED.values(), ids=REFUSED)
def test_an_invalid_policy_is_refused_with_ecrs_message(aws: EmulatedAws, policy: str) -> None:
    ecr = aws.client("ecr", config=Config(parameter_validation=False))
    ecr.create_repository(repositoryName="trainer")
    with pytest.raises(ClientError) as refused:
        ecr.set_repository_policy(repositoryName="trainer", policyText=policy)
    assert error_of(refused) == ("InvalidParameterException", 400, 0)
    if len(policy) <= 10_240:
        assert "'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'" in str(refused.value)
    with pytest.raises(InvalidPolicy):
        checked_policy(policy, "repository", HERE)


@pytest.mark.parametrize(
    "principal",
    [
        "*",
        {"AWS": "*"},
        {"AWS": DATA_PLANE},
        {"AWS": [f"arn:aws:iam::{DATA_PLANE}:root", f"arn:aws:iam::{DATA_PLANE}:user/team/robot"]},
        {"AWS": f"arn:aws:iam::{DATA_PLANE}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1"},
        {"AWS": f"arn:aws:sts::{DATA_PLANE}:assumed-role/node/i-1234567890"},
        {"AWS": f"arn:aws:sts::{DATA_PLANE}:federated-user/robot"},
        {"Service": "lambda.amazonaws.com"},
        {"Service": ["codebuild.amazonaws.com", "ecs-tasks.amazonaws.com"], "AWS": ROLE},
        {"Federated": "accounts.google.com"},
        {"Federated": f"arn:aws:iam::{DATA_PLANE}:oidc-provider/token.actions.githubusercontent.com"},
    ],
    ids=str,
)
def test_valid_principals_are_accepted(principal: Any) -> None:
    checked_policy(text(statement(Principal=principal)), "repository", HERE)


@pytest.mark.parametrize("service", ["lambda.amazonaws.com", "lambda.amazonaws.com.cn"])
def test_in_china_a_service_principal_may_end_in_com_or_com_cn(service: str) -> None:
    china = RegistryLocation("aws-cn", "cn-north-1", HERE.account)
    checked_policy(text(statement(Principal={"Service": service})), "repository", china)


@pytest.mark.parametrize(
    "principal",
    [
        "garbage",
        "",
        [],
        {},
        DATA_PLANE,
        {"AWS": []},
        {"AWS": "garbage"},
        {"AWS": "12345678901"},
        {"AWS": 111122223333},
        {"AWS": f"arn:aws:iam::{DATA_PLANE}:role/*"},
        {"AWS": "arn:aws:iam::*:root"},
        {"AWS": f"arn:aws:iam::{DATA_PLANE}:role/"},
        {"AWS": f"arn:aws:iam::{DATA_PLANE}:group/team"},
        {"AWS": f"arn:aws:iam:us-east-1:{DATA_PLANE}:role/node"},
        {"AWS": f"arn:aws:sts::{DATA_PLANE}:assumed-role/node"},
        {"AWS": f"arn:aws-us-gov:iam::{DATA_PLANE}:role/node"},
        {"AWS": [ROLE, f"arn:aws-cn:iam::{DATA_PLANE}:root"]},
        {"Service": "*"},
        {"Service": "lambda"},
        {"Service": "lambda.example.com"},
        {"Service": "lambda.amazonaws.com.cn"},
        {"Federated": "*"},
        {"Federated": f"arn:aws-cn:iam::{DATA_PLANE}:saml-provider/idp"},
        {"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"},
        {"aws": ROLE},
    ],
    ids=str,
)
def test_invalid_principals_are_refused(principal: Any) -> None:
    with pytest.raises(InvalidPolicy):
        checked_policy(text(statement(Principal=principal)), "repository", HERE)


@pytest.mark.parametrize(
    ("partition", "region", "taken"),
    [("aws-cn", "cn-north-1", True), ("aws-us-gov", "us-gov-west-1", False), ("aws", "eu-west-1", False)],
)
def test_a_principal_is_of_the_partition_of_the_region(
    aws: EmulatedAws, partition: str, region: str, taken: bool
) -> None:
    ecr = aws.client("ecr", region)
    ecr.create_repository(repositoryName="trainer")
    policy = text(statement(Principal={"AWS": f"arn:aws-cn:iam::{DATA_PLANE}:root"}))
    try:
        ecr.set_repository_policy(repositoryName="trainer", policyText=policy)
    except ClientError:
        assert not taken
    else:
        assert taken
    assert ecr.describe_repositories()["repositories"][0]["repositoryArn"].startswith(f"arn:{partition}:")


def set_and_read(aws: EmulatedAws, policy: str, region: str = "us-east-1") -> str:
    ecr = aws.client("ecr", region)
    ecr.create_repository(repositoryName="trainer")
    answered = ecr.set_repository_policy(repositoryName="trainer", policyText=policy)["policyText"]
    read: str = ecr.get_repository_policy(repositoryName="trainer")["policyText"]
    assert answered == read
    return read


def test_an_account_id_is_returned_as_its_root_arn_and_all_else_unchanged(aws: EmulatedAws) -> None:
    given = statement(
        Sid="one",
        Principal={"AWS": [DATA_PLANE, ROLE]},
        Condition={"StringEquals": {"aws:PrincipalAccount": DATA_PLANE}},
    )
    read = json.loads(set_and_read(aws, text(given, statement(Principal={"AWS": DATA_PLANE}))))
    root = f"arn:aws:iam::{DATA_PLANE}:root"
    assert read == json.loads(text({**given, "Principal": {"AWS": [root, ROLE]}}, statement(Principal={"AWS": root})))


def test_the_root_arn_is_of_the_partition_of_the_region(aws: EmulatedAws) -> None:
    read = json.loads(set_and_read(aws, text(statement(Principal={"AWS": DATA_PLANE})), "cn-north-1"))
    assert read["Statement"][0]["Principal"] == {"AWS": f"arn:aws-cn:iam::{DATA_PLANE}:root"}


def test_a_policy_without_account_ids_is_returned_byte_for_byte(aws: EmulatedAws) -> None:
    policy = json.dumps(json.loads(text(statement(Sid="one"))), indent=3)
    assert set_and_read(aws, policy) == policy


def test_a_policy_that_locks_its_author_out_needs_force(aws: EmulatedAws) -> None:
    ecr, policy = aws.client("ecr"), text(statement(Effect="Deny", Principal="*", Action="ecr:*"))
    ecr.create_repository(repositoryName="trainer")
    with pytest.raises(ClientError, match="use force") as refused:
        ecr.set_repository_policy(repositoryName="trainer", policyText=policy)
    assert error_of(refused) == ("InvalidParameterException", 400, 0)
    ecr.set_repository_policy(repositoryName="trainer", policyText=policy, force=True)
    with pytest.raises(ClientError, match="explicit deny"):
        ecr.set_repository_policy(repositoryName="trainer", policyText=text(statement()))
