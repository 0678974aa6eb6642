"""Push roles and the registry's own settings: deployed, kept, and healed after an edit by hand."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.conftest import Team

SETTINGS = """\
union-ecr:pushRoles:
  github-ci:
    images: [trainer]
    path: /ci/
    permissionsBoundary: arn:aws:iam::123456789012:policy/boundary
    github: {repository: acme/workflows, branches: [main, "release/*"]}
    resourceTags: {team: ml}
union-ecr:registry:
  scanning: {type: BASIC, rules: [{frequency: SCAN_ON_PUSH, filters: ["*"]}]}
  replication: [{destinations: [{region: eu-west-1}], prefixes: ["ml/"]}]
  policy:
    - {accounts: ["555566667777"], access: [replicate]}
    - {organizationId: o-a1b2c3d4e5, access: [pull], repositories: ["ml/*"]}
  pullThroughCache:
    ecr-public: {upstream: public.ecr.aws}
  creationTemplates:
    ecr-public: {appliedFor: [PULL_THROUGH_CACHE], untaggedDays: 3}
  accountSettings: {blobMounting: ENABLED}
  pullTimeUpdateExclusions: ["arn:aws:iam::123456789012:role/scanner"]
"""
IMAGE = 'trainer: {buildCache: true, repository: ml/trainer, allowTaggedExpiry: true, keepTags: ["v*"]}'
ANYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'
TEMPLATE = {"prefix": "ecr-public"}

# What someone does by hand, and what then does not live as declared.
EDITS: dict[str, tuple[Callable[[Any, Any], object], str]] = {
    "a stranger in the registry policy": (lambda ecr, _: _let_a_stranger_in(ecr), "policy"),
    "the registry policy deleted": (lambda ecr, _: ecr.delete_registry_policy(), "policy"),
    "scanning switched off": (
        lambda ecr, _: ecr.put_registry_scanning_configuration(scanType="BASIC", rules=[]),
        "scanning",
    ),
    "replication stopped": (
        lambda ecr, _: ecr.put_replication_configuration(replicationConfiguration={"rules": []}),
        "replication",
    ),
    "the mirror deleted": (
        lambda ecr, _: ecr.delete_pull_through_cache_rule(ecrRepositoryPrefix="ecr-public"),
        "pullThroughCache",
    ),
    "the template's tags made immutable": (
        lambda ecr, _: ecr.update_repository_creation_template(**TEMPLATE, imageTagMutability="IMMUTABLE"),
        "creationTemplates",
    ),
    "the template deleted": (lambda ecr, _: ecr.delete_repository_creation_template(**TEMPLATE), "creationTemplates"),
    "blob mounting switched off": (
        lambda ecr, _: ecr.put_account_setting(name="BLOB_MOUNTING", value="DISABLED"),
        "accountSettings",
    ),
    "the exclusion removed": (
        lambda ecr, _: ecr.deregister_pull_time_update_exclusion(principalArn="arn:aws:iam::123456789012:role/scanner"),
        "pullTimeUpdateExclusions",
    ),
    "the role trusts another repository": (lambda _, iam: _trust_another(iam), "github-ci"),
    "the role may push everywhere": (lambda _, iam: _widen(iam), "github-ci"),
    "the role's policy deleted": (
        lambda _, iam: iam.delete_role_policy(RoleName="github-ci", PolicyName=_policy_name(iam)),
        "github-ci",
    ),
    "another policy on the role": (
        lambda _, iam: iam.put_role_policy(RoleName="github-ci", PolicyName="more", PolicyDocument=ANYTHING),
        "github-ci",
    ),
    "the cache's expiry deleted": (
        lambda ecr, _: ecr.delete_lifecycle_policy(repositoryName="ml/trainer-cache"),
        "ml/trainer-cache",
    ),
}


def _let_a_stranger_in(ecr: Any) -> None:
    policy = json.loads(ecr.get_registry_policy()["policyText"])
    policy["Statement"][0]["Principal"] = {"AWS": "arn:aws:iam::999988887777:root"}
    ecr.put_registry_policy(policyText=json.dumps(policy))


def _policy_name(iam: Any) -> str:
    (name,) = iam.list_role_policies(RoleName="github-ci")["PolicyNames"]
    return str(name)


def _widen(iam: Any) -> None:
    name = _policy_name(iam)
    policy = iam.get_role_policy(RoleName="github-ci", PolicyName=name)["PolicyDocument"]
    policy["Statement"][-1]["Resource"] = "*"
    iam.put_role_policy(RoleName="github-ci", PolicyName=name, PolicyDocument=json.dumps(policy))


def _trust_another(iam: Any) -> None:
    text = json.dumps(iam.get_role(RoleName="github-ci")["Role"]["AssumeRolePolicyDocument"])
    iam.update_assume_role_policy(RoleName="github-ci", PolicyDocument=text.replace("acme/", "evil/"))


@pytest.fixture
def deployed(team: Team) -> Team:
    team.write(IMAGE)
    team.write_beside(SETTINGS)
    assert team.up().keys() == {"create"}
    return team


def test_everything_lives_as_declared_and_a_second_up_changes_nothing(deployed: Team) -> None:
    assert deployed.differences() == set()
    assert deployed.up().keys() == {"same"}
    assert not deployed.drift_is_noticed()


def test_every_edit_by_hand_is_noticed_and_healed(deployed: Team) -> None:
    """In one deployment, since each edit is undone by its own healing."""
    for name, (edit, part) in EDITS.items():
        edit(deployed.ecr, deployed.iam)
        assert deployed.differences() == {part}, name
        assert deployed.drift_is_noticed(), name
        deployed.up(refresh=True)
        assert deployed.differences() == set(), name
    assert not deployed.drift_is_noticed()


def test_what_is_taken_out_of_the_stack_file_goes_and_the_images_stay(deployed: Team) -> None:
    deployed.push("ml/trainer", "v1")
    deployed.write(IMAGE.replace("buildCache: true, ", ""))
    deployed.up()
    assert set(deployed.live()) == {"ml/trainer"}
    assert deployed.tags("ml/trainer") == {"v1"}
    assert deployed.ecr.describe_registry()["replicationConfiguration"] == {"rules": []}
    assert deployed.ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"] == []
    assert deployed.ecr.get_account_setting(name="BLOB_MOUNTING")["value"] == "ENABLED"  # as the provider leaves it
    assert deployed.iam.list_roles(PathPrefix="/ci/")["Roles"] == []
    with pytest.raises(deployed.ecr.exceptions.RegistryPolicyNotFoundException):
        deployed.ecr.get_registry_policy()


def test_a_mirror_of_another_upstream_takes_the_place_of_the_old_one(deployed: Team) -> None:
    deployed.write(IMAGE)
    deployed.write_beside(SETTINGS.replace("public.ecr.aws", "quay.io"))
    deployed.up()
    (rule,) = deployed.ecr.describe_pull_through_cache_rules()["pullThroughCacheRules"]
    assert rule["upstreamRegistryUrl"] == "quay.io"


def test_two_stacks_cannot_both_have_the_registrys_own_settings(deployed: Team) -> None:
    _beside(deployed, "  union-ecr:images: {other: {}}\n  union-ecr:registry: {scanning: {type: BASIC}}\n")
    assert "union-ecr:registry: stands in stack another, too, for the same account and region" in deployed.refused()


def test_two_stacks_cannot_both_have_a_repository(deployed: Team) -> None:
    _beside(deployed, "  union-ecr:images: {ml/trainer: {}}\n")
    assert "is the repository of ml/trainer in stack another, too, in the same registry" in deployed.refused()


def test_another_stack_that_is_wrong_stops_nobody_else(deployed: Team) -> None:
    _beside(deployed, "  union-ecr:images: {other: {untagedDays: 3}}\n")
    assert deployed.up().keys() == {"same"}


def test_a_typing_error_in_another_stack_gives_nobody_the_right_to_its_repositories(deployed: Team) -> None:
    _beside(deployed, "  union-ecr:images: {ml/trainer: {untagedDays: 3}}\n")
    assert "is the repository of ml/trainer in stack another, too, in the same registry" in deployed.refused()


def _beside(team: Team, settings: str) -> None:
    head = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n'
    team.project.stack_file("another").write_text(head + settings)
