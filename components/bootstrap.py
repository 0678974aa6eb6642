"""The whole program of an account's bootstrap: its identity provider, the state's bucket, and the roles of CI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pulumi
import pulumi_aws as aws

from union_ecr.ci_roles.account import Account, DeclaredAccount
from union_ecr.ci_roles.notices import account_notices
from union_ecr.ci_roles.trust import IdentityProvider
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import REGION_KEY, parse_stack_file, stack_file_name
from union_ecr.watch.account import account_drift_watches
from union_ecr.workspace.bootstrap_file import BOOTSTRAP_PROJECT, load_bootstrap
from union_ecr.workspace.config_overrides import differences
from union_ecr.workspace.declared_stacks import validate_together

from .ci_roles import CiRoles
from .declared_roles import DeclaredRoles
from .drift_watch import DriftWatch
from .running_stack import STACKS, engine_text, registry_provider, require_account, stacks_in
from .state_bucket import StateBucket

STACKS_FOLDER = Path("..") / STACKS
"""The teams' stack files, from the folder of the bootstrap's project."""


@dataclass(frozen=True)
class Bootstrapped:
    """What `bootstrap` made; `state_bucket` is None where another account has it, `ci_roles` are by stack."""

    declared: DeclaredAccount
    state_bucket: StateBucket | None
    ci_roles: Mapping[str, CiRoles]
    drift_watches: Sequence[DriftWatch] = ()
    drift_role: aws.iam.Role | None = None


def bootstrap(bootstrap_folder: str | Path = STACKS, stacks_folder: str | Path = STACKS_FOLDER) -> Bootstrapped:
    """Make what CI needs in the account of the running stack, and export its outputs.

    The account's file is in `bootstrap_folder`, and all stack files of the teams in `stacks_folder`. Nothing is created
    unless the credentials belong to the account.

    Raises:
        pulumi.RunError: a line for each error in the files, or one that names both accounts.
    """
    account = _running_account(Path(bootstrap_folder), Path(stacks_folder))
    declared = account.declare()
    if errors := account.errors(declared):
        raise pulumi.RunError(str(InvalidStackFiles(errors)))
    require_account(declared.settings.registry, "this bootstrap is for", "bootstrap:account")
    for notice in account_notices(declared):
        pulumi.log.warn(notice)
    opts = pulumi.ResourceOptions(providers=[registry_provider(account.file, declared.settings.registry)])
    provider = _identity_provider(declared.provider, declared, opts)
    of_provider = pulumi.ResourceOptions(depends_on=[provider])
    of_roles = pulumi.ResourceOptions.merge(opts, of_provider)
    made = Bootstrapped(
        declared,
        StateBucket.from_declared(declared.bucket, opts) if declared.bucket else None,
        {roles.stack: CiRoles.from_declared(roles, of_roles) for roles in declared.stacks},
        [
            DriftWatch.from_declared(watch.declared, watch.connection, opts)
            for watch in account_drift_watches(account, declared)
        ],
        _drift_role(declared, pulumi.ResourceOptions.merge(_own_provider(opts), of_provider)),
    )
    pulumi.export("backendUrl", declared.settings.backend_url)
    pulumi.export("roles", {stack: roles.role_arns for stack, roles in made.ci_roles.items()})
    if made.drift_role:
        pulumi.export("driftRole", made.drift_role.arn)
    boundaries = {stack: roles.push_boundary_arn for stack, roles in made.ci_roles.items() if roles.push_boundary}
    if boundaries:
        pulumi.export("pushBoundaries", boundaries)
    return made


def _running_account(bootstrap_folder: Path, stacks_folder: Path) -> Account:
    path = bootstrap_folder / stack_file_name(pulumi.get_stack())
    file = parse_stack_file(str(path), path.read_bytes, BOOTSTRAP_PROJECT)
    paths = {stack: stacks_folder / stack_file_name(stack) for stack in sorted(stacks_in(stacks_folder))}
    files = {stack: parse_stack_file(str(path), path.read_bytes) for stack, path in paths.items()}
    validated = validate_together(files, files)
    try:
        settings = load_bootstrap(file)
        own = [key for key in file.config if key.startswith("bootstrap:")]
        errors = (*differences(file, engine_text, [REGION_KEY, *own]), *validated.errors)
    except InvalidStackFiles as invalid:
        raise pulumi.RunError(str(InvalidStackFiles((*invalid.errors, *validated.errors)))) from None
    if errors:
        raise pulumi.RunError(str(InvalidStackFiles(errors)))
    return Account(file, settings, files, validated.declared)


def _identity_provider(
    provider: IdentityProvider, declared: DeclaredAccount, opts: pulumi.ResourceOptions
) -> aws.iam.OpenIdConnectProvider:
    """The provider for the tokens of the CI; one that exists stays as it is, and outlives the bootstrap.

    Others use it, too: the push roles, and whatever else the account has for the same CI.
    """
    own = _own_provider(opts)
    if declared.settings.identity_provider.adopt:
        adoption = pulumi.ResourceOptions(
            import_=provider.arn,
            ignore_changes=["clientIdLists", "tags", "tagsAll", "thumbprintLists"],
            retain_on_delete=True,
        )
        own = pulumi.ResourceOptions.merge(own, adoption)
    return aws.iam.OpenIdConnectProvider(
        "ci", url=provider.url, client_id_lists=[provider.audience], tags=declared.settings.resource_tags, opts=own
    )


def _drift_role(declared: DeclaredAccount, opts: pulumi.ResourceOptions) -> aws.iam.Role | None:
    """The role of `union-ecr drift --role-name`."""
    if declared.drift_role is None:
        return None
    return DeclaredRoles(declared.settings.resource_tags, opts).role(declared.drift_role)


def _own_provider(opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    """What a resource takes of the options of components, which hold a list of providers."""
    return pulumi.ResourceOptions(provider=opts.providers[0] if isinstance(opts.providers, list) else None)
