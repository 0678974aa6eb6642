"""Who may do what with a repository, as a table of examples: a grant, and everyone who tries.

The rendered policy is judged by the emulated AWS's reading of IAM's documentation, which knows nothing of ours.
"""

import json

import pytest

from sandbox.emulated_aws import Caller, Decision, evaluate_resource_policy
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.actions import ACTIONS, Access
from union_ecr.ecr.registry import Registry
from union_ecr.settings.data_planes import DataPlane, data_plane_grants
from union_ecr.settings.grants import Grant

VIRGINIA = Registry("123456789012", "us-east-1")
CHINA = Registry("123456789012", "cn-north-1")
ORGANIZATION, UNIT = "o-a1b2c3d4e5", "o-a1b2c3d4e5/r-ab12/ou-ab12-11111111"
IN_UNIT, BELOW_UNIT, BESIDE_UNIT = f"{UNIT}/", f"{UNIT}/ou-ab12-22222222/", f"{ORGANIZATION}/r-ab12/ou-ab12-33333333/"
ANOTHER_ORGANIZATION = "o-zzzzzzzzzz/r-zz99/ou-zz99-11111111/"
LOOK_ALIKE = "o-a1b2c3d4e5x/r-ab12/ou-ab12-11111111/"

ROLE = "arn:aws:iam::111122223333:role/ci"
OWN_ROLE = "arn:aws:iam::123456789012:role/ci"
NODE = "arn:aws:iam::111122223333:role/unionai-acme-flyteworker-node-group"
SSO = "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Builder_0a1b"
FUNCTION = "arn:aws:lambda:us-east-1:111122223333:function:train"

CALLERS = {
    "the role": Caller.of_role(ROLE, organization_path=IN_UNIT),
    "another role there": Caller.of_role(f"{ROLE}-2", organization_path=IN_UNIT),
    "the role under a path": Caller.of_role("arn:aws:iam::111122223333:role/x/ci", organization_path=IN_UNIT),
    "the role elsewhere": Caller.of_role("arn:aws:iam::444455556666:role/ci", organization_path=BESIDE_UNIT),
    "another session of the role": Caller.of_role(ROLE, session="another", organization_path=IN_UNIT),
    "a session named as the role": Caller.of_role(f"{ROLE}-2", session="ci", organization_path=IN_UNIT),
    "a role of the registry's account": Caller.of_role(OWN_ROLE, organization_path=BESIDE_UNIT),
    "a user of the registry's account": Caller.of_user(OWN_ROLE.replace("role", "user"), organization_path=BESIDE_UNIT),
    "another role of the registry's account": Caller.of_role(f"{OWN_ROLE}-2"),
    "a role under a path that begins alike": Caller.of_role("arn:aws:iam::111122223333:role/ci-a/x"),
    "a user there": Caller.of_user("arn:aws:iam::111122223333:user/ci", organization_path=IN_UNIT),
    "someone below the unit": Caller.of_role("arn:aws:iam::777788889999:role/a", organization_path=BELOW_UNIT),
    "another organization": Caller.of_role("arn:aws:iam::666677778888:role/ci", organization_path=ANOTHER_ORGANIZATION),
    "a look-alike organization": Caller.of_role("arn:aws:iam::666677778888:role/x", organization_path=LOOK_ALIKE),
    "nobody's organization": Caller.of_role("arn:aws:iam::999900001111:role/ci"),
    "the node role": Caller.of_role(NODE, organization_path=IN_UNIT),
    "an engineer": Caller.of_role(SSO, organization_path=IN_UNIT),
    "another engineer": Caller.of_role(SSO.replace("Builder", "Reader"), organization_path=IN_UNIT),
    "Lambda for them": Caller.of_service("lambda.amazonaws.com", source_arn=FUNCTION, source_account="111122223333"),
    "Lambda for others": Caller.of_service(
        "lambda.amazonaws.com", source_arn=FUNCTION.replace("1111", "9999", 1), source_account="999922223333"
    ),
    "another service for them": Caller.of_service(
        "codebuild.amazonaws.com", source_arn=FUNCTION, source_account="111122223333"
    ),
}
# To the letter, apart from the model: its own lists would hide what is missing from them.
PULLS = {"ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
PUSHES = {
    "ecr:BatchCheckLayerAvailability",
    "ecr:BatchGetImage",
    "ecr:CompleteLayerUpload",
    "ecr:InitiateLayerUpload",
    "ecr:PutImage",
    "ecr:UploadLayerPart",
}
LOOKS = {"ecr:DescribeImages", "ecr:DescribeRepositories", "ecr:ListImages"}
LAMBDA_PULLS = {"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}
LOOK, TAGS, DELETE = "ecr:DescribeImages", "ecr:ListTagsForResource", "ecr:BatchDeleteImage"
NOBODY_MAY = {"ecr:GetAuthorizationToken", "ecr:SetRepositoryPolicy", "ecr:CreateRepository", "ecr:ReplicateImage"}
EVERYTHING = PULLS | PUSHES | LOOKS | {TAGS, DELETE} | NOBODY_MAY


def grant(**fields: object) -> Grant:
    return Grant.model_validate(fields, by_alias=True, by_name=False)


def plane(**fields: object) -> tuple[Grant, ...]:
    planes = {"production": DataPlane.model_validate({"account": "111122223333", **fields}, by_alias=True)}
    return data_plane_grants(VIRGINIA, "acme", planes, None)


BY_ARN = (grant(principals=[ROLE], access=["pull"]),)
BY_CONDITION = (grant(principals=[ROLE], rolesBy="condition", access=["pull"]),)
BY_WILDCARD = (grant(principals=[f"{ROLE}-*"], rolesBy="condition", access=["pull"]),)
OWN = (grant(principals=[OWN_ROLE], access=["pull"]),)
OWN_BY_CONDITION = (grant(principals=[OWN_ROLE], rolesBy="condition", access=["pull"]),)
ACCOUNT = (grant(principals=["111122223333"], access=["pull"]),)
ENGINEERS = (grant(principals=[SSO.replace("0a1b", "*")], rolesBy="condition", access=["pull", "push"]),)
WHOLE_ORGANIZATION = (grant(organizationId=ORGANIZATION, access=["pull"]),)
WHOLE_UNIT = (grant(organizationalUnits=[UNIT], access=["pull"]),)
LAMBDA = (grant(service="lambda.amazonaws.com", sourceArns=[FUNCTION.replace("train", "*")], access=["pull"]),)
LAMBDA_OF_ACCOUNT = (grant(service="lambda.amazonaws.com", sourceAccounts=["111122223333"], access=["pull"]),)
PUSHER = (grant(principals=[ROLE], access=["push"]),)
LOOKER = (grant(principals=[ROLE], access=["describe"]),)
NAMED = (grant(principals=[ROLE], actions=[TAGS]),)
DELETES = (grant(principals=[ROLE], actions=[TAGS, DELETE]), grant(principals=[f"{ROLE}-2"], actions=[TAGS]))
SELF_MANAGED = {"nodeRole": "nodes", "userRole": "ci", "operatorProxyRole": "ci-2", "imageBuilderRole": "x/ci"}

# What is granted, who tries, and what of EVERYTHING they may do.
TABLE: list[tuple[str, tuple[Grant, ...], str, set[str]]] = [
    ("a role by ARN", BY_ARN, "the role", PULLS),
    ("a role by ARN", BY_ARN, "another role there", set()),
    ("a role by ARN", BY_ARN, "the role under a path", set()),
    ("a role by ARN", BY_ARN, "the role elsewhere", set()),
    ("a role by ARN", BY_ARN, "a user there", set()),
    ("a role by ARN", BY_ARN, "another organization", set()),
    ("a role by ARN", BY_ARN, "Lambda for them", set()),
    ("a role by condition", BY_CONDITION, "the role", PULLS),
    ("a role by condition", BY_CONDITION, "another role there", set()),
    ("a role by condition", BY_CONDITION, "the role under a path", set()),
    ("a role by condition", BY_CONDITION, "the role elsewhere", set()),
    ("a role by condition", BY_CONDITION, "a user there", set()),
    ("a role by condition", BY_CONDITION, "nobody's organization", set()),
    ("a role by condition", BY_CONDITION, "Lambda for them", set()),
    ("an account", ACCOUNT, "the role", PULLS),
    ("an account", ACCOUNT, "another role there", PULLS),
    ("an account", ACCOUNT, "a user there", PULLS),
    ("an account", ACCOUNT, "the role elsewhere", set()),
    ("an account", ACCOUNT, "Lambda for them", set()),
    ("engineers by a wildcard", ENGINEERS, "an engineer", PULLS | PUSHES),
    ("engineers by a wildcard", ENGINEERS, "another engineer", set()),
    ("engineers by a wildcard", ENGINEERS, "the role", set()),
    ("engineers by a wildcard", ENGINEERS, "the role elsewhere", set()),
    ("an organization", WHOLE_ORGANIZATION, "the role", PULLS),
    ("an organization", WHOLE_ORGANIZATION, "the role elsewhere", PULLS),
    ("an organization", WHOLE_ORGANIZATION, "a user there", PULLS),
    ("an organization", WHOLE_ORGANIZATION, "someone below the unit", PULLS),
    ("an organization", WHOLE_ORGANIZATION, "another organization", set()),
    ("an organization", WHOLE_ORGANIZATION, "a look-alike organization", set()),
    ("an organization", WHOLE_ORGANIZATION, "nobody's organization", set()),
    ("an organization", WHOLE_ORGANIZATION, "Lambda for them", set()),
    ("an organization", WHOLE_ORGANIZATION, "Lambda for others", set()),
    ("an organizational unit", WHOLE_UNIT, "the role", PULLS),
    ("an organizational unit", WHOLE_UNIT, "someone below the unit", PULLS),
    ("an organizational unit", WHOLE_UNIT, "the role elsewhere", set()),
    ("an organizational unit", WHOLE_UNIT, "another organization", set()),
    ("an organizational unit", WHOLE_UNIT, "a look-alike organization", set()),
    ("an organizational unit", WHOLE_UNIT, "nobody's organization", set()),
    ("Lambda by its functions", LAMBDA, "Lambda for them", LAMBDA_PULLS),
    ("Lambda by its functions", LAMBDA, "Lambda for others", set()),
    ("Lambda by its functions", LAMBDA, "another service for them", set()),
    ("Lambda by its functions", LAMBDA, "the role", set()),
    ("Lambda by its account", LAMBDA_OF_ACCOUNT, "Lambda for them", LAMBDA_PULLS),
    ("Lambda by its account", LAMBDA_OF_ACCOUNT, "Lambda for others", set()),
    ("Lambda by its account", LAMBDA_OF_ACCOUNT, "another service for them", set()),
    ("Lambda by its account", LAMBDA_OF_ACCOUNT, "a user there", set()),
    ("a role that pushes", PUSHER, "the role", PUSHES),
    ("a role that pushes", PUSHER, "another role there", set()),
    ("a role that describes", LOOKER, "the role", LOOKS),
    ("a role that describes", LOOKER, "the role elsewhere", set()),
    ("an action by name", NAMED, "the role", {TAGS}),
    ("an action by name", NAMED, "another role there", set()),
    ("actions by name", DELETES, "the role", {TAGS, DELETE}),
    ("actions by name", DELETES, "another role there", {TAGS}),
    ("actions by name", DELETES, "the role elsewhere", set()),
    ("a role by ARN", BY_ARN, "another session of the role", PULLS),
    ("a role by ARN", BY_ARN, "a session named as the role", set()),
    ("a role by ARN", BY_ARN, "a role of the registry's account", set()),
    ("a role by condition", BY_CONDITION, "another session of the role", PULLS),
    ("a role by condition", BY_CONDITION, "a session named as the role", set()),
    ("a role by condition", BY_CONDITION, "a role of the registry's account", set()),
    ("an account", ACCOUNT, "another session of the role", PULLS),
    ("an account", ACCOUNT, "a role of the registry's account", set()),
    ("an account", ACCOUNT, "a user of the registry's account", set()),
    ("roles by a wildcard", BY_WILDCARD, "another role there", PULLS),
    ("roles by a wildcard", BY_WILDCARD, "a role under a path that begins alike", PULLS),
    ("roles by a wildcard", BY_WILDCARD, "the role", set()),
    ("roles by a wildcard", BY_WILDCARD, "another role of the registry's account", set()),
    ("an organization", WHOLE_ORGANIZATION, "another session of the role", PULLS),
    ("an organization", WHOLE_ORGANIZATION, "a role of the registry's account", PULLS),
    ("an organization", WHOLE_ORGANIZATION, "a user of the registry's account", PULLS),
    ("an organization", WHOLE_ORGANIZATION, "another role of the registry's account", set()),
    ("an organizational unit", WHOLE_UNIT, "a session named as the role", PULLS),
    ("an organizational unit", WHOLE_UNIT, "a role of the registry's account", set()),
    ("a role of the registry's account", OWN, "a role of the registry's account", PULLS),
    ("a role of the registry's account", OWN, "another role of the registry's account", set()),
    ("a role of the registry's account", OWN, "the role", set()),
    ("a role of the registry's account by condition", OWN_BY_CONDITION, "a role of the registry's account", PULLS),
    (
        "a role of the registry's account by condition",
        OWN_BY_CONDITION,
        "another role of the registry's account",
        set(),
    ),
    (
        "a data plane in the registry's account",
        plane(account="123456789012"),
        "a role of the registry's account",
        set(),
    ),
    ("Union's data plane", plane(), "the node role", PULLS),
    ("Union's data plane", plane(), "the role", set()),
    ("Union's data plane", plane(), "nobody's organization", set()),
    ("Union's data plane by condition", plane(rolesBy="condition"), "the node role", PULLS),
    ("Union's data plane by condition", plane(rolesBy="condition"), "the role", set()),
    ("a data plane's own roles", plane(roles=["ci"]), "the role", PULLS),
    ("a data plane's own roles", plane(roles=["ci"]), "the node role", set()),
    ("a data plane's own roles", plane(roles=["x/ci"]), "the role under a path", PULLS),
    ("a self-managed data plane", plane(selfManaged=SELF_MANAGED), "the role", PULLS),
    ("a self-managed data plane", plane(selfManaged=SELF_MANAGED), "another role there", {LOOK}),
    ("a self-managed data plane", plane(selfManaged=SELF_MANAGED), "the role under a path", PULLS | PUSHES | {LOOK}),
    ("a self-managed data plane", plane(selfManaged=SELF_MANAGED), "the node role", set()),
    ("a self-managed data plane", plane(selfManaged=SELF_MANAGED), "the role elsewhere", set()),
    ("two grants", (*BY_ARN, *LOOKER), "the role", PULLS | LOOKS),
    ("two grants", (*BY_ARN, *WHOLE_UNIT), "someone below the unit", PULLS),
    ("two grants", (*BY_ARN, *WHOLE_UNIT), "the role elsewhere", set()),
]


@pytest.mark.parametrize(("granted", "grants", "who", "expected"), TABLE, ids=[f"{row[0]} - {row[2]}" for row in TABLE])
def test_a_caller_may_do_exactly_what_is_granted(
    granted: str, grants: tuple[Grant, ...], who: str, expected: set[str]
) -> None:
    policy = repository_policy(VIRGINIA, grants)
    text = json.dumps(policy) if policy else None
    may = {action for action in EVERYTHING if evaluate_resource_policy(text, CALLERS[who], action) is Decision.ALLOWED}
    assert may == expected


def test_a_session_of_a_role_may_do_what_the_role_may() -> None:
    session = Caller.of_role(ROLE)
    assert session.arn != session.principal_arn == ROLE
    for grants in (BY_ARN, BY_CONDITION):
        assert (
            evaluate_resource_policy(json.dumps(repository_policy(VIRGINIA, grants)), session, "ecr:BatchGetImage")
            is Decision.ALLOWED
        )


def test_no_partition_reaches_into_another() -> None:
    text = json.dumps(repository_policy(CHINA, ACCOUNT))
    assert (
        evaluate_resource_policy(text, Caller.of_role("arn:aws-cn:iam::111122223333:role/ci"), "ecr:BatchGetImage")
        is Decision.ALLOWED
    )
    assert '"arn:aws:' not in text


def test_the_callers_and_accesses_tried_are_complete() -> None:
    assert {who for _, _, who, _ in TABLE} == set(CALLERS)
    assert len(TABLE) >= 60
    assert all(set(ACTIONS[access]) <= EVERYTHING for access in Access)
    assert {action for *_, may in TABLE for action in may} == EVERYTHING - NOBODY_MAY
