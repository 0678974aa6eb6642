"""Pull through cache rules.

Amazon ECR API reference, the five operations on PullThroughCacheRule; user guide, "Sync an upstream registry with
an Amazon ECR private registry" and "Storing your upstream repository credentials in an AWS Secrets Manager secret".
No upstream is contacted and no secret is read: every rule that can be created is valid.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.core.responses import ActionResult

from .creation_templates import check_custom_role
from .ecr_errors import EcrError, invalid_parameter
from .ecr_request import EcrRequest
from .paging import Page
from .policy_documents import RegistryLocation
from .registry_state import JsonObject, prefix_key

MOST_RULES = 50  # user guide, "Amazon ECR service quotas"
ANSWER_FIELDS = "ecrRepositoryPrefix registryId credentialArn customRoleArn upstreamRepositoryPrefix".split()


@dataclass(frozen=True)
class Upstream:
    """A registry ECR can cache: its address, and whether it needs a login."""

    address: str
    needs_credential: bool = False


# API reference, CreatePullThroughCacheRule, upstreamRegistryUrl; Chainguard: the model's upstreamRegistry.
UPSTREAMS: Mapping[str, Upstream] = {
    "ecr": Upstream(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com"),
    "ecr-public": Upstream(r"public\.ecr\.aws"),
    "quay": Upstream(r"quay\.io"),
    "k8s": Upstream(r"registry\.k8s\.io"),
    "docker-hub": Upstream(r"registry-1\.docker\.io", needs_credential=True),
    "github-container-registry": Upstream(r"ghcr\.io", needs_credential=True),
    "gitlab-container-registry": Upstream(r"registry\.gitlab\.com", needs_credential=True),
    "azure-container-registry": Upstream(r"[a-zA-Z0-9-]+\.azurecr\.io", needs_credential=True),
    "chainguard": Upstream(r"cgr\.dev", needs_credential=True),
}


def upstream_of(url: str, named: str | None) -> str:
    """Return the upstream of an address; `named` is the caller's name for it, if any."""
    name = next((name for name, upstream in UPSTREAMS.items() if re.fullmatch(upstream.address, url)), None)
    if name is None or named not in (None, name):
        raise EcrError(
            "UnsupportedUpstreamRegistryException", f"The specified upstream registry isn't supported: {url}"
        )
    return name


def check_rule(rule: JsonObject, location: RegistryLocation) -> None:
    """Refuse a rule that could not log in to its upstream."""
    name, credential = rule["upstreamRegistry"], rule.get("credentialArn")
    check_custom_role(rule.get("customRoleArn"), location)
    if credential is None and UPSTREAMS[name].needs_credential:
        raise invalid_parameter("credentialArn", f"the upstream registry {name} requires a credential")
    secrets = f"arn:{location.partition}:secretsmanager:{location.region}:{location.account}:secret:"
    if credential is not None and not credential.startswith(secrets):
        raise invalid_parameter("credentialArn", "the secret is in another account or Region than the registry")
    ecr = re.fullmatch(UPSTREAMS["ecr"].address, rule["upstreamRegistryUrl"])
    if ecr and (ecr["account"], ecr["region"]) == (location.account, location.region):
        raise invalid_parameter("upstreamRegistryUrl", "a registry cannot be its own upstream")
    if ecr and ecr["account"] != location.account and "customRoleArn" not in rule:
        raise invalid_parameter("customRoleArn", "an upstream registry of another account requires a custom role")


class PullThroughCache(EcrRequest):
    """Operations on them."""

    def create_pull_through_cache_rule(self) -> ActionResult:
        """Create a rule; a prefix has at most one, a registry 50."""
        given, rules = self.parameters, self.state.cache_rules
        prefix = given["ecrRepositoryPrefix"]
        if prefix_key(prefix) in rules:
            raise EcrError(
                "PullThroughCacheRuleAlreadyExistsException",
                f"A pull through cache rule with the prefix '{prefix}' already exists in the registry with id "
                f"'{self.registry}'",
            )
        if len(rules) >= MOST_RULES:
            raise EcrError("LimitExceededException", f"a registry has at most {MOST_RULES} rules")
        rule = {
            "ecrRepositoryPrefix": prefix,
            "upstreamRegistryUrl": given["upstreamRegistryUrl"],
            "upstreamRegistry": upstream_of(given["upstreamRegistryUrl"], given.get("upstreamRegistry")),
            **self._upstream_prefix(),
            "registryId": self.registry,
            "createdAt": datetime.now(UTC),
            **self._login(),
        }
        check_rule(rule, self.location)
        rules[prefix_key(prefix)] = {**rule, "updatedAt": rule["createdAt"]}
        return ActionResult(rule)

    def describe_pull_through_cache_rules(self) -> ActionResult:
        """Page by page; a prefix without a rule is an error."""
        page = Page.requested(self.parameters, "pullThroughCacheRules")
        prefixes = self.parameters.get("ecrRepositoryPrefixes")
        found = [self._rule(prefix) for prefix in prefixes] if prefixes else list(self.state.cache_rules.values())
        return self.page_of(page, ActionResult({"pullThroughCacheRules": found}), "pullThroughCacheRules")

    def update_pull_through_cache_rule(self) -> ActionResult:
        """Change how the rule logs in; nothing else of it can change."""
        rule = {**self._named_rule(), **self._login(), "updatedAt": datetime.now(UTC)}
        check_rule(rule, self.location)
        self.state.cache_rules[prefix_key(rule["ecrRepositoryPrefix"])] = rule
        return ActionResult(_part(rule, [*ANSWER_FIELDS, "updatedAt"]))

    def delete_pull_through_cache_rule(self) -> ActionResult:
        """Return the rule that is gone."""
        rule = self._named_rule()
        del self.state.cache_rules[prefix_key(rule["ecrRepositoryPrefix"])]
        return ActionResult(_part(rule, [*ANSWER_FIELDS, "upstreamRegistryUrl", "createdAt"]))

    def validate_pull_through_cache_rule(self) -> ActionResult:
        """Answer that the rule is valid."""
        return ActionResult({**_part(self._named_rule(), [*ANSWER_FIELDS, "upstreamRegistryUrl"]), "isValid": True})

    def _upstream_prefix(self) -> dict[str, str]:
        """Of an ECR upstream `ROOT` if none is given; the others have none.

        User guide, "Customizing repository prefixes for ECR to ECR pull through cache": it can only be set where the
        rule's own prefix is not ROOT. That the answers for other upstreams lack it is what the acceptance tests of
        terraform-provider-aws expect (internal/service/ecr/pull_through_cache_rule_test.go).
        """
        given = self.parameters.get("upstreamRepositoryPrefix")
        if re.fullmatch(UPSTREAMS["ecr"].address, self.parameters["upstreamRegistryUrl"]) is None:
            if given:
                raise invalid_parameter("upstreamRepositoryPrefix", "it is supported for ECR upstream registries only")
            return {}
        if given and self.parameters["ecrRepositoryPrefix"] == "ROOT":
            raise invalid_parameter("upstreamRepositoryPrefix", "it can't be set where ecrRepositoryPrefix is ROOT")
        return {"upstreamRepositoryPrefix": given or "ROOT"}

    def _login(self) -> dict[str, str]:
        names = ("credentialArn", "customRoleArn")
        return {name: self.parameters[name] for name in names if self.parameters.get(name) is not None}

    def _named_rule(self) -> JsonObject:
        return self._rule(self.parameters["ecrRepositoryPrefix"])

    def _rule(self, prefix: str) -> JsonObject:
        rule = self.state.cache_rules.get(prefix_key(prefix))
        if rule is None:
            raise EcrError(
                "PullThroughCacheRuleNotFoundException",
                f"The pull through cache rule with the prefix '{prefix}' does not exist in the registry with id "
                f"'{self.registry}'",
            )
        return rule


def _part(rule: JsonObject, names: list[str]) -> dict[str, Any]:
    return {name: rule[name] for name in names if name in rule}
