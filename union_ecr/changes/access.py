"""Who gains and who loses access by a change: the permissions of both sides compared."""

from collections.abc import Iterable, Iterator, Mapping

from union_ecr.changes.change import Change, ChangeKind
from union_ecr.declared.push_role import DeclaredPushRole
from union_ecr.declared.registry import DeclaredCreationTemplate, DeclaredRegistry
from union_ecr.declared.stack import DeclaredStack
from union_ecr.drift.access_reasons import COSMETIC, AccessChange, describe_access_change
from union_ecr.drift.permissions import account_of, denials_of, no_longer_held, not_covered_by, permissions_of
from union_ecr.drift.principals import PrincipalNames
from union_ecr.drift.push_role_reasons import why_boundary_differs, why_permissions_differ, why_trust_differs
from union_ecr.drift.registry import UPSTREAM, replicates_elsewhere
from union_ecr.drift.registry_parts import declared_parts
from union_ecr.drift.registry_reasons import why_cache_rule_differs, why_replication_differs, why_template_is_missing
from union_ecr.ecr.policy_document import Document

_NOTHING: Document = {"Statement": []}
THE_REGISTRY = "the registry"


def access_changes(before: DeclaredStack | None, after: DeclaredStack) -> Iterator[Change]:
    """Who gains or loses access if what a stack declares changes; `before` is None for a new stack."""
    names = PrincipalNames(after.registry, _data_planes(before.data_planes if before else {}, after.data_planes))
    old, new = (_policies(side) for side in (before, after))
    for name in sorted({*old, *new}):
        yield from _policy(names, name, old.get(name), new.get(name))
    yield from _push_roles(names, before.push_roles if before else (), after.push_roles)
    yield from _registry(names, before.registry_settings if before else None, after.registry_settings)


def _data_planes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """The names of both sides' data planes; one that moves to another account is named with it."""
    planes = {**before, **after}
    accounts: dict[str, set[str]] = {}
    for arn, name in planes.items():
        accounts.setdefault(name, set()).add(account_of(arn) or "")
    return {
        arn: f"{name} in account {account_of(arn)}" if len(accounts[name]) > 1 else name for arn, name in planes.items()
    }


def _policies(stack: DeclaredStack | None) -> dict[str, Document | None]:
    return {repository.name: repository.policy for repository in stack.repositories} if stack else {}


def _policy(names: PrincipalNames, subject: str, before: Document | None, after: Document | None) -> Iterator[Change]:
    if before != after and (reason := why_access_differs(names, before, after)) != COSMETIC:
        yield _change(subject, "policy", reason)


def why_access_differs(names: PrincipalNames, before: Document | None, after: Document | None) -> str:
    """Who can do more and who less by another policy, in a sentence; `COSMETIC` if nobody."""
    old, new = ((policy or _NOTHING)["Statement"] for policy in (before, after))
    held_before, held_after = permissions_of(old), permissions_of(new)
    uncovered = not_covered_by(held_before, held_after)
    lost = no_longer_held(names.registry, uncovered, held_after)
    return describe_access_change(
        names,
        AccessChange(
            gained=not_covered_by(held_after, held_before),
            lost=lost,
            declared=held_before,
            live=held_after,
            denied=denials_of(new) - denials_of(old),
            no_longer_denied=denials_of(old) - denials_of(new),
            held_by_others=uncovered - lost,
        ),
    )


def _push_roles(
    names: PrincipalNames, before: Iterable[DeclaredPushRole], after: Iterable[DeclaredPushRole]
) -> Iterator[Change]:
    old, new = ({role.key: role for role in roles} for roles in (before, after))
    for key in sorted({*old, *new}):
        yield from _push_role(names, f"push role {key}", old.get(key), new.get(key))


def _push_role(
    names: PrincipalNames, subject: str, before: DeclaredPushRole | None, after: DeclaredPushRole | None
) -> Iterator[Change]:
    role = after or before
    trusts, policies = (
        [getattr(side, field) if side else _NOTHING for side in (before, after)] for field in ("trust_policy", "policy")
    )
    if before and after and before.arn != after.arn:
        yield _change(subject, "name", f"The role becomes {after.arn}: a job that assumes {before.arn} fails.")
    if trusts[0] != trusts[1] and (reason := why_trust_differs(names, *trusts)) != COSMETIC:
        yield _change(subject, "trustPolicy", reason)
    holder = PrincipalNames(names.registry, {}, f"role {role.name}" if role else None)
    if policies[0] != policies[1] and (reason := why_permissions_differ(holder, *policies)) != COSMETIC:
        yield _change(subject, "policy", reason)
    if before and after and before.permissions_boundary != after.permissions_boundary:
        yield _change(subject, "permissionsBoundary", why_boundary_differs(after.permissions_boundary))


def _registry(
    names: PrincipalNames, before: DeclaredRegistry | None, after: DeclaredRegistry | None
) -> Iterator[Change]:
    """The registry policy, copies for other accounts, other upstreams, and what ECR creates from templates."""
    yield from _policy(names, THE_REGISTRY, before.policy if before else None, after.policy if after else None)
    old, new = (declared_parts(side) if side else {} for side in (before, after))
    copies = old.get("replication", []), new.get("replication", [])
    if replicates_elsewhere(names.registry.account, *copies) or replicates_elsewhere(
        names.registry.account, *reversed(copies)
    ):
        yield _change(THE_REGISTRY, "replication", why_replication_differs(names.registry, *copies))
    rules = old.get("pullThroughCache", {}), new.get("pullThroughCache", {})
    for prefix in sorted(rules[0].keys() & rules[1].keys()):
        if any(rules[0][prefix].get(key) != rules[1][prefix].get(key) for key in UPSTREAM):
            reason = why_cache_rule_differs(prefix, rules[0][prefix], rules[1][prefix])
            yield _change(THE_REGISTRY, f"pullThroughCache.{prefix}", reason)
    templates = ({made.prefix: made for made in side.creation_templates} if side else {} for side in (before, after))
    yield from _templates(names, *templates)


def _templates(
    names: PrincipalNames,
    before: Mapping[str, DeclaredCreationTemplate],
    after: Mapping[str, DeclaredCreationTemplate],
) -> Iterator[Change]:
    for prefix in sorted({*before, *after}):
        subject, old, new = f"new repositories below {prefix}", before.get(prefix), after.get(prefix)
        if new is None:
            uses = {other: template.applied_for for other, template in after.items()}
            reason = why_template_is_missing(prefix, old.applied_for if old else (), uses)
            yield _change(subject, "creationTemplates", reason)
        else:
            yield from _policy(names, subject, old.policy if old else None, new.policy)


def _change(subject: str, field: str, reason: str) -> Change:
    return Change(ChangeKind.ACCESS, (subject,), field, reason)
