"""What a stack file says of ECR's account settings, which hold for an account in one region."""

from enum import StrEnum
from typing import Annotated, NoReturn

from pydantic import StrictStr

from union_ecr.settings.constrained_text import OneOf
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import closest_match, refuse


def _only(known: str, gone: str, since: str) -> OneOf:
    def refuse_other(value: str) -> NoReturn:
        if value.upper() == gone:
            refuse(f"is gone from the API {since}", f"write {known}, or leave it out")
        likely = closest_match(value, [known])
        refuse(f"{known} is the only value left", f"did you mean {known}?" if likely else f"write {known}")

    return OneOf((known,), refuse_other)


class BlobMounting(StrEnum):
    """Whether a push may reuse layers of other repositories of the registry instead of uploading them again."""

    ENABLED = "ENABLED"
    DISABLED = "DISABLED"


class AccountSettings(StrictModel):
    """Account settings of one region. ECR cannot delete one: taken out of a stack file, it stays as it is.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutAccountSetting.html
    """

    basic_scan_type_version: Annotated[StrictStr, _only("AWS_NATIVE", "CLAIR", "since February 2026")] | None = None
    """AWS_NATIVE, the only scanner left of BASIC scanning."""
    registry_policy_scope: Annotated[StrictStr, _only("V2", "V1", "since 2026")] | None = None
    """V2: the registry policy may name every action, and every request is held against it."""
    blob_mounting: BlobMounting | None = None
    """ENABLED: a push takes layers over from other repositories of the registry, of the same encryption."""
