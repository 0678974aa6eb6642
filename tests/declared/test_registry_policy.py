"""The registry policy: its exact document, whatever its grants are grouped by."""

import json
from itertools import product
from typing import Any

import botocore.session
import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_ecr.declared.registry_policy import registry_policy
from union_ecr.ecr.actions import REGISTRY_ACTIONS, TOKEN_ACTION, RegistryAccess
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.policy import RegistryGrant

HERE = Registry("123456789012", "us-east-1")
ARN = "arn:aws:ecr:us-east-1:123456789012:repository"

# Actions that ECR checks and that no API call bears the name of: AWS's user guide has them (replication, pull through).
INTERNAL = {"ecr:ReplicateImage", "ecr:BatchImportUpstreamImage", "ecr:GetImageCopyStatus"}


def policy(*grants: dict[str, Any], registry: Registry = HERE) -> Document | None:
    return registry_policy(registry, [RegistryGrant.model_validate(grant) for grant in grants])


def statements(*grants: dict[str, Any]) -> list[dict[str, Any]]:
    document = policy(*grants)
    return list(document["Statement"]) if document else []


def rights(document: Document | None) -> set[tuple[str, str, str]]:
    """What a policy allows, as action, holder and repository, as IAM would read it."""
    found = set()
    for statement in (document or {"Statement": []})["Statement"]:
        holders = statement.get("Condition") or statement["Principal"]
        names = json.dumps(holders, sort_keys=True) if "Condition" in statement else holders["AWS"]
        held = [names] if isinstance(names, str) else names
        resources = statement["Resource"]
        found |= set(product(statement["Action"], held, [resources] if isinstance(resources, str) else resources))
    return found


def test_without_grants_there_is_no_policy() -> None:
    # nuonco's module lets two accounts of its vendor in by default; here nobody is let in who is not named.
    assert policy() is None


def test_another_account_may_replicate_exactly_as_aws_documents_it() -> None:
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry-permissions-examples.html
    assert policy({"accounts": ["111122223333"], "access": ["replicate"]}) == {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "AllowReplicate",
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
                "Action": ["ecr:CreateRepository", "ecr:ReplicateImage"],
                "Resource": f"{ARN}/*",
            }
        ],
    }


def test_an_organization_is_a_wildcard_principal_with_a_condition() -> None:
    (statement,) = statements(
        {"organizationId": "o-a1b2c3d4e5", "access": ["pullThrough"], "repositories": ["ghcr/*", "a", "ghcr/*"]}
    )
    sid = statement.pop("Sid")
    assert sid.startswith("AllowPullThrough")
    assert sid.isalnum()
    assert statement == {
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
        "Resource": [f"{ARN}/a", f"{ARN}/ghcr/*"],
        "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}},
    }


def test_a_wildcard_principal_always_has_an_organization_condition() -> None:
    for statement in statements(*EVERYTHING):
        assert (statement["Principal"] == "*") == ("Condition" in statement)


def test_names_follow_the_partition() -> None:
    document = policy({"accounts": ["111122223333"], "access": ["pull"]}, registry=Registry("1" * 12, "cn-north-1"))
    assert document is not None
    (statement,) = document["Statement"]
    assert statement["Principal"] == {"AWS": "arn:aws-cn:iam::111122223333:root"}
    assert statement["Resource"] == "arn:aws-cn:ecr:cn-north-1:111111111111:repository/*"


def test_a_grant_on_all_repositories_includes_the_named_ones() -> None:
    one = {"accounts": ["111122223333"], "access": ["pull"], "repositories": ["ml/*"]}
    everything = {"accounts": ["111122223333"], "access": ["pull"]}
    assert policy(one, everything) == policy(everything)


def test_accounts_with_the_same_permission_share_a_statement() -> None:
    (statement,) = statements(
        {"accounts": ["222233334444"], "access": ["pull"], "repositories": ["b", "a"]},
        {"accounts": ["111122223333", "222233334444"], "access": ["pull"], "repositories": ["a"]},
        {"accounts": ["111122223333"], "access": ["pull"], "repositories": ["b"]},
    )
    assert statement["Principal"] == {
        "AWS": ["arn:aws:iam::111122223333:root", "arn:aws:iam::222233334444:root"],
    }
    assert statement["Resource"] == [f"{ARN}/a", f"{ARN}/b"]


def test_a_new_grant_leaves_the_sids_of_the_others() -> None:
    before = {statement["Sid"] for statement in statements(*EVERYTHING)}
    after = {
        statement["Sid"]
        for statement in statements(
            {"accounts": ["999900001111"], "access": ["replicate"], "repositories": ["aaa"]}, *EVERYTHING
        )
    }
    assert len(after - before) == 1
    assert before < after


@pytest.mark.parametrize("access", RegistryAccess)
def test_every_access_is_made_of_actions_that_exist_on_a_repository(access: RegistryAccess) -> None:
    # lgallard grants ecr:BatchImportLayerAvailability, which does not exist; terraform-aws-modules and Cloud Posse put
    # ecr:GetAuthorizationToken into resource policies; nuonco scopes registry actions to repositories, in vain.
    client = botocore.session.get_session().create_client("ecr", region_name="us-east-1")
    operations = {f"ecr:{name}" for name in client.meta.service_model.operation_names}
    actions = set(REGISTRY_ACTIONS[access])
    assert actions <= operations | INTERNAL
    assert TOKEN_ACTION not in actions
    assert not {action for action in actions if "Registry" in action or "Rule" in action or "Account" in action}


EVERYTHING: tuple[dict[str, Any], ...] = (
    {"accounts": ["111122223333"], "access": ["replicate"]},
    {"organizationId": "o-a1b2c3d4e5", "access": ["pullThrough"], "repositories": ["quay/*", "ghcr/*"]},
    {"accounts": ["222233334444", "111122223333"], "access": ["pull"], "repositories": ["ml/*"]},
    {"organizationId": "o-a1b2c3d4e5", "access": ["describe"]},
)

_HOLDERS = st.one_of(
    st.lists(st.sampled_from(["111122223333", "222233334444", "333344445555"]), min_size=1, max_size=3).map(
        lambda accounts: {"accounts": accounts}
    ),
    st.sampled_from(["o-a1b2c3d4e5", "o-zzzzzzzzzz"]).map(lambda one: {"organizationId": one}),
)
_GRANTS = st.lists(
    st.builds(
        lambda holders, access, repositories: {**holders, "access": access, "repositories": repositories},
        _HOLDERS,
        st.lists(st.sampled_from([access.value for access in RegistryAccess]), min_size=1, max_size=3),
        st.lists(st.sampled_from(["*", "a", "ml/*", "ghcr/*"]), min_size=1, max_size=3),
    ),
    max_size=5,
)


@given(_GRANTS, st.randoms(use_true_random=False))
def test_the_same_grants_in_another_order_or_grouping_give_the_same_bytes(grants: Any, random: Any) -> None:
    split = [
        {**grant, "access": [access], "repositories": [repository]}
        for grant in grants
        for access, repository in product(grant["access"], grant["repositories"])
    ]
    random.shuffle(split)
    assert document_text(policy(*split)) == document_text(policy(*grants))


@given(_GRANTS)
def test_the_policy_allows_what_the_grants_say_and_nothing_else(grants: Any) -> None:
    document = policy(*grants)
    one_by_one = set().union(*(rights(policy(grant)) for grant in grants))
    covered = {(action, holder) for action, holder, resource in one_by_one if resource == f"{ARN}/*"}
    assert rights(document) <= one_by_one
    # What is missing is covered by a grant on every repository.
    assert {(action, holder) for action, holder, _ in one_by_one - rights(document)} <= covered
    sids = [statement["Sid"] for statement in (document or {"Statement": []})["Statement"]]
    assert len(set(sids)) == len(sids)
