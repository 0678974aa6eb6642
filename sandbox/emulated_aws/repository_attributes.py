"""What ECR refuses in a repository's tags, encryption and tag mutability, beyond the shape of the request.

A creation template gives the same attributes to repositories, under the same rules.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from .ecr_errors import EcrError, invalid_parameter
from .policy_documents import RegistryLocation

# API reference, TooManyTagsException and CreateRepository, tags.
MOST_TAGS = 50
LONGEST_TAG_KEY = 128
LONGEST_TAG_VALUE = 256
# hashicorp/terraform-provider-aws #43642; AWS itself documents no number.
MOST_FILTER_WILDCARDS = 2
# KMS developer guide, "Key identifiers": a key's id, an alias, or the ARN of either.
KEY_ID = r"mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
KEY_ARN = re.compile(
    rf"arn:(?P<partition>[\w-]+):kms:(?P<region>[\w-]+):\d{{12}}:(?:key/(?:{KEY_ID})|alias/[a-zA-Z0-9/_-]+)"
)
KEY_NAME = re.compile(rf"{KEY_ID}|alias/[a-zA-Z0-9/_-]+")

Tags = Sequence[Mapping[str, str]]


def check_tags(tags: Tags, existing: Tags = ()) -> None:
    """Refuse tags that ECR would not add to the existing ones."""
    keys = [tag["Key"] for tag in tags]
    if len(set(keys)) < len(keys):
        raise _invalid_tag("a key is given twice")
    for tag in tags:
        key, value = tag["Key"], tag["Value"]
        if not 1 <= len(key) <= LONGEST_TAG_KEY or len(value) > LONGEST_TAG_VALUE:
            raise _invalid_tag(f"a key has 1 to {LONGEST_TAG_KEY} characters, a value up to {LONGEST_TAG_VALUE}")
        if key.lower().startswith("aws:"):  # AWS general reference, "Tag naming limits and requirements"
            raise _invalid_tag("the prefix aws: is reserved")
        if not all(re.fullmatch(r"[\w\s.:/=+@-]*", text) for text in (key, value)):
            raise _invalid_tag("a tag has letters, digits, spaces and _.:/=+-@")
    if len({*keys, *(tag["Key"] for tag in existing)}) > MOST_TAGS:
        raise EcrError("TooManyTagsException", f"a repository has at most {MOST_TAGS} tags")


def _invalid_tag(reason: str) -> EcrError:
    return EcrError("InvalidTagParameterException", f"Invalid tag parameter: {reason}")


def check_encryption(encryption: Mapping[str, Any] | None, location: RegistryLocation) -> None:
    """Refuse a key that cannot encrypt here.

    User guide, "Encryption at rest": the key is in the Region of the repository; dual-layer encryption (KMS_DSSE)
    exists in the AWS GovCloud (US) Regions only. With AES256 there is no key (API reference, kmsKey: "If you use
    the KMS encryption type, specify the KMS key").
    """
    if not encryption:
        return
    kind, key = encryption["encryptionType"], encryption.get("kmsKey")
    if kind == "KMS_DSSE" and location.partition != "aws-us-gov":
        raise invalid_parameter("encryptionConfiguration", "KMS_DSSE is available in AWS GovCloud (US) only")
    if key and kind == "AES256":
        raise invalid_parameter("encryptionConfiguration", "kmsKey cannot be used with encryptionType AES256")
    if key and not _is_key_here(key, location):
        raise invalid_parameter("encryptionConfiguration.kmsKey", "no KMS key of this Region")


def _is_key_here(key: str, location: RegistryLocation) -> bool:
    arn = KEY_ARN.fullmatch(key)
    if arn is None:
        return KEY_NAME.fullmatch(key) is not None
    return (arn["partition"], arn["region"]) == (location.partition, location.region)


def check_tag_mutability(mutability: str | None, filters: Sequence[Mapping[str, str]] | None) -> None:
    """Refuse exclusions without filters, filters without exclusions, and filters with too many wildcards."""
    excluding = (mutability or "").endswith("_WITH_EXCLUSION")
    if excluding != bool(filters):
        can = "can't be null" if excluding else "can't be used"
        raise invalid_parameter(
            "imageTagMutabilityExclusionFilters",
            f"ImageTagMutabilityExclusionFilters {can} when imageTagMutability is set as {mutability}",
        )
    if any(entry["filter"].count("*") > MOST_FILTER_WILDCARDS for entry in filters or ()):
        raise invalid_parameter(
            "imageTagMutabilityExclusionFilters", f"a filter has at most {MOST_FILTER_WILDCARDS} wildcards"
        )
