"""The resource types of the stand-in provider on the real engine: each is made, kept, healed, changed and destroyed."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from pulumi import automation

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.project import Project
from tests.engine.one_of_every_type import (
    ADMIN,
    BUILDER,
    ELSEWHERE,
    ISSUER,
    OIDC,
    READING,
    REGISTRY_RESOURCES,
    SECRET,
    Everything,
    declared,
    identity_policy,
    lifecycle,
    policy,
    replication_rule,
)

Edit = Callable[[Any, Any], object]
STRANGER = {"AWS": "arn:aws:iam::999988887777:root"}
SCANNER = f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/scanner"


@pytest.fixture
def everything(aws: EmulatedAws, project_in: Callable[[str], Project]) -> Everything:
    return Everything(aws, project_in(DEFAULT_ACCOUNT))


def test_everything_is_made_once_and_destroyed_as_far_as_it_can_be(everything: Everything) -> None:
    before = everything.live()
    everything.up()
    assert everything.stack.values() == {
        **dict.fromkeys(("registry-policy", "scanning", "replication"), DEFAULT_ACCOUNT),
        "setting": "BLOB_MOUNTING",
        "exclusion": "{<nil>}",  # it has no id
        "cache": "docker-hub",
        "template": "docker-hub",
        "role": "builder",
        "role-policy": "builder:push",
        **dict.fromkeys(("inline-policies", "attached-policies"), "builder"),
        "oidc": OIDC,
    }
    _lives_as_declared(everything.live())
    _write_equivalent_values(everything.ecr, everything.iam)
    assert set(everything.up(refresh=True)) == {"same"}

    everything.stack.destroy()
    assert everything.live() == {**before, "setting": "ENABLED"}


def _write_equivalent_values(ecr: Any, iam: Any) -> None:
    ecr.put_registry_policy(
        policyText=policy("ecr:ReplicateImage", resources=REGISTRY_RESOURCES, principal={"AWS": ["111122223333"]})
    )
    scanning = ecr.get_registry_scanning_configuration()["scanningConfiguration"]
    filters = scanning["rules"][0]["repositoryFilters"][::-1]
    rules = [{**scanning["rules"][0], "repositoryFilters": filters}]
    ecr.put_registry_scanning_configuration(scanType=scanning["scanType"], rules=rules)
    ecr.update_repository_creation_template(
        prefix="docker-hub",
        appliedFor=["REPLICATION", "PULL_THROUGH_CACHE"],
        lifecyclePolicy=json.dumps(json.loads(lifecycle(14)), indent=1),
    )
    iam.put_role_policy(
        RoleName="builder", PolicyName="push", PolicyDocument=identity_policy("ecr:BatchGetImage", "ecr:PutImage")
    )


def _lives_as_declared(live: Mapping[str, Any]) -> None:
    wanted = declared()
    assert live["registry-policy"] == json.loads(wanted["registry-policy"]["policy"])
    assert [rule_filter["filter"] for rule_filter in live["scanning"]["rules"][0]["repositoryFilters"]] == [
        "ml/*",
        "web/*",
    ]
    assert live["replication"]["rules"][0]["destinations"] == [{"region": ELSEWHERE, "registryId": DEFAULT_ACCOUNT}]
    assert (live["setting"], live["exclusion"]) == ("ENABLED", [SCANNER])
    assert live["cache"]["credentialArn"] == f"{SECRET}-a"
    assert live["template"]["imageTagMutability"] == "IMMUTABLE"
    assert json.loads(live["template"]["lifecyclePolicy"]) == json.loads(lifecycle(14))
    assert (live["role"]["Arn"], live["role"]["MaxSessionDuration"]) == (BUILDER, 7200)
    assert live["role"]["AssumeRolePolicyDocument"] == json.loads(wanted["role"]["assume_role_policy"])
    assert live["role-policy"] == json.loads(wanted["role-policy"]["policy"])
    assert (live["inline-policies"], live["attached-policies"]) == (["push"], [READING])
    assert (live["oidc"]["Url"], live["oidc"]["ClientIDList"]) == (ISSUER, ["sts.amazonaws.com"])


CHANGES: dict[str, Edit] = {
    "registry-policy": lambda ecr, _: ecr.put_registry_policy(
        policyText=policy("ecr:ReplicateImage", resources=REGISTRY_RESOURCES, principal=STRANGER)
    ),
    "scanning": lambda ecr, _: ecr.put_registry_scanning_configuration(scanType="BASIC", rules=[]),
    "replication": lambda ecr, _: ecr.put_replication_configuration(
        replicationConfiguration={"rules": [{"destinations": [{"region": "eu-west-3", "registryId": DEFAULT_ACCOUNT}]}]}
    ),
    "setting": lambda ecr, _: ecr.put_account_setting(name="BLOB_MOUNTING", value="DISABLED"),
    "cache": lambda ecr, _: ecr.update_pull_through_cache_rule(
        ecrRepositoryPrefix="docker-hub", credentialArn=f"{SECRET}-b"
    ),
    "template": lambda ecr, _: ecr.update_repository_creation_template(
        prefix="docker-hub",
        appliedFor=["REPLICATION"],
        imageTagMutability="MUTABLE",
        lifecyclePolicy=lifecycle(1),
        resourceTags=[],
    ),
    "trust of the role": lambda _, iam: iam.update_assume_role_policy(
        RoleName="builder", PolicyDocument=policy("sts:AssumeRole", resources=None, principal=STRANGER)
    ),
    "boundary of the role": lambda _, iam: iam.delete_role_permissions_boundary(RoleName="builder"),
    "tags of the role": lambda _, iam: iam.tag_role(RoleName="builder", Tags=[{"Key": "by", "Value": "hand"}]),
    "role-policy": lambda _, iam: iam.put_role_policy(
        RoleName="builder", PolicyName="push", PolicyDocument=identity_policy("ecr:*")
    ),
    "oidc": lambda _, iam: iam.tag_open_id_connect_provider(
        OpenIDConnectProviderArn=OIDC, Tags=[{"Key": "by", "Value": "hand"}]
    ),
}
DELETIONS: dict[str, Edit] = {
    "registry-policy": lambda ecr, _: ecr.delete_registry_policy(),
    "replication": lambda ecr, _: ecr.put_replication_configuration(replicationConfiguration={"rules": []}),
    "exclusion": lambda ecr, _: ecr.deregister_pull_time_update_exclusion(principalArn=SCANNER),
    "cache": lambda ecr, _: ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="docker-hub"),
    "template": lambda ecr, _: ecr.delete_repository_creation_template(prefix="docker-hub"),
    "role-policy": lambda _, iam: iam.delete_role_policy(RoleName="builder", PolicyName="push"),
    "attached-policies": lambda _, iam: iam.detach_role_policy(RoleName="builder", PolicyArn=READING),
    "role": lambda _, iam: iam.delete_role(RoleName="builder"),
    "oidc": lambda _, iam: iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=OIDC),
}


@pytest.mark.parametrize("edits", [CHANGES, DELETIONS], ids=["changed", "deleted"])
def test_edits_by_hand_are_noticed_and_healed(everything: Everything, edits: Mapping[str, Edit]) -> None:
    everything.up()
    before = everything.live()
    for edit in edits.values():
        edit(everything.ecr, everything.iam)
    assert everything.drift_is_noticed()
    everything.up(refresh=True)
    assert everything.live() == before
    assert not everything.drift_is_noticed()


def test_a_changed_program_updates_in_place_what_it_can(everything: Everything) -> None:
    everything.up()
    wanted = everything.declared
    wanted["registry-policy"]["policy"] = policy("ecr:*", resources=REGISTRY_RESOURCES, principal=STRANGER)
    wanted["scanning"] = {"scan_type": "BASIC"}
    wanted["replication"]["replication_configuration"]["rules"].append(replication_rule("eu-west-3", "web/"))
    wanted["setting"]["value"] = "DISABLED"
    wanted["cache"]["credential_arn"] = f"{SECRET}-b"
    wanted["template"] = {"prefix": "docker-hub", "applied_fors": ["REPLICATION"]}
    wanted["role"] |= {"max_session_duration": 3600, "permissions_boundary": None, "tags": {"by": "program"}}
    wanted["role-policy"]["policy"] = identity_policy("ecr:GetAuthorizationToken")
    wanted["attached-policies"]["policy_arns"] = [ADMIN]
    wanted["oidc"] |= {"thumbprint_lists": ["a" * 40], "tags": {}}
    assert everything.up() == {"same": 4, "update": 10}

    live = everything.live()
    assert live["registry-policy"]["Statement"][0]["Principal"] == STRANGER
    assert live["scanning"] == {"scanType": "BASIC", "rules": []}
    assert [rule["destinations"][0]["region"] for rule in live["replication"]["rules"]] == [ELSEWHERE, "eu-west-3"]
    assert (live["setting"], live["cache"]["credentialArn"]) == ("DISABLED", f"{SECRET}-b")
    assert (live["template"]["appliedFor"], live["template"]["imageTagMutability"]) == (["REPLICATION"], "MUTABLE")
    assert not live["template"].get("lifecyclePolicy")
    assert not live["template"].get("resourceTags")
    assert (live["role"]["Description"], live["role"]["MaxSessionDuration"]) == ("Pushes images", 3600)
    assert "PermissionsBoundary" not in live["role"]
    assert live["role"]["Tags"] == [{"Key": "by", "Value": "program"}]
    assert live["role-policy"] == json.loads(identity_policy("ecr:GetAuthorizationToken"))
    assert live["attached-policies"] == [ADMIN]
    assert (live["oidc"]["ThumbprintList"], live["oidc"]["Tags"]) == (["a" * 40], [])
    assert set(everything.up(refresh=True)) == {"same"}


@pytest.fixture
def role(everything: Everything) -> Everything:
    """A stack with the role alone, and all that says which policies it has."""
    names = ("role", "role-policy", "inline-policies", "attached-policies")
    everything.declared = {name: declared()[name] for name in names}
    everything.up()
    return everything


def test_another_path_replaces_a_role_and_the_policies_on_it(role: Everything) -> None:
    role.declared["role"]["path"] = "/builders/"
    role.up()
    live = role.live()
    assert live["role"]["Path"] == "/builders/"
    assert (live["inline-policies"], live["attached-policies"]) == (["push"], [READING])
    assert set(role.up(refresh=True)) == {"same"}


def _more_by_hand(iam: Any) -> None:
    iam.put_role_policy(RoleName="builder", PolicyName="by-hand", PolicyDocument=identity_policy("ecr:*"))
    iam.attach_role_policy(RoleName="builder", PolicyArn=ADMIN)


def _fewer_by_hand(iam: Any) -> None:
    iam.delete_role_policy(RoleName="builder", PolicyName="push")
    iam.detach_role_policy(RoleName="builder", PolicyArn=READING)


@pytest.mark.parametrize("edit", [_more_by_hand, _fewer_by_hand])
def test_more_or_fewer_policies_on_a_role_are_noticed_and_healed(role: Everything, edit: Callable[[Any], None]) -> None:
    before = role.live()
    edit(role.iam)
    assert role.drift_is_noticed()
    role.up(refresh=True)
    assert role.live() == before
    assert not role.drift_is_noticed()


def test_policies_by_hand_stay_without_a_refresh_and_keep_no_role_that_may_lose_them(role: Everything) -> None:
    _more_by_hand(role.iam)
    assert set(role.up()) == {"same"}
    live = role.live()
    assert (set(live["inline-policies"]), set(live["attached-policies"])) == ({"push", "by-hand"}, {READING, ADMIN})
    role.stack.destroy()
    assert role.live()["role"] is None


def test_policies_by_hand_keep_a_role_until_its_state_says_that_it_may_lose_them(role: Everything) -> None:
    role.declared["role"]["force_detach_policies"] = False
    role.up()
    _more_by_hand(role.iam)
    with pytest.raises(automation.CommandError, match="DeleteConflict"):
        role.stack.destroy()
    role.declared["role"]["force_detach_policies"] = True
    role.up()
    role.stack.destroy()
    assert role.live()["role"] is None


def test_an_inline_policy_that_nothing_makes_cannot_be_listed(role: Everything) -> None:
    role.declared["inline-policies"]["policy_names"] = ["push", "pull"]
    with pytest.raises(automation.CommandError, match=r"(?s)updating .* Role Policies Exclusive.*PolicyDocument"):
        role.up()
    assert role.live()["inline-policies"] == ["push"]
