"""What someone does by hand to the stacks of these tests, behind the engine's back."""

import json
from collections.abc import Callable
from typing import Any

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

STRANGER = {
    "Sid": "Stranger",
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::999988887777:root"},
    "Action": ["ecr:BatchGetImage"],
}

# To the repository of `trainer: {}`.
REPOSITORY_EDITS: dict[str, Callable[[Any], object]] = {
    "tags made mutable": lambda ecr: ecr.put_image_tag_mutability(
        repositoryName="trainer", imageTagMutability="MUTABLE"
    ),
    "scan switched off": lambda ecr: ecr.put_image_scanning_configuration(
        repositoryName="trainer", imageScanningConfiguration={"scanOnPush": False}
    ),
    "policy deleted": lambda ecr: ecr.delete_repository_policy(repositoryName="trainer"),
    "statement added": lambda ecr: _add_statement(ecr),
    "lifecycle deleted": lambda ecr: ecr.delete_lifecycle_policy(repositoryName="trainer"),
    "AWS tag added": lambda ecr: ecr.tag_resource(
        resourceArn="arn:aws:ecr:us-east-1:123456789012:repository/trainer", tags=[{"Key": "a", "Value": "b"}]
    ),
    "repository deleted": lambda ecr: ecr.delete_repository(repositoryName="trainer"),
}


def _add_statement(ecr: Any) -> None:
    policy = json.loads(ecr.get_repository_policy(repositoryName="trainer")["policyText"])
    policy["Statement"].append(STRANGER)
    ecr.set_repository_policy(repositoryName="trainer", policyText=json.dumps(policy))


# To the registry and the push role of SETTINGS, and what then does not live as declared.
REGISTRY_EDITS: dict[str, tuple[Callable[[Any, Any], object], str]] = {
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
    "the cache rule deleted": (
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
    "copies that go with their originals": (lambda ecr, _: _delete_copies_too(ecr), "replication"),
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


def _delete_copies_too(ecr: Any) -> None:
    rules = ecr.describe_registry()["replicationConfiguration"]["rules"]
    deleting = [{**rule, "deleteReplication": {"enabled": True}} for rule in rules]
    ecr.put_replication_configuration(replicationConfiguration={"rules": deleting})
