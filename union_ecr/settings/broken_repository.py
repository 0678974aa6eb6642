"""What a repository's rules break in a given registry, whether it is an image's or a template's."""

from collections.abc import Iterator

from union_ecr.declared.repository_policy import repository_policy
from union_ecr.ecr.actions import LONGEST_REPOSITORY_POLICY, document_text
from union_ecr.ecr.arn import Arn
from union_ecr.ecr.registry import Registry
from union_ecr.settings.broken_lifecycle import broken_lifecycle
from union_ecr.settings.grants import Grant, broken_grant, service_partition, slip_of
from union_ecr.settings.repository import EncryptionType, RepositoryRules, broken_fields
from union_ecr.stack_file.errors import Violation, format_value
from union_ecr.stack_file.parse import NAMESPACE


def broken_repository_rules(registry: Registry | None, rules: RepositoryRules) -> Iterator[Violation]:
    """What does not hold in this registry (None: in any); the grants of data planes are among `rules` already."""
    yield from broken_fields(rules)
    for number, grant in enumerate(rules.grants):
        yield from (broken.below("grants", number) for broken in broken_grant(grant))
    yield from broken_lifecycle(rules)
    if registry:
        yield from broken_in(registry, rules)


def broken_in(registry: Registry, rules: RepositoryRules) -> Iterator[Violation]:
    """What does not hold in this registry and may hold in another."""
    encryption = rules.encryption
    key = Arn.parse(encryption.key or "")
    if key and (key.partition, key.region) != (registry.partition, registry.region):
        yield Violation(
            ("encryption", "key"),
            format_value(encryption.key),
            f"the key must be of the registry's region {registry.region}",
            f"name a key of {registry.region}, for example the replica of a multi-region key",
        )
    if encryption.type is EncryptionType.KMS_DSSE and registry.partition != "aws-us-gov":
        # https://docs.aws.amazon.com/AmazonECR/latest/userguide/encryption-at-rest.html
        yield Violation(
            ("encryption", "type"), format_value("KMS_DSSE"), "ECR has it in GovCloud only", "write type: KMS"
        )
    for number, grant in enumerate(rules.grants):
        yield from (broken.below("grants", number) for broken in _elsewhere(registry, grant))
    policy = repository_policy(registry, rules.grants)
    length = len(document_text(policy)) if policy else 0
    if length > LONGEST_REPOSITORY_POLICY:
        yield Violation(
            (),
            None,
            f"its repository policy would have {length:,} characters, and ECR takes {LONGEST_REPOSITORY_POLICY:,}",
            "grant fewer actions by name, to roles by the beginning of their names (rolesBy: condition) or to whole "
            "accounts instead of role by role, to an organization (organizationId), or once for the whole registry "
            f"({NAMESPACE}:registry, policy)",
            (("grants",),),
        )


def _elsewhere(registry: Registry, grant: Grant) -> Iterator[Violation]:
    """Principals, sources and services of another partition."""
    strange = grant.service and service_partition(grant.service) not in (None, registry.partition)
    if grant.service and strange and not slip_of(grant.service):  # of a slip that is told
        rule = f"is a service's name in China, and {registry.region} is elsewhere"
        yield Violation(("service",), format_value(grant.service), rule, f"write {grant.service.removesuffix('.cn')}")
    for field, given in (("principals", grant.principals or ()), ("sourceArns", grant.source_arns)):
        for number, text in enumerate(given):
            arn = Arn.parse(text)
            if arn and arn.partition != registry.partition:
                yield Violation(
                    (field, number),
                    format_value(text),
                    f"is of another partition than {registry.region}, and none reaches across",
                    f"name one that begins with arn:{registry.partition}:",
                )
