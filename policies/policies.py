"""The policies of the pack: each asks the rules of `union_ecr.compliance` about one resource."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from pulumi_policy import (
    Policy,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
)
from pydantic import ValidationError

from union_ecr.compliance.access import unreviewed_actions, untrusted_access, untrusted_destinations
from union_ecr.compliance.configuration import EncryptionConfiguration, PolicyConfiguration, TrustConfiguration
from union_ecr.compliance.lifecycle import tagged_images_taken
from union_ecr.compliance.repository import (
    encryption_violations,
    force_delete_violations,
    protection_violations,
    registry_scan_violations,
    scan_violations,
    tag_mutability_violations,
)
from union_ecr.compliance.spelling import misspelt_keys
from union_ecr.ecr.wildcards import subsumes
from union_ecr.settings.error_messages import error_path, explain, independent_errors
from union_ecr.stack_file.errors import KeyPath, Violation

from .configuration_schema import configuration_properties
from .resource import TYPES, EcrResource

_Configuration = TypeVar("_Configuration", bound=PolicyConfiguration)
_Judge = Callable[[EcrResource, _Configuration], Iterator[Violation]]


def _private(resource: EcrResource, _configuration: PolicyConfiguration) -> Iterator[Violation]:
    if resource.fields.public:
        yield Violation((), None, "everyone on the Internet can pull from it", "use a private repository")


def _immutable_tags(resource: EcrResource, _configuration: PolicyConfiguration) -> Iterator[Violation]:
    fields = resource.fields
    if fields.exclusions:
        list_name, key = fields.exclusions
        mutability = resource.value(fields.tag_mutability)
        applied_for = resource.value(fields.applied_for) if fields.applied_for else None
        for violation in tag_mutability_violations(mutability, resource.exclusions, applied_for or ()):
            place = (list_name, *violation.path, key) if violation.path else fields.tag_mutability
            yield Violation(place, violation.given, violation.rule, violation.remedy)


def _scanned(resource: EcrResource, _configuration: PolicyConfiguration) -> Iterator[Violation]:
    if path := resource.fields.scan_on_push:
        yield from _below(path, scan_violations(resource.value(path)))
    if path := resource.fields.scan_rules:
        rules = resource.value(path) or ()
        yield from _below(path, registry_scan_violations([str(rule.get("scanFrequency")) for rule in rules]))


def _trusted_principals(resource: EcrResource, configuration: TrustConfiguration) -> Iterator[Violation]:
    if policy := _document(resource, path := resource.fields.access):
        yield from _below(path, misspelt_keys(policy))
        yield from _below(path, untrusted_access(policy, configuration))
    if resource.fields.replication:
        places = resource.destinations
        for violation in untrusted_destinations([account for _, account in places], configuration):
            place, _ = places[int(violation.path[0])]
            yield Violation(place, violation.given, violation.rule, violation.remedy)


def _reviewed_actions(resource: EcrResource, _configuration: PolicyConfiguration) -> Iterator[Violation]:
    if policy := _document(resource, path := resource.fields.access):
        yield from _below(path, unreviewed_actions(policy))


def _tagged_images_stay(resource: EcrResource, _configuration: PolicyConfiguration) -> Iterator[Violation]:
    if policy := _document(resource, path := resource.fields.lifecycle):
        yield from _below(path, misspelt_keys(policy, of_lifecycle=True))
        yield from _below(path, tagged_images_taken(policy))


def _encrypted(resource: EcrResource, configuration: EncryptionConfiguration) -> Iterator[Violation]:
    if path := resource.fields.encryption:
        names = {"type": "encryptionType", "key": "kmsKey"}
        given_type, key = (resource.value((*path, name)) for name in names.values())
        for violation in encryption_violations(given_type, key, configuration):
            place = (*path, *(names[str(part)] for part in violation.path))
            yield Violation(place, violation.given, violation.rule, violation.remedy)


def _no_force_delete(resource: EcrResource, _configuration: PolicyConfiguration) -> Iterator[Violation]:
    if path := resource.fields.force_delete:
        yield from _below(path, force_delete_violations(resource.value(path)))


def _protected(resource: EcrResource, _configuration: PolicyConfiguration) -> Iterator[Violation]:
    if resource.fields.repository:
        yield from _below(("protect",), protection_violations(resource.protected))


def _document(resource: EcrResource, path: KeyPath) -> str | None:
    return resource.document(path) if path else None


def _below(path: KeyPath, violations: Iterator[Violation]) -> Iterator[Violation]:
    return (violation.below(*path) for violation in violations)


def _is_excepted(resource: EcrResource, configuration: PolicyConfiguration) -> bool:
    excepted = configuration.except_repositories
    names = resource.names if excepted else None
    return names is not None and any(subsumes(pattern, names) for pattern in excepted)


def _policy(
    name: str, description: str, judge: _Judge[_Configuration], model: type[_Configuration]
) -> ResourceValidationPolicy:
    """A policy by its name; what it finds it reports in one line each, unless the repository is excepted from it."""

    def validate(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        fields = TYPES.get(args.resource_type)
        if fields is None:
            return
        try:
            configuration = model.model_validate(args.get_config())
        except ValidationError as error:
            for details in independent_errors(error, model):
                violation = Violation(error_path(details), *explain(details, model))
                report_violation(str(violation.below(f"configuration of {name}")), None)
            return
        resource = EcrResource(fields, args.props, args.opts.protect)
        violations = list(judge(resource, configuration))
        if violations and not _is_excepted(resource, configuration):
            excepting = ", or add the repository to exceptRepositories" if fields.name or fields.prefix else ""
            for violation in violations:
                report_violation(f"{violation}{excepting}", None)

    schema = PolicyConfigSchema(configuration_properties(model))
    return ResourceValidationPolicy(name, description, validate, config_schema=schema)


POLICIES: list[Policy] = [
    _policy("ecr-private", "ECR repositories are private.", _private, PolicyConfiguration),
    _policy(
        "ecr-immutable-tags",
        "A tag never changes its content, unless it is named as an exception.",
        _immutable_tags,
        PolicyConfiguration,
    ),
    _policy("ecr-scan-on-push", "Pushed images are scanned.", _scanned, PolicyConfiguration),
    _policy(
        "ecr-trusted-principals",
        "Policies let in nobody but named accounts, roles and organizations.",
        _trusted_principals,
        TrustConfiguration,
    ),
    _policy(
        "ecr-reviewed-actions",
        "Policies allow actions by name, and those that delete or change to named principals only.",
        _reviewed_actions,
        PolicyConfiguration,
    ),
    _policy(
        "ecr-tagged-images-stay",
        "Lifecycle policies take no tagged images.",
        _tagged_images_stay,
        PolicyConfiguration,
    ),
    _policy("ecr-encryption", "Images are encrypted as asked.", _encrypted, EncryptionConfiguration),
    _policy("ecr-no-force-delete", "A deletion never deletes images.", _no_force_delete, PolicyConfiguration),
    _policy("ecr-protected", "Pulumi protects repositories from deletion.", _protected, PolicyConfiguration),
]
"""Each is mandatory unless the configuration of the pack says otherwise."""
