"""The bootstrap of AWS accounts on the real engine, beside the stacks of the teams."""

import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any

from pulumi import automation

from sandbox.emulated_aws import DEFAULT_ACCOUNT, EmulatedAws
from sandbox.project import BOOTSTRAP, Project, SecretsProvider
from sandbox.provider.server import stand_in_provider
from tests.ci_roles.bootstrapped import GITHUB
from tests.engine.stack import EngineStack
from union_ecr.ci_roles.account import Account, DeclaredAccount
from union_ecr.stack_file.parse import parse_stack_file, stack_of
from union_ecr.workspace.bootstrap_file import BOOTSTRAP_PROJECT, load_bootstrap
from union_ecr.workspace.declared_stacks import validate_together

BUCKET = "acme-union-ecr-state"


class Bootstraps:
    """The bootstraps of the accounts of some teams, as a project in their project's folder."""

    def __init__(
        self, aws: EmulatedAws, teams: Project, command: automation.PulumiCommand, secrets: SecretsProvider
    ) -> None:
        self.aws, self.teams = aws, teams
        self._command, self._secrets = command, secrets
        self._folder = teams.folder / "bootstrap"
        self._providers = ExitStack()

    def close(self) -> None:
        self._providers.close()

    def write(self, account: str, **settings: Any) -> None:
        """Write the bootstrap file of an account, whose stack has the account's name."""
        values = {
            "account": account,
            "github": GITHUB,
            "stateBucket": {"bucket": BUCKET, "account": DEFAULT_ACCOUNT, "region": "us-east-1"},
        } | settings
        config = {"aws:region": "us-east-1"} | {f"bootstrap:{key}": value for key, value in values.items()}
        folder = self._folder / "stacks"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"Pulumi.{account}.yaml").write_text(json.dumps({"config": config}))

    def stack(self, account: str, environment: Mapping[str, str] | None = None, **settings: Any) -> EngineStack:
        """The bootstrap of an account on the engine, with credentials of an admin there."""
        self.write(account, **settings)
        port = self._providers.enter_context(stand_in_provider(self.aws.environment(account)))
        nothing = self._folder / "nothing"
        project = Project(self._folder, self._command, port, nothing, BOOTSTRAP, self._secrets)
        return EngineStack(project, account, environment)

    def declared(self, account: str) -> DeclaredAccount:
        paths = {stack_of(path.name) or "": path for path in (self.teams.folder / "stacks").iterdir()}
        files = {name: parse_stack_file(path.name, path.read_bytes) for name, path in paths.items()}
        path = self._folder / "stacks" / f"Pulumi.{account}.yaml"
        file = parse_stack_file(path.name, path.read_bytes, BOOTSTRAP_PROJECT)
        return Account(file, load_bootstrap(file), files, validate_together(files, files).declared).declare()


def live_role(iam: Any, name: str) -> dict[str, Any]:
    """A role's trust and all its policies as AWS has them, by name."""
    inline = iam.list_role_policies(RoleName=name)["PolicyNames"]
    attached = iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]
    return {
        "trust": iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"],
        "inline": {
            policy: iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"] for policy in inline
        },
        "managed": {policy["PolicyName"]: live_policy(iam, policy["PolicyArn"]) for policy in attached},
    }


def live_policy(iam: Any, arn: str) -> Mapping[str, Any]:
    version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
    document: Mapping[str, Any] = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    return document


def differences(iam: Any, declared: DeclaredAccount) -> list[str]:
    """The roles and boundaries that do not live exactly as declared."""
    different = []
    for role in declared.roles:
        wanted = {
            "trust": role.trust_policy,
            "inline": role.policies.inline,
            "managed": role.policies.managed,
        }
        if _or_none(lambda name=role.name: live_role(iam, name)) != wanted:  # type: ignore[misc]
            different.append(role.name)
    for roles in declared.stacks:
        boundary = roles.boundary
        if boundary and _or_none(lambda arn=boundary.arn: live_policy(iam, arn)) != boundary.document:  # type: ignore[misc]
            different.append(boundary.name)
    return different


def _or_none(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Exception as error:
        if "NoSuchEntity" not in str(error):
            raise
        return None
