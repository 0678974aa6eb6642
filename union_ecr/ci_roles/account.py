"""Everything that the bootstrap makes in one account, and what in the files stands against it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.drift_role import declared_drift_role
from union_ecr.ci_roles.managed_policies import MOST_MANAGED_POLICIES
from union_ecr.ci_roles.roles import (
    DeclaredCiRoles,
    DeclaredRole,
    ci_role_name,
    ci_role_violations,
    declared_ci_roles,
)
from union_ecr.ci_roles.state_bucket import DeclaredStateBucket, bucket_policy, bucket_violations
from union_ecr.ci_roles.trust import IdentityProvider
from union_ecr.declared.stack import DeclaredStack
from union_ecr.settings.bootstrap import BootstrapSettings
from union_ecr.stack_file.errors import ConfigError, KeyPath, format_value, suggestion
from union_ecr.stack_file.parse import NAMESPACE, StackFile
from union_ecr.workspace.bootstrap_file import bootstrap_path

EVERY_STACK = "*"


@dataclass(frozen=True)
class DeclaredAccount:
    """What the bootstrap of one account makes; `bucket` is None where another account has it."""

    settings: BootstrapSettings
    provider: IdentityProvider
    bucket: DeclaredStateBucket | None
    stacks: tuple[DeclaredCiRoles, ...]
    drift_role: DeclaredRole | None

    @property
    def roles(self) -> tuple[DeclaredRole, ...]:
        """All roles that it makes."""
        of_stacks = (role for roles in self.stacks for role in roles.roles)
        return (*of_stacks, *([self.drift_role] if self.drift_role else []))


@dataclass(frozen=True)
class Account:
    """One account's bootstrap file with its settings, and the stack files of all teams with what they declare."""

    file: StackFile
    settings: BootstrapSettings
    files: Mapping[str, StackFile]
    declared: Mapping[str, DeclaredStack]

    def own(self) -> dict[str, DeclaredStack]:
        """The stacks of this account."""
        return {name: stack for name, stack in sorted(self.declared.items()) if self._account(stack)}

    def _account(self, stack: DeclaredStack) -> bool:
        return stack.registry.account == self.settings.account

    def declare(self) -> DeclaredAccount:
        """What the bootstrap makes; each document is rendered here, once."""
        settings = self.settings
        stacks = tuple(
            declared_ci_roles(
                name, self.files[name], stack, settings, settings.state_bucket.bucket, settings.prefixes.get(name, ())
            )
            for name, stack in self.own().items()
        )
        provider = IdentityProvider.of(settings, settings.registry)
        drift_role = declared_drift_role(list(self.own().values()), settings)
        return DeclaredAccount(settings, provider, self._bucket(), stacks, drift_role)

    def _bucket(self) -> DeclaredStateBucket | None:
        settings, bucket = self.settings, self.settings.state_bucket
        if settings.bucket_account != settings.account:
            return None
        others: dict[str, set[str]] = {}
        for name, stack in self.declared.items():
            same_partition = stack.registry.partition == settings.registry.partition
            if same_partition and not self._account(stack):
                others.setdefault(stack.registry.account, set()).add(name)
        return DeclaredStateBucket(
            name=bucket.bucket,
            region=settings.bucket_region,
            old_versions_days=bucket.old_versions_days,
            adopt=bucket.adopt,
            policy=bucket_policy(bucket.bucket, settings.registry.partition, others, settings.role_prefix),
            resource_tags=dict(sorted(settings.resource_tags.items())),
        )

    def errors(self, account: DeclaredAccount) -> list[ConfigError]:
        """Everything in the files that stands against it, in the order of files and lines."""
        found = [
            *self._unknown_stacks(),
            *self._prefix_conflicts(),
            *self._taken_names(account.drift_role),
            *self._drift_role_errors(account.drift_role),
            *self._bucket_errors(account),
            *self._missing_connections(),
        ]
        for roles in account.stacks:
            unbounded = roles.stack in self.settings.unbounded_push_roles
            for violation in ci_role_violations(roles, self.settings, unbounded=unbounded):
                path: KeyPath = ("config", *violation.path) if violation.path else ()
                found.append(self.files[roles.stack].error(path, violation.given, violation.rule, violation.remedy))
        return sorted(dict.fromkeys(found), key=lambda error: (error.file, error.line or 0))

    def _missing_connections(self) -> Iterator[ConfigError]:
        """A region with stacks and no connection, where other regions have one: its changes would start nothing."""
        connections = self.settings.drift_connections
        regions: dict[str, str] = {}
        for name, stack in self.own().items() if connections else ():
            regions.setdefault(stack.registry.region, name)
        for region in sorted(regions.keys() - connections.keys()):
            path, given = bootstrap_path(("driftConnections",)), format_value(sorted(connections))
            rule = f"has no connection in {region}, where the registry of stack {regions[region]} is"
            yield self.file.error(path, given, rule, f"add {region}: the ARN of a connection there (docs/drift.md)")

    def _unknown_stacks(self) -> Iterator[ConfigError]:
        settings, own = self.settings, list(self.own())
        named: Iterable[tuple[KeyPath, str]] = (
            *((("reviewers", name), name) for name in settings.reviewers if name != EVERY_STACK),
            *((("prefixes", name), name) for name in settings.prefixes),
            *((("unboundedPushRoles", number), name) for number, name in enumerate(settings.unbounded_push_roles)),
        )
        for path, name in named:
            if name not in own:
                rule = f"is no stack of account {settings.account}"
                yield self.file.error(bootstrap_path(path), format_value(name), rule, suggestion(name, own))

    def _prefix_conflicts(self) -> Iterator[ConfigError]:
        """A prefix must not reach what another stack declares: its up could change it."""
        for name, prefixes in self.settings.prefixes.items():
            mine = self.declared.get(name)
            for number, prefix in enumerate(prefixes):
                for other, stack in sorted(self.declared.items()):
                    if not mine or other == name or stack.registry != mine.registry:
                        continue
                    # its prefixes, too: what is declared below them later would belong to both
                    names = [
                        *(repository.name for repository in stack.repositories),
                        *self.settings.prefixes.get(other, ()),
                    ]
                    reached = next((found for found in names if found.startswith(prefix[:-1])), None)
                    if reached:
                        rule = f"would let stack {name} change {reached} of stack {other}"
                        remedy = "choose a prefix that no other stack of the registry uses"
                        path = bootstrap_path(("prefixes", name, number))
                        yield self.file.error(path, format_value(prefix), rule, remedy)

    def _taken_names(self, drift_role: DeclaredRole | None) -> Iterator[ConfigError]:
        """Roles of CI whose names differ by case only, and push roles that would be one: up could change itself.

        https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (names)
        """
        taken: dict[str, str] = {}
        prefix = self.settings.role_prefix
        for name in self.own():
            if first := taken.get(ci_role_name(prefix, CiJob.UP, name).casefold()):
                rule = f"its roles have the names of those of {first}, but for upper and lower case"
                yield self.files[name].error((), None, rule, "rename one of the two stacks")
            taken |= {ci_role_name(prefix, job, name).casefold(): name for job in CiJob}
        # of stacks that are yet to come, and of the drift role for a whole account
        beginnings = self._beginnings()
        if drift_role:
            taken.setdefault(drift_role.name.casefold(), "")
        for name, stack in self.own().items():
            for role in stack.push_roles:
                own = role.name.casefold()
                owner = f", of stack {taken[own]}" if taken.get(own) else ""
                if own in taken or own.startswith(beginnings) or f"{own}-" in beginnings:
                    rule = f"is the name of a role of CI{owner}, whose permissions up could then change"
                    path = ("config", f"{NAMESPACE}:pushRoles", role.key)
                    yield self.files[name].error(path, format_value(role.name), rule, "choose another name")

    def _beginnings(self) -> tuple[str, ...]:
        """How the names of CI's roles for stacks begin, in lower case."""
        return tuple(ci_role_name(self.settings.role_prefix, job, "").casefold() for job in CiJob)

    def _drift_role_errors(self, role: DeclaredRole | None) -> Iterator[ConfigError]:
        """A drift role with a name of another role of CI, and one whose policies IAM would refuse."""
        if role is None:
            return
        if role.name.casefold().startswith(self._beginnings()):
            rule, remedy = "is the name of a role of CI for one stack", "choose another name"
            yield self.file.error(bootstrap_path(("driftRole", "roleName")), format_value(role.name), rule, remedy)
        if not role.policies.fits:
            rule = f"needs {len(role.policies.managed)} managed policies, and IAM takes {MOST_MANAGED_POLICIES}"
            remedy = "declare fewer push roles in the account"
            yield self.file.error(bootstrap_path(("driftRole",)), None, rule, remedy)

    def _bucket_errors(self, account: DeclaredAccount) -> Iterator[ConfigError]:
        for violation in bucket_violations(account.bucket, ("stateBucket",)) if account.bucket else ():
            yield self.file.error(bootstrap_path(violation.path), violation.given, violation.rule, violation.remedy)
