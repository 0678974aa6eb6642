"""Pull-through cache rules: images of an upstream registry, which ECR copies on their first pull."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import StrictStr

from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.registry.iam_arns import RoleArn, custom_role_violations
from union_ecr.settings.registry.repository_names import UpstreamPrefix
from union_ecr.settings.registry.upstreams import Upstream, needs_credential, upstream_registry
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation, format_value, refuse

MOST_PULL_THROUGH_CACHE_RULES = 50
"""https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html"""
WITHOUT_PULL_THROUGH_CACHE = ("aws-cn", "aws-us-gov")
"""Partitions without it; https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache.html"""

# https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html (credentialArn)
_LONGEST_SECRET_ARN = 612
_SECRET_ARN = (
    rf"(?=.{{50,{_LONGEST_SECRET_ARN}}}$)arn:aws(-\w+)*:secretsmanager:[a-z0-9-]+:\d{{12}}"
    r":secret:ecr-pullthroughcache/[\w/+=.@-]+-[A-Za-z0-9]{6}"
)
_SECRET_PREFIX = "ecr-pullthroughcache/"  # noqa: S105 - how the name of a secret begins
_INCOMPLETE_ARN = "is not the complete ARN of a secret, which ends in six characters that AWS adds"


def _hint_on_secrets(arn: str) -> None:
    name = arn.rpartition(":secret:")[2]
    if not name.startswith(_SECRET_PREFIX):
        refuse(
            f"ECR reads only secrets whose name begins with {_SECRET_PREFIX}",
            "store it in Secrets Manager under such a name, and write its ARN",
        )
    if len(arn) > _LONGEST_SECRET_ARN:
        rule = f"an ARN of {len(arn)} characters exceeds ECR's limit of {_LONGEST_SECRET_ARN}"
        refuse(rule, "store the secret under a shorter name")
    if not re.fullmatch(_SECRET_ARN, arn, re.ASCII):
        name = re.sub(r"[^\w/+=.@-]", "", name)
        command = f"aws secretsmanager describe-secret --secret-id {name} --query ARN"
        refuse(_INCOMPLETE_ARN, f"write what this prints: {command}")


SecretArn = Annotated[
    StrictStr,
    Pattern(_SECRET_ARN, _INCOMPLETE_ARN, "write its complete ARN, not its name", hint=_hint_on_secrets),
]


class PullThroughCacheRule(StrictModel):
    """An upstream registry whose images appear below a prefix; the first pull of an image creates its repository.

    No secret is in a stack file or in the state: ECR itself reads the credential when it pulls.
    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html
    """

    upstream: Upstream
    """The host of the upstream registry, as ECR calls it: Docker Hub is registry-1.docker.io."""
    credential: SecretArn | None = None
    """The complete ARN of the Secrets Manager secret; only for ghcr.io, Docker Hub, GitLab, Azure and Chainguard. Its
    name begins with ecr-pullthroughcache/, and it is in the registry's account and region."""
    upstream_prefix: UpstreamPrefix | None = None
    """Where the names begin in an ECR upstream. Default: ROOT, the same names."""
    custom_role: RoleArn | None = None
    """The role that ECR assumes to pull from the ECR of another account; it trusts
    pullthroughcache.ecr.amazonaws.com, and is in the registry's account."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:
        """An upstream takes only its own kind of login, and ECR must reach the upstream and the login.

        Where the registry's partition has no pull-through cache, `RegistryFields` says so once for all rules.
        """
        registry = context.registry
        if registry and registry.partition in WITHOUT_PULL_THROUGH_CACHE:
            return
        private = upstream_registry(self.upstream)
        yield from self._credential_violations(registry)
        if private is None:
            yield from self._ecr_only_violations()
            return
        yield from custom_role_violations(registry, self.custom_role)
        if registry:
            yield from self._private_upstream_violations(registry, private)

    def _credential_violations(self, registry: Registry | None) -> Iterator[Violation]:
        if self.credential is None:
            if needs_credential(self.upstream):
                remedy = f"store the login in a secret {_SECRET_PREFIX}…, and write credential: its ARN"
                yield Violation((), None, f"{self.upstream} needs a credential", remedy)
        elif not needs_credential(self.upstream):
            remedy = "leave it out, or use customRole" if upstream_registry(self.upstream) else "leave it out"
            rule = f"{self.upstream} takes no credential"
            yield Violation(("credential",), format_value(self.credential), rule, remedy)
        elif registry and (secret := Arn.parse(self.credential)):
            own = (registry.partition, registry.region, registry.account)
            if (secret.partition, secret.region, secret.account) != own:
                rule = "ECR reads only secrets of the registry's own account and region"
                remedy = f"name one that begins with arn:{own[0]}:secretsmanager:{own[1]}:{own[2]}:"
                yield Violation(("credential",), format_value(self.credential), rule, remedy)

    def _ecr_only_violations(self) -> Iterator[Violation]:
        if self.custom_role:
            rule = f"customRole is only for the ECR of another account, not for {self.upstream}"
            yield Violation(("customRole",), format_value(self.custom_role), rule, "leave it out")
        if self.upstream_prefix:
            rule = f"upstreamPrefix is only for an ECR upstream, not for {self.upstream}"
            yield Violation(("upstreamPrefix",), format_value(self.upstream_prefix), rule, "leave it out")

    def _private_upstream_violations(self, registry: Registry, upstream: Registry) -> Iterator[Violation]:
        if upstream == registry:
            rule, remedy = "is the registry itself", "name another registry"
            yield Violation(("upstream",), format_value(self.upstream), rule, remedy)
        elif upstream.partition != registry.partition:
            rule = f"is in another partition than {registry.region}, and ECR cannot pull across partitions"
            remedy = f"name a registry of the partition {registry.partition}"
            yield Violation(("upstream",), format_value(self.upstream), rule, remedy)
        elif upstream.account != registry.account and not self.custom_role:
            rule = f"the ECR of account {upstream.account} needs a customRole, with which ECR pulls there"
            remedy = "write the ARN of a role of this account that trusts pullthroughcache.ecr.amazonaws.com"
            yield Violation((), None, rule, remedy)
