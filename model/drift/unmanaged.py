"""What lives in a registry and no stack declares."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.declared import DeclaredStack
from model.drift.policies import Acquaintances
from model.drift.registry import replicated_to, replicated_within
from model.drift.remedies import as_yaml, edit, of_registry, of_repository, put_replication
from model.drift.rights import rights_of
from model.findings import CannotTell, Finding, Kind, Severity
from model.images import RESERVED_PREFIX, Registry
from model.live import LiveRegistry, LiveRepository, Unread
from model.registry_wide.declared import DeclaredRegistry
from model.registry_wide.pull_through_cache import WITHOUT_PULL_THROUGH
from model.registry_wide.values import ROOT, names_below
from model.stack_file import NAMESPACE

Found = Finding | CannotTell
_IMAGES = ("config", f"{NAMESPACE}:images")


def parts_read_anyway(registry: Registry) -> frozenset[str]:
    """The parts of a registry, by their names in the stack file, that are read whatever is declared.

    By them strangers get in, and ECR makes repositories by itself.
    """
    mirrors = set() if registry.partition in WITHOUT_PULL_THROUGH else {"pullThroughCache"}
    return frozenset({"policy", "replication", "creationTemplates", *mirrors})


def unmanaged_findings(
    stacks: Mapping[str, DeclaredStack], ignore: Collection[str], live: LiveRegistry, wrong: Collection[str] = ()
) -> Iterator[Found]:
    """The repositories that none of a registry's stacks declares, and what opens the registry that none does.

    `stacks` are all stacks of the registry. Not told of: what Union's own image builder keeps below `union/`, what
    ECR itself makes below a mirror's or a template's prefix, and what `ignore` (names with *) says. Strangers are told
    of wherever they are let in, those repositories included: who is none is told by `Acquaintances`. `wrong` are stack
    files that cannot be used: any of them may declare what seems undeclared, and the remedies say so.
    """
    whole = _Whole(stacks, live, tuple(wrong))
    yield from _registry_policy(whole)
    yield from _replication(whole)
    yield from _templates(whole)
    yield from _mirrors(whole, ignore)
    if isinstance(live.repositories, Unread):
        return  # told with the stacks
    patterns = [_pattern(f"{RESERVED_PREFIX}*"), *map(_pattern, ignore), *map(_below, _prefixes(whole))]
    others = [one for one in live.repositories if one.name not in whole.repositories]
    for repository in others:
        yield from _strangers(whole, repository)
    nobodys = [one for one in others if not any(pattern.fullmatch(one.name) for pattern in patterns)]
    mirrors = live.parts.get("pullThroughCache")
    if isinstance(mirrors, Unread) and nobodys:
        yield CannotTell(f"which of {len(nobodys)} repositories of {whole.words} are mirrors'", mirrors.reason)
        return
    for repository in nobodys:
        name = as_yaml(repository.name)
        remedy = edit(
            f"{name}: {{adopt: true}} below {NAMESPACE}:images, "
            f"or ignore: [{name}] in {NAMESPACE}:registry{whole.owner}"
        )
        yield whole.finding(Kind.UNMANAGED, None, repository.arn, Severity.WARNING, remedy, repository.name)


@dataclass(frozen=True)
class _Whole:
    """All that is declared of a registry, beside what lives in it."""

    stacks: Mapping[str, DeclaredStack]
    live: LiveRegistry
    wrong: tuple[str, ...]

    @property
    def registry(self) -> Registry:
        return self.live.registry

    @property
    def words(self) -> str:
        return f"the registry {self.registry.account} {self.registry.region}"

    @property
    def owner(self) -> str:
        """Whose stack file alone may say something of the registry itself."""
        owners = [name for name, stack in self.stacks.items() if stack.registry_wide]
        return f" of the stack {owners[0]}" if owners else ""

    @property
    def wide(self) -> list[DeclaredRegistry]:
        """What the stacks declare of the registry itself."""
        return [stack.registry_wide for stack in self.stacks.values() if stack.registry_wide]

    @cached_property
    def repositories(self) -> set[str]:
        """The names of all declared repositories."""
        return {repository.name for stack in self.stacks.values() for repository in stack.repositories}

    def declares(self, part: str) -> bool:
        return any(getattr(one, part) for one in self.wide)

    @cached_property
    def acquaintances(self) -> Acquaintances:
        """Those to whom any stack gives anything, by repositories, templates and the registry policy."""
        rights = {right for policy in self._policies() for right in rights_of(policy["Statement"])}
        return Acquaintances.of(self.registry, rights)

    def _policies(self) -> Iterator[Mapping[str, Any]]:
        for stack in self.stacks.values():
            documents = [repository.policy for repository in stack.repositories]
            if stack.registry_wide:
                documents += [
                    stack.registry_wide.policy,
                    *(one.policy for one in stack.registry_wide.creation_templates),
                ]
            yield from filter(None, documents)

    def finding(
        self, kind: Kind, field: str | None, live: Any, severity: Severity, remedy: str, repository: str | None = None
    ) -> Finding:
        place = _IMAGES if kind is Kind.UNMANAGED else ()
        if self.wrong:
            remedy = f"{remedy}  # but first mend {', '.join(self.wrong)}, which may declare it"
        return Finding(None, repository, kind, field, None, live, severity, remedy, place, self.registry)


def _strangers(whole: _Whole, repository: LiveRepository) -> Iterator[Found]:
    if isinstance(repository.policy, Unread):
        where = f"the policy of {repository.name} in {whole.registry.account} {whole.registry.region}"
        yield CannotTell(where, repository.policy.reason, repository=repository.name)
    elif repository.policy is not None and whole.acquaintances.strangers(repository.policy):
        remedy = of_repository(whole.registry, "delete-repository-policy", repository.name)
        live = repository.policy
        yield whole.finding(Kind.EXTRA_POLICY, "policy", live, Severity.CRITICAL, remedy, repository.name)


def _registry_policy(whole: _Whole) -> Iterator[Found]:
    text = whole.live.parts.get("policy")
    if isinstance(text, Unread):
        yield CannotTell(f"policy of {whole.words}", text.reason)
    elif text is not None and not whole.declares("policy") and whole.acquaintances.strangers(text):
        remedy = of_registry(whole.registry, "delete-registry-policy")
        yield whole.finding(Kind.EXTRA_POLICY, "registry.policy", text, Severity.CRITICAL, remedy)


def _replication(whole: _Whole) -> Iterator[Found]:
    """Images that are copied to another account, and nobody says so."""
    rules = whole.live.parts.get("replication")
    if isinstance(rules, Unread):
        yield CannotTell(f"replication of {whole.words}", rules.reason)
    elif not whole.declares("replication") and replicated_to(rules or []) - {whole.registry.account}:
        remedy = put_replication(whole.registry, replicated_within(whole.registry.account, rules or []))
        yield whole.finding(Kind.REGISTRY_CHANGED, "registry.replication", rules, Severity.CRITICAL, remedy)


def _templates(whole: _Whole) -> Iterator[Found]:
    """Templates that nobody declares, and by which repositories to come are open to strangers."""
    templates = whole.live.parts.get("creationTemplates")
    if isinstance(templates, Unread):
        yield CannotTell(f"creationTemplates of {whole.words}", templates.reason)
        return
    declared = {template.prefix for one in whole.wide for template in one.creation_templates}
    for prefix, template in (templates or {}).items():
        policy = template.get("repositoryPolicy")
        if prefix not in declared and policy and whole.acquaintances.strangers(policy):
            remedy = of_registry(whole.registry, f"delete-repository-creation-template --prefix {prefix}")
            field = f"registry.creationTemplates.{prefix}"
            yield whole.finding(Kind.REGISTRY_CHANGED, field, template, Severity.CRITICAL, remedy)


def _mirrors(whole: _Whole, ignore: Collection[str]) -> Iterator[Found]:
    """Mirrors that nobody declares: others' images come in by them, critical where declared repositories may be meant.

    One whose repositories are ignored as a whole is nobody's business.
    """
    mirrors = whole.live.parts.get("pullThroughCache")
    if not isinstance(mirrors, Mapping):
        return
    declared = {rule.prefix for one in whole.wide for rule in one.pull_through_cache}
    for prefix in sorted({*mirrors} - declared):
        if any(_pattern(one).fullmatch(f"{prefix.rstrip('/')}/*") for one in ignore):
            continue
        own = any(_below(prefix).fullmatch(name) for name in whole.repositories)
        remedy = of_registry(whole.registry, f"delete-pull-through-cache-rule --ecr-repository-prefix {prefix}")
        severity = Severity.CRITICAL if own else Severity.WARNING
        field = f"registry.pullThroughCache.{prefix}"
        yield whole.finding(Kind.REGISTRY_CHANGED, field, mirrors[prefix], severity, remedy)


def _prefixes(whole: _Whole) -> Iterable[str]:
    """Where ECR makes repositories by itself: below declared mirrors and templates, and live mirrors but one of all."""
    declared = {rule.prefix for one in whole.wide for rule in one.pull_through_cache}
    # A template for mirrors alone makes nothing outside them.
    by_itself = {"REPLICATION", "CREATE_ON_PUSH"}
    declared |= {
        made.prefix for one in whole.wide for made in one.creation_templates if by_itself & {*made.applied_for}
    }
    mirrors = whole.live.parts.get("pullThroughCache")
    return declared | ({*mirrors} - {ROOT} if isinstance(mirrors, Mapping) else set())


def _below(prefix: str) -> re.Pattern[str]:
    return _pattern(names_below(prefix.rstrip("/")))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text).replace(r"\*", ".*"))
