"""Roles with their declared policies, inline or managed, and nothing else."""

import json
from typing import Any

import pulumi
import pytest

from components.declared_roles import DeclaredRoles
from tests.components.recording import ROLE, Recorded, record
from union_ecr.ci_roles.managed_policies import RolePolicies
from union_ecr.ci_roles.roles import DeclaredRole

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")

DOCUMENT: dict[str, Any] = {"Version": "2012-10-17", "Statement": []}
EXCLUSIVE = ("aws:iam/rolePoliciesExclusive:RolePoliciesExclusive", "policyNames")
ATTACHED = ("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", "policyArns")


def made(policies: RolePolicies) -> Recorded:
    role = DeclaredRole("sweep", "/ci/", "arn", DOCUMENT, policies)
    return record(lambda: DeclaredRoles({"a": "b"}, pulumi.ResourceOptions()).role(role))


def test_a_role_has_its_path_its_tags_and_its_trust_policy() -> None:
    inputs = made(RolePolicies({}, {})).only(ROLE).inputs
    assert (inputs["name"], inputs["path"], inputs["tags"]) == ("sweep", "/ci/", {"a": "b"})
    assert json.loads(inputs["assumeRolePolicy"]) == DOCUMENT


@pytest.mark.parametrize("kind", ["inline", "managed"])
def test_it_has_its_policies_and_no_others(kind: str) -> None:
    recorded = made(RolePolicies({"own": DOCUMENT}, {}) if kind == "inline" else RolePolicies({}, {"own": DOCUMENT}))
    counts = [len(recorded.only(token).inputs.get(names, [])) for token, names in (EXCLUSIVE, ATTACHED)]
    assert counts == ([1, 0] if kind == "inline" else [0, 1])
