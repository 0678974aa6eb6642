"""ECR's account settings, which apply to one account in one region."""

from enum import StrEnum
from typing import Annotated, NoReturn

from pydantic import StrictStr

from union_ecr.settings.constrained_text import OneOf
from union_ecr.settings.validation import StrictModel
from union_ecr.stack_file.errors import closest_match, refuse


def _only(known: str, removed: str, when: str) -> OneOf:
    def refuse_all_but_known(value: str) -> NoReturn:
        if value.upper() == removed:
            refuse(f"was removed from the API in {when}", f"write {known}, or leave it out")
        likely = closest_match(value, [known])
        refuse(f"{known} is the only valid value", f"did you mean {known}?" if likely else f"write {known}")

    return OneOf((known,), refuse_all_but_known)


class BlobMounting(StrEnum):
    """Whether a push may reuse layers of other repositories of the registry instead of uploading them again."""

    ENABLED = "ENABLED"
    DISABLED = "DISABLED"


class AccountSettings(StrictModel):
    """Account settings of one region. ECR cannot delete one: removed from a stack file, it stays as it is.

    https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutAccountSetting.html
    """

    basic_scan_type_version: Annotated[StrictStr, _only("AWS_NATIVE", "CLAIR", "February 2026")] | None = None
    """The scanner of BASIC scanning: AWS_NATIVE."""
    registry_policy_scope: Annotated[StrictStr, _only("V2", "V1", "2026")] | None = None
    """V2: the registry policy may name every action, and applies to every request."""
    blob_mounting: BlobMounting | None = None
    """ENABLED: a push reuses layers of other repositories of the registry that have the same encryption."""
