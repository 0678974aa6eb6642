"""A program with one resource of each type that the stand-in provider knows beside those of a repository."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws_sdk
from pulumi import automation

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.project import Project
from tests.engine.stack import EngineStack

REGION, ELSEWHERE = "us-east-1", "eu-west-1"
IMPORTER, BUILDER = f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/importer", f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/ci/builder"
SECRET = f"arn:aws:secretsmanager:{REGION}:{DEFAULT_ACCOUNT}:secret:ecr-pullthroughcache/docker-hub"
ISSUER = "token.actions.githubusercontent.com"
READING, ADMIN = (f"arn:aws:iam::{DEFAULT_ACCOUNT}:policy/{name}" for name in ("reading", "admin"))
OIDC = f"arn:aws:iam::{DEFAULT_ACCOUNT}:oidc-provider/{ISSUER}"


def policy(*actions: str, resources: str | None = "*", principal: Any = None) -> str:
    statement = {"Sid": "Only", "Effect": "Allow", "Action": list(actions), "Resource": resources}
    statement = {key: value for key, value in statement.items() if value}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, "Principal": principal}]})


def identity_policy(*actions: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def lifecycle(days: int) -> str:
    selection = {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": days}
    return json.dumps({"rules": [{"rulePriority": 1, "selection": selection, "action": {"type": "expire"}}]})


REPLICATOR = {"AWS": "arn:aws:iam::111122223333:root"}
REGISTRY_RESOURCES = f"arn:aws:ecr:{REGION}:{DEFAULT_ACCOUNT}:repository/*"
FEDERATED = {"Federated": OIDC}

Declared = dict[str, dict[str, Any]]


def declared() -> Declared:
    """The arguments of one resource of every type."""
    return {**_of_the_registry(), **_of_iam()}


def _of_the_registry() -> Declared:
    return {
        "registry-policy": {
            "policy": policy("ecr:ReplicateImage", resources=REGISTRY_RESOURCES, principal=REPLICATOR),
        },
        "scanning": {"scan_type": "BASIC", "rules": [_scanning_rule("SCAN_ON_PUSH", "ml/*", "web/*")]},
        "replication": {"replication_configuration": {"rules": [replication_rule(ELSEWHERE, "ml/")]}},
        "setting": {"name": "BLOB_MOUNTING", "value": "ENABLED"},
        "exclusion": {"principal_arn": f"arn:aws:iam::{DEFAULT_ACCOUNT}:role/scanner"},
        "cache": {
            "ecr_repository_prefix": "docker-hub",
            "upstream_registry_url": "registry-1.docker.io",
            "credential_arn": f"{SECRET}-a",
        },
        "template": {
            "prefix": "docker-hub",
            "applied_fors": ["PULL_THROUGH_CACHE", "REPLICATION"],
            "custom_role_arn": IMPORTER,
            "description": "What is pulled through",
            "encryption_configurations": [{"encryption_type": "AES256"}],
            "image_tag_mutability": "IMMUTABLE",
            "lifecycle_policy": lifecycle(14),
            "repository_policy": policy("ecr:BatchGetImage", resources=None, principal=REPLICATOR),
            "resource_tags": {"team": "ml"},
        },
    }


def _of_iam() -> Declared:
    return {
        "role": {
            "name": "builder",
            "path": "/ci/",
            "assume_role_policy": policy("sts:AssumeRoleWithWebIdentity", resources=None, principal=FEDERATED),
            "description": "Pushes images",
            "max_session_duration": 7200,
            "permissions_boundary": f"arn:aws:iam::{DEFAULT_ACCOUNT}:policy/boundary",
            "tags": {"team": "ml"},
            "force_detach_policies": True,
        },
        "role-policy": {
            "name": "push",
            "role": "builder",
            "policy": identity_policy("ecr:PutImage", "ecr:BatchGetImage"),
        },
        "inline-policies": {"role_name": "builder", "policy_names": ["push"]},
        "attached-policies": {"role_name": "builder", "policy_arns": [READING]},
        "oidc": {"url": f"https://{ISSUER}", "client_id_lists": ["sts.amazonaws.com"], "tags": {"team": "ml"}},
    }


def _scanning_rule(frequency: str, *filters: str) -> dict[str, Any]:
    wildcards = [{"filter": pattern, "filter_type": "WILDCARD"} for pattern in filters]
    return {"scan_frequency": frequency, "repository_filters": wildcards}


def replication_rule(region: str, prefix: str) -> dict[str, Any]:
    return {
        "destinations": [{"region": region, "registry_id": DEFAULT_ACCOUNT}],
        "repository_filters": [{"filter": prefix, "filter_type": "PREFIX_MATCH"}],
    }


TYPES: dict[str, Callable[..., pulumi.CustomResource]] = {
    "registry-policy": aws_sdk.ecr.RegistryPolicy,
    "scanning": aws_sdk.ecr.RegistryScanningConfiguration,
    "replication": aws_sdk.ecr.ReplicationConfiguration,
    "setting": aws_sdk.ecr.AccountSetting,
    "exclusion": aws_sdk.ecr.PullTimeUpdateExclusion,
    "cache": aws_sdk.ecr.PullThroughCacheRule,
    "template": aws_sdk.ecr.RepositoryCreationTemplate,
    "role": aws_sdk.iam.Role,
    "role-policy": aws_sdk.iam.RolePolicy,
    "inline-policies": aws_sdk.iam.RolePoliciesExclusive,
    "attached-policies": aws_sdk.iam.RolePolicyAttachmentsExclusive,
    "oidc": aws_sdk.iam.OpenIdConnectProvider,
}


class Everything:
    """A stack with one resource of every type."""

    def __init__(self, aws: EmulatedAws, project: Project) -> None:
        self.ecr = aws.client("ecr", REGION)
        self.iam = aws.client("iam", REGION)
        for arn in (READING, ADMIN):
            self.iam.create_policy(PolicyName=arn.rpartition("/")[2], PolicyDocument=identity_policy("*"))
        self.declared = declared()
        (project.folder / "Pulumi.yaml").write_text("name: union-ecr\nruntime: python\n")  # wants no configuration
        self.stack = EngineStack(project, "everything", program=self._program)

    def _program(self) -> None:
        in_region = pulumi.ResourceOptions(provider=aws_sdk.Provider("aws", region=REGION))
        made: dict[str, Any] = {}
        for name, arguments in self.declared.items():
            made[name] = TYPES[name](name, **self._referring(arguments, made), opts=in_region)
            pulumi.export(name, made[name].id)

    def _referring(self, arguments: dict[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments with references, as a program has them, to the role and the policy in it."""
        references = {}
        for name in ("role", "role_name"):
            if arguments.get(name) == self.declared["role"]["name"]:
                references[name] = made["role"].name
        if arguments.get("policy_names") == [self.declared["role-policy"]["name"]]:
            references["policy_names"] = [made["role-policy"].name]
        return {**arguments, **references}

    def up(self, **options: Any) -> dict[str, int]:
        """Deploy; how many resources had which change, the provider and the stack itself left out of `same`."""
        self.stack.up(**options)
        return self.stack.changes

    def drift_is_noticed(self) -> bool:
        try:
            self.stack.preview(refresh=True, expect_no_changes=True)
        except automation.CommandError as error:
            if "no changes were expected" in str(error):
                return True
            raise
        return False

    def live(self) -> dict[str, Any]:
        """What lives of every type, None where nothing does."""
        return {name: _or_none(read, self.ecr, self.iam) for name, read in LIVE.items()}


def _or_none(read: Callable[[Any, Any], Any], ecr: Any, iam: Any) -> Any:
    try:
        return read(ecr, iam)
    except (
        ecr.exceptions.RegistryPolicyNotFoundException,
        ecr.exceptions.PullThroughCacheRuleNotFoundException,
        ecr.exceptions.TemplateNotFoundException,
        iam.exceptions.NoSuchEntityException,
    ):
        return None


def _without(answer: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in (*names, "ResponseMetadata")}


def _template(ecr: Any, _iam: Any) -> Any:
    found = ecr.describe_repository_creation_templates(prefixes=["docker-hub"])["repositoryCreationTemplates"]
    return _without(found[0], "createdAt", "updatedAt") if found else None


def _cache(ecr: Any, _iam: Any) -> Any:
    found = ecr.describe_pull_through_cache_rules(ecrRepositoryPrefixes=["docker-hub"])["pullThroughCacheRules"]
    return _without(found[0], "createdAt", "updatedAt") if found else None


LIVE: dict[str, Callable[[Any, Any], Any]] = {
    "registry-policy": lambda ecr, _iam: json.loads(ecr.get_registry_policy()["policyText"]),
    "scanning": lambda ecr, _iam: ecr.get_registry_scanning_configuration()["scanningConfiguration"],
    "replication": lambda ecr, _iam: ecr.describe_registry()["replicationConfiguration"],
    "setting": lambda ecr, _iam: ecr.get_account_setting(name="BLOB_MOUNTING")["value"],
    "exclusion": lambda ecr, _iam: ecr.list_pull_time_update_exclusions()["pullTimeUpdateExclusions"],
    "cache": _cache,
    "template": _template,
    "role": lambda _ecr, iam: _without(iam.get_role(RoleName="builder")["Role"], "RoleId", "CreateDate"),
    "role-policy": lambda _ecr, iam: iam.get_role_policy(RoleName="builder", PolicyName="push")["PolicyDocument"],
    "inline-policies": lambda _ecr, iam: iam.list_role_policies(RoleName="builder")["PolicyNames"],
    "attached-policies": lambda _ecr, iam: [
        policy["PolicyArn"] for policy in iam.list_attached_role_policies(RoleName="builder")["AttachedPolicies"]
    ],
    "oidc": lambda _ecr, iam: _without(iam.get_open_id_connect_provider(OpenIDConnectProviderArn=OIDC), "CreateDate"),
}
