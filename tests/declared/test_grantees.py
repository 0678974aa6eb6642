"""How statements name their grantees; the policies' own tests have every form in a document."""

from tests.declared.grants_and_principals import ORGANIZATION, UNIT, policy
from union_ecr.ecr.actions import Access
from union_ecr.settings.grants import Grant


def test_units_of_several_organizations_name_each_organization_once() -> None:
    another = "o-zzzzzzzzzz/r-zz99/ou-zz99-11111111"
    (statement,) = policy(
        Grant(organizational_units=(another, UNIT, f"{UNIT}/ou-ab12-22222222"), access=(Access.PULL,))
    )
    assert statement["Condition"] == {
        "ForAnyValue:StringLike": {
            "aws:PrincipalOrgPaths": [f"{UNIT}/*", f"{UNIT}/ou-ab12-22222222/*", f"{another}/*"]
        },
        "StringEquals": {"aws:PrincipalOrgID": [ORGANIZATION, "o-zzzzzzzzzz"]},
    }


def test_two_services_never_share_a_sid() -> None:
    alike = "lambda lambda-cn lambda.cn lambda-dot-cn sso-tasks sso.tasks sso-dot-tasks a1b a1-b".split()
    names = ("lambda.amazonaws.com.cn", *(f"{name}.amazonaws.com" for name in alike))
    grants = [Grant(service=name, source_accounts=("111122223333",), access=(Access.PULL,)) for name in names]
    sids = [statement["Sid"] for statement in policy(*grants)]
    assert len(set(sids)) == len(names)
    assert all(sid.isalnum() for sid in sids)
