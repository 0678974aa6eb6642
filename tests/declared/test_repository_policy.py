"""Repository policies, to the letter."""

import pytest

from tests.declared.grants_and_principals import (
    CHINA,
    CI,
    FUNCTIONS,
    NODE_ROLE,
    ORGANIZATION,
    ROOT,
    SSO,
    UNIT,
    VIRGINIA,
    policy,
    to,
)
from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.actions import ACTIONS, Access
from union_ecr.settings.grantees import RolesBy
from union_ecr.settings.grants import Grant

PULL, PUSH, DESCRIBE = (list(ACTIONS[access]) for access in (Access.PULL, Access.PUSH, Access.DESCRIBE))


def test_a_pull_grant_is_unions_documented_one() -> None:
    assert repository_policy(VIRGINIA, [to(NODE_ROLE)]) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AllowPull",
                "Effect": "Allow",
                "Principal": {"AWS": NODE_ROLE},
                "Action": [
                    "ecr:BatchCheckLayerAvailability",
                    "ecr:BatchGetImage",
                    "ecr:GetDownloadUrlForLayer",
                ],
            }
        ],
    }


def test_pull_push_and_describe_are_a_statement_each_in_that_order() -> None:
    asked = [to(ROOT, access=(Access.DESCRIBE,)), to(CI, access=(Access.PUSH, Access.PULL)), to(NODE_ROLE)]
    assert policy(*asked) == [
        {"Sid": "AllowPull", "Effect": "Allow", "Principal": {"AWS": [NODE_ROLE, CI]}, "Action": PULL},
        {"Sid": "AllowPush", "Effect": "Allow", "Principal": {"AWS": CI}, "Action": PUSH},
        {"Sid": "AllowDescribe", "Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": DESCRIBE},
    ]


def test_a_role_by_condition_is_its_account_and_a_condition_on_its_arn() -> None:
    other = "arn:aws:iam::444455556666:role/path/deployer"
    assert policy(to(SSO, other, "666677778888", ROOT, roles_by=RolesBy.CONDITION)) == [
        {"Sid": "AllowPull", "Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": PULL},
        {
            "Sid": "AllowPullByRoleArn",
            "Effect": "Allow",
            "Principal": {"AWS": ["arn:aws:iam::444455556666:root", "arn:aws:iam::555566667777:root"]},
            "Action": PULL,
            "Condition": {"ArnLike": {"aws:PrincipalArn": [other, SSO]}},
        },
    ]


def test_an_organization_is_everyone_with_a_condition_on_its_id() -> None:
    assert policy(Grant(organization_id=ORGANIZATION, access=(Access.PULL,))) == [
        {
            "Sid": "AllowPullOrganization",
            "Effect": "Allow",
            "Principal": "*",
            "Action": PULL,
            "Condition": {"StringEquals": {"aws:PrincipalOrgID": ORGANIZATION}},
        }
    ]


@pytest.mark.parametrize("written", [UNIT, f"{UNIT}/", f"{UNIT}/*"])
def test_an_organizational_unit_is_everyone_in_it_and_below(written: str) -> None:
    assert policy(Grant(organizational_units=(written,), access=(Access.DESCRIBE,))) == [
        {
            "Sid": "AllowDescribeOrganizationalUnits",
            "Effect": "Allow",
            "Principal": "*",
            "Action": DESCRIBE,
            "Condition": {
                "ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": f"{UNIT}/*"},
                "StringEquals": {"aws:PrincipalOrgID": ORGANIZATION},
            },
        }
    ]


def test_lambda_has_only_the_pull_actions_it_needs_and_only_for_the_named_functions() -> None:
    """Another module also grants the functions' account root; nothing of the kind is here."""
    assert policy(Grant(service="lambda.amazonaws.com", source_arns=(FUNCTIONS,), access=(Access.PULL,))) == [
        {
            "Sid": "AllowPullLambdaBySourceArn",
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            "Condition": {"ArnLike": {"aws:SourceArn": FUNCTIONS}},
        }
    ]


def test_another_service_has_all_pull_actions_and_only_for_the_named_accounts() -> None:
    accounts = ("222233334444", "111122223333")
    grant = Grant(service="codebuild.amazonaws.com", source_accounts=accounts, access=(Access.PULL,))
    assert policy(grant) == [
        {
            "Sid": "AllowPullCodebuildBySourceAccount",
            "Effect": "Allow",
            "Principal": {"Service": "codebuild.amazonaws.com"},
            "Action": PULL,
            "Condition": {"StringEquals": {"aws:SourceAccount": ["111122223333", "222233334444"]}},
        }
    ]


def test_named_actions_of_the_same_principals_are_one_statement() -> None:
    tags, scan, look = "ecr:ListTagsForResource", "ecr:StartImageScan", "ecr:DescribeImages"
    grants = [to(CI, access=(), actions=(tags, look)), to(ROOT), to(NODE_ROLE, access=(), actions=(scan, tags))]
    assert [
        (statement["Sid"], statement["Principal"]["AWS"], statement["Action"]) for statement in policy(*grants)
    ] == [
        ("AllowPull", ROOT, PULL),
        ("AllowDescribeImages", CI, [look]),
        ("AllowListTagsForResource", [NODE_ROLE, CI], [tags]),
        ("AllowStartImageScan", NODE_ROLE, [scan]),
    ]
    both = [to(CI, NODE_ROLE, access=(), actions=(tags, look, scan))]
    assert [(statement["Sid"], statement["Principal"]["AWS"], statement["Action"]) for statement in policy(*both)] == [
        ("AllowDescribeImagesAndMore", [NODE_ROLE, CI], [look, tags, scan]),
    ]


def test_named_actions_are_one_statement_for_each_kind_of_principal() -> None:
    actions = ("ecr:ListTagsForResource", "ecr:StartImageScan")
    organization = Grant(organization_id=ORGANIZATION, actions=actions)
    assert [statement["Sid"] for statement in policy(to(CI, access=(), actions=actions), organization)] == [
        "AllowListTagsForResourceAndMore",
        "AllowListTagsForResourceAndMoreOrganization",
    ]


def test_a_named_action_that_an_access_includes_is_not_repeated() -> None:
    grants = [to(CI, access=(), actions=("ecr:DescribeImages",)), to(CI, access=(Access.DESCRIBE,))]
    assert [statement["Sid"] for statement in policy(*grants)] == ["AllowDescribe"]
    for_another = to(ROOT, access=(), actions=("ecr:DescribeImages",))
    assert [statement["Sid"] for statement in policy(*grants, for_another)] == ["AllowDescribe", "AllowDescribeImages"]


def test_grants_of_the_same_access_merge_into_one_statement() -> None:
    by_condition = to(CI, roles_by=RolesBy.CONDITION)
    organization = Grant(organization_id=ORGANIZATION, access=(Access.PULL,))
    other = Grant(organization_id="o-zzzzzzzzzz", access=(Access.PULL,))
    asked = [to(CI), to(ROOT, CI), by_condition, by_condition, organization, organization, other]
    assert [statement["Sid"] for statement in policy(*asked)] == [
        "AllowPull",
        "AllowPullByRoleArn",
        "AllowPullOrganization",
    ]
    assert policy(*asked)[2]["Condition"]["StringEquals"]["aws:PrincipalOrgID"] == [ORGANIZATION, "o-zzzzzzzzzz"]


def test_an_account_is_the_root_of_its_partition() -> None:
    (statement,) = policy(to("111122223333"), registry=CHINA)
    assert statement["Principal"] == {"AWS": "arn:aws-cn:iam::111122223333:root"}
    by_condition = to("arn:aws-cn:iam::111122223333:role/ci", roles_by=RolesBy.CONDITION)
    (statement,) = policy(by_condition, registry=CHINA)
    assert statement["Principal"] == {"AWS": "arn:aws-cn:iam::111122223333:root"}


def test_without_grants_there_is_no_policy() -> None:
    assert repository_policy(VIRGINIA, []) is None


def test_principals_are_sorted_without_duplicates() -> None:
    assert policy(to(ROOT, CI, ROOT), to(NODE_ROLE, CI))[0]["Principal"] == {"AWS": [NODE_ROLE, CI, ROOT]}
