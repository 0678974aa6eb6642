"""What an account's bootstrap declares against what lives there."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from union_ecr.ci_check.findings import CiFinding, CiKind
from union_ecr.ci_check.live import BucketOfAnotherAccount, LiveBucket, LiveCi, LiveCiRole
from union_ecr.ci_check.policies import Right, beyond, denials, rights
from union_ecr.ci_check.state_bucket import bucket_faults
from union_ecr.ci_check.trust import shut_out, strangers
from union_ecr.ci_roles.account import DeclaredAccount
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.roles import DeclaredCiRoles, DeclaredRole, ci_role_name
from union_ecr.ci_roles.state_bucket import DeclaredStateBucket
from union_ecr.drift.findings import Severity, Unknown
from union_ecr.drift.live import Unreadable
from union_ecr.ecr.policy_document import Document

_MOST_SHOWN = 3
Found = CiFinding | Unknown


@dataclass(frozen=True)
class AccountCheck:
    """Compares one account; `name` is the stack of its bootstrap, which the remedies run again."""

    name: str
    declared: DeclaredAccount

    def findings(self, live: LiveCi) -> Iterator[Found]:
        """Every difference, and everything that could not be read."""
        yield from self._provider(live.audiences)
        for roles in self.declared.stacks:
            for role in roles.roles:
                job = f"the job {role.job} of this stack"
                yield from self._role(role, f"{job} fails", job, live.roles.get(role.name), roles.stack)
            if roles.boundary:
                yield from self._boundary(roles, live.boundaries.get(roles.boundary.name))
        if drift_role := self.declared.drift_role:
            without = f"union-ecr drift --role-name {drift_role.name} cannot read the account"
            yield from self._role(drift_role, without, "its callers", live.roles.get(drift_role.name))
        yield from self._undeclared(live.role_names)
        if self.declared.bucket:
            yield from self._bucket(self.declared.bucket, live.bucket)

    def _finding(
        self, resource: str, kind: CiKind, severity: Severity, reason: str, stack: str | None = None, remedy: str = ""
    ) -> CiFinding:
        remedy = remedy or f"pulumi -C bootstrap up --refresh --stack {self.name}"
        return CiFinding(self.declared.settings.account, stack, resource, kind, severity, reason, remedy)

    def _unknown(self, what: str, unreadable: Unreadable, *stacks: str) -> Unknown:
        return Unknown(f"{what} in account {self.declared.settings.account}", unreadable.reason, stacks)

    def _provider(self, audiences: tuple[str, ...] | Unreadable | None) -> Iterator[Found]:
        provider = self.declared.provider
        resource = f"identity provider {provider.url.removeprefix('https://')}"
        if isinstance(audiences, Unreadable):
            yield self._unknown(resource, audiences)
        elif audiences is None:
            yield self._finding(resource, CiKind.MISSING, Severity.WARNING, "it does not exist, so no job gets a role")
        elif provider.audience not in audiences:
            remedy = (
                f"aws iam add-client-id-to-open-id-connect-provider --open-id-connect-provider-arn {provider.arn} "
                f"--client-id {provider.audience}"
            )
            reason = f"its audiences lack {provider.audience}, so no job gets a role"
            yield self._finding(resource, CiKind.TOO_NARROW, Severity.WARNING, reason, remedy=remedy)

    def _role(
        self,
        role: DeclaredRole,
        without: str,
        holders: str,
        live: LiveCiRole | Unreadable | None,
        stack: str | None = None,
    ) -> Iterator[Found]:
        """One role: `without` says what happens where it does not exist, `holders` who may assume it."""
        resource = f"role {role.name}"
        if isinstance(live, Unreadable):
            yield self._unknown(resource, live, *([stack] if stack else []))
            return
        if live is None:
            yield self._finding(resource, CiKind.MISSING, Severity.WARNING, f"it does not exist, so {without}", stack)
            return
        for stranger in strangers(live.trust_policy, role.trust_policy):
            reason = f"its trust policy lets in others than {holders}: {stranger}"
            yield self._finding(resource, CiKind.TRUST_TOO_WIDE, Severity.CRITICAL, reason, stack)
        if shut_out(live.trust_policy, role.trust_policy):
            reason = f"its trust policy does not let in {holders}"
            yield self._finding(resource, CiKind.TRUST_DIFFERS, Severity.WARNING, reason, stack)
        declared = (*role.policies.inline.values(), *role.policies.managed.values())
        yield from self._allowed(resource, live.policies.values(), declared, stack)

    def _boundary(self, roles: DeclaredCiRoles, live: Document | Unreadable | None) -> Iterator[Found]:
        boundary = roles.boundary
        if boundary is None:
            return
        resource = f"policy {boundary.name}"
        if isinstance(live, Unreadable):
            yield self._unknown(resource, live, roles.stack)
        elif live is None:
            reason = "it does not exist, so push roles that name it as their permissionsBoundary cannot be created"
            yield self._finding(resource, CiKind.MISSING, Severity.WARNING, reason, roles.stack)
        else:
            yield from self._allowed(resource, [live], [boundary.document], roles.stack)

    def _allowed(
        self, resource: str, live: Iterable[Document], declared: Iterable[Document], stack: str | None
    ) -> Iterator[CiFinding]:
        live, declared = list(live), list(declared)
        found, wanted = rights(live), rights(declared)
        if more := beyond(found, wanted):
            reason = f"it allows more than the generated documents: {_shown(more)}"
            yield self._finding(resource, CiKind.TOO_WIDE, Severity.CRITICAL, reason, stack)
        if less := beyond(wanted, found):
            reason = f"it lacks what the stack files need: {_shown(less)}"
            yield self._finding(resource, CiKind.TOO_NARROW, Severity.WARNING, reason, stack)
        known = denials(declared)
        for text, denied in denials(live).items():
            if text not in known:
                reason = f"it denies what the generated documents do not: {denied}"
                yield self._finding(resource, CiKind.TOO_NARROW, Severity.WARNING, reason, stack)

    def _undeclared(self, names: tuple[str, ...] | Unreadable) -> Iterator[Found]:
        """Roles that are named as those of CI, of no stack."""
        if isinstance(names, Unreadable):
            yield self._unknown("the list of roles", names)
            return
        prefix = self.declared.settings.role_prefix
        beginnings = tuple(ci_role_name(prefix, job, "") for job in CiJob)
        own = {role.name for role in self.declared.roles}
        for name in sorted(set(names) - own):
            if name.startswith(beginnings):
                reason = "it is named as a role of CI, and no stack file of this account has such a stack"
                remedy = "delete the role, or add its stack file again"
                yield self._finding(f"role {name}", CiKind.UNDECLARED, Severity.WARNING, reason, remedy=remedy)

    def _bucket(
        self, declared: DeclaredStateBucket, live: LiveBucket | BucketOfAnotherAccount | None
    ) -> Iterator[Found]:
        resource = f"bucket {declared.name}"
        for fault in bucket_faults(declared, live):
            if isinstance(fault, Unreadable):
                yield self._unknown(resource, fault)
            else:
                yield self._finding(resource, fault.kind, fault.severity, fault.reason, remedy=fault.remedy)
        if isinstance(live, LiveBucket) and not isinstance(live.policy, Unreadable):
            yield from self._allowed(resource, [live.policy] if live.policy else [], [declared.policy], None)


def not_bootstrapped(accounts: Iterable[str], stacks: Mapping[str, str]) -> Iterator[CiFinding]:
    """A finding for each stack (its account by name) whose account has no bootstrap file."""
    known = set(accounts)
    for stack, account in sorted(stacks.items()):
        if account not in known:
            reason = f"account {account} has no bootstrap file, so the stack has no roles of CI"
            remedy = f"write bootstrap/stacks/Pulumi.NAME.yaml for account {account} (docs/ci.md)"
            yield CiFinding(account, stack, f"stack {stack}", CiKind.NOT_BOOTSTRAPPED, Severity.WARNING, reason, remedy)


def _shown(some: list[Right]) -> str:
    more = f" and {len(some) - _MOST_SHOWN} more" if len(some) > _MOST_SHOWN else ""
    return f"{', '.join(map(str, some[:_MOST_SHOWN]))}{more}"
