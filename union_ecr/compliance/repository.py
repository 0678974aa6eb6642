"""The settings of a repository, of a creation template and of scanning, by the values that AWS takes."""

from collections.abc import Collection, Iterator, Sequence

from pydantic import ValidationError

from union_ecr.compliance.configuration import EncryptionConfiguration
from union_ecr.drift.tag_mutability import overwritable_tags, weakens_immutability
from union_ecr.settings.error_messages import error_path, explain, independent_errors
from union_ecr.settings.registry.creation_templates import AppliedFor
from union_ecr.settings.registry.scanning import ScanFrequency
from union_ecr.settings.repository import WITH_EXCLUSION, Encryption, EncryptionType, TagMutability, excepting_every_tag
from union_ecr.stack_file.errors import Violation, format_value

_EXCEPTED = f"{TagMutability.IMMUTABLE}{WITH_EXCLUSION}"


def tag_mutability_violations(
    mutability: str | None, exclusions: Sequence[str], applied_for: Collection[str] = ()
) -> Iterator[Violation]:
    """Tags that can be pushed again with another content, unless they are named as exceptions.

    `mutability` is ECR's own value, None where it is left to AWS. A creation template for pull-through caches may have
    mutable tags, since its tags move upstream. Paths are empty, or the number of an exclusion.
    """
    live = mutability or TagMutability.MUTABLE.value
    if AppliedFor.PULL_THROUGH_CACHE in applied_for:
        return
    if weakens_immutability(_EXCEPTED, exclusions, live, exclusions):
        rule = f"{overwritable_tags(live, exclusions)} can be overwritten, so a workflow may run another image"
        remedy = f"write {TagMutability.IMMUTABLE}, or {_EXCEPTED} with a filter for each tag that moves"
        yield Violation((), format_value(mutability) if mutability else None, rule, remedy)
    elif live == _EXCEPTED:
        for number, exclusion, rule in excepting_every_tag(TagMutability.IMMUTABLE, exclusions):
            yield Violation((number,), format_value(exclusion), rule, "name the tags that move")


def scan_violations(scan_on_push: bool | None) -> Iterator[Violation]:
    """A repository whose pushed images are not scanned; None is what AWS does by itself: it does not scan."""
    if not scan_on_push:
        given = None if scan_on_push is None else format_value(scan_on_push)
        yield Violation((), given, "pushed images are not scanned for known vulnerabilities", "write true")


def registry_scan_violations(frequencies: Collection[str]) -> Iterator[Violation]:
    """Scanning of a whole registry that scans nothing by itself; its rules replace the repositories' own settings.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning-filters.html
    """
    if not {ScanFrequency.SCAN_ON_PUSH, ScanFrequency.CONTINUOUS_SCAN} & {*frequencies}:
        rule = "no image of the registry is scanned by itself, whatever its repository says"
        yield Violation((), None, rule, f'add a rule with {ScanFrequency.SCAN_ON_PUSH} and the filter "*"')


def encryption_violations(
    encryption_type: str | None, key: str | None, required: EncryptionConfiguration
) -> Iterator[Violation]:
    """Encryption that ECR refuses or replaces, and encryption that is not what is asked for.

    Paths are empty, or `type` or `key`.
    """
    given = {"type": encryption_type or EncryptionType.AES256, **({"key": key} if key else {})}
    try:
        encryption = Encryption.model_validate(given)
    except ValidationError as error:
        for details in independent_errors(error, Encryption):
            yield Violation(error_path(details), *explain(details, Encryption))
        return
    copied = "ECR fixes it at creation: make a new repository and copy the images"
    if required.types and encryption.type not in required.types:
        asked = " or ".join(required.types)
        yield Violation(
            ("type",), format_value(encryption.type), f"this policy pack requires {asked}", f"write {asked}; {copied}"
        )
    if required.keys and encryption.key not in required.keys:
        shown = format_value(encryption.key) if encryption.key else None
        keys = ", ".join(required.keys)
        yield Violation(
            ("key",), shown, "is none of the keys that this policy pack requires", f"write {keys}; {copied}"
        )


def force_delete_violations(force_delete: bool | None) -> Iterator[Violation]:
    """A repository whose deletion deletes the images in it."""
    if force_delete:
        rule = "a deletion of the repository deletes the images in it, which workflows still pull"
        yield Violation((), format_value(force_delete), rule, "write false, or leave it out")


def protection_violations(protect: bool) -> Iterator[Violation]:
    """A repository that Pulumi may delete or replace."""
    if not protect:
        rule = "Pulumi may delete or replace the repository, and the images in it are lost"
        yield Violation((), None, rule, "add the resource option protect: true")
