"""What a difference of the registry's own settings means for the images in it."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from union_ecr.drift.lifecycle import lifecycle_differences
from union_ecr.drift.principals import PrincipalNames, enumerated
from union_ecr.drift.repository_policy import policy_differences
from union_ecr.drift.tag_mutability import weakens_immutability, why_tag_mutability
from union_ecr.ecr.policy_document import Document
from union_ecr.ecr.registry import Registry
from union_ecr.settings.registry.repository_names import ROOT, prefixes_over

Part = Mapping[str, Any]
MISSING = {
    "pullThroughCache": "Images below {name} that are not cached yet cannot be pulled: their rule is gone.",
    "accountSettings": "The account setting {name} has no value, so ECR's default applies to the region.",
}
_MOST_CHANGES = 3


def why_template_is_missing(prefix: str, applied_for: Collection[str], others: Mapping[str, Collection[str]]) -> str:
    """What new repositories get without a creation template; `others` are those that exist, with what they apply to.

    The one with the longest prefix applies:
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-creation-templates.html
    """
    alike = [other for other, uses in others.items() if prefix != ROOT and {*applied_for} & {*uses}]
    if applied := next(iter(prefixes_over(alike, f"{prefix}/any")), None):
        return f"New repositories that ECR creates below {prefix} get the settings of the template {applied} instead."
    return (
        f"New repositories that ECR creates below {prefix} get its defaults: no other account can pull, tags can be "
        "overwritten, and nothing expires."
    )


def why_scanning_differs(declared: Part, live: Part) -> str:
    """What is scanned in another way, or no longer."""
    if declared.get("type") != live.get("type"):
        return f"Images are scanned by {live.get('type', 'nobody')} scanning instead of {declared.get('type')}."
    wanted, found = _filters(declared), _filters(live)
    clauses = [
        *(f"{name} is no longer scanned {frequency}" for frequency, name in sorted(wanted - found)),
        *(f"{name} is scanned {frequency} as well" for frequency, name in sorted(found - wanted)),
    ]
    return f"Other images are scanned than declared: {enumerated(clauses)}."


def _filters(scanning: Part) -> set[tuple[str, str]]:
    return {(rule["frequency"], name) for rule in scanning.get("rules", ()) for name in rule["filters"]}


def why_replication_differs(registry: Registry, declared: list[dict[str, Any]], live: list[dict[str, Any]]) -> str:
    """Where new images are copied besides, and where no longer."""
    wanted, found = _copies(registry, declared), _copies(registry, live)
    clauses = [
        f"{verb} {enumerated(sorted(copies))}"
        for verb, copies in (("are copied to", found - wanted), ("are no longer copied to", wanted - found))
        if copies
    ]
    return f"New images {'; they '.join(clauses) or 'are copied as declared, by rules in another order'}."


def _copies(registry: Registry, rules: Iterable[Mapping[str, Any]]) -> set[str]:
    def describe(region: str, account: str, prefix: str) -> str:
        where = region if account == registry.account else f"account {account} in {region}"
        return f"{where} ({prefix}…)" if prefix else where

    return {
        describe(region, account, prefix)
        for rule in rules
        for region, account in rule["destinations"]
        for prefix in rule["prefixes"] or [""]
    }


def why_cache_rule_differs(prefix: str, declared: Part, live: Part) -> str:
    """Which upstream the images below a prefix come from, or how ECR signs in there."""
    wanted, found = _upstream(declared), _upstream(live)
    if wanted != found:
        return f"Images below {prefix} come from {found} instead of {wanted}: its owner decides what is pulled."
    return f"ECR signs in to {wanted} in another way than declared, so new images below {prefix} may fail to arrive."


def why_cache_rule_is_undeclared(prefix: str, live: Part, covered: Collection[str]) -> str:
    """What a rule brings that no stack declares."""
    upstream = _upstream(live)
    if covered:
        return f"The owner of {upstream} can supply images of {enumerated(covered)} that nobody pushed."
    return f"Whoever may pull imports images of {upstream} below {prefix}, and no stack declares it."


def _upstream(rule: Part) -> str:
    prefix = rule.get("upstreamRepositoryPrefix")
    host = rule.get("upstreamRegistryUrl", "another registry")
    return f"{host}/{prefix}" if prefix and prefix != ROOT else str(host)


def why_template_differs(principals: PrincipalNames, prefix: str, declared: Part, live: Part) -> str:
    """What is different in the repositories that ECR creates from now on."""
    policies = policy_differences(principals, _document(declared, "repositoryPolicy"), live.get("repositoryPolicy"))
    rules = lifecycle_differences(_document(declared, "lifecyclePolicy"), live.get("lifecyclePolicy"))
    changes = [*(difference.reason for difference in policies), *(difference.reason for difference in rules)]
    tags = [(template.get("imageTagMutability", "MUTABLE"), _exclusions(template)) for template in (declared, live)]
    if tags[0] != tags[1]:
        changes.append(why_tag_mutability(*tags[1], weaker=weakens_immutability(*tags[0], *tags[1])))
    documents = {"repositoryPolicy", "lifecyclePolicy", "imageTagMutability", "imageTagMutabilityExclusions"}
    others = sorted(key for key in {*declared, *live} - documents if declared.get(key) != live.get(key))
    changes += [f"{enumerated(others)} differ{'s' if len(others) == 1 else ''}."] if others else []
    shown = "; ".join(change.removesuffix(".") for change in changes[:_MOST_CHANGES])
    more = f"; and {len(changes) - _MOST_CHANGES} more changes" if len(changes) > _MOST_CHANGES else ""
    return f"In repositories that ECR creates below {prefix} from now on: {shown}{more}."


def _exclusions(template: Part) -> tuple[str, ...]:
    return tuple(template.get("imageTagMutabilityExclusions", ()))


def _document(template: Part, key: str) -> Document | None:
    text = template.get(key)
    return json.loads(text) if text else None
