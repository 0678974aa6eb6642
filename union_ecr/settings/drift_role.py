"""The role with which one sweep reads an account: `union-ecr drift --role-name`."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import StrictBool, StrictStr

from union_ecr.settings.constrained_text import Pattern
from union_ecr.settings.validation import StrictModel, ValidationContext
from union_ecr.stack_file.errors import Violation

ROLE_NAME = r"/?([\w+=,.@-]+/)*[\w+=,.@-]{1,64}"
"""https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (RoleName, Path)"""
EXTERNAL_ID = r"[\w+=,.@:/-]{2,1224}"
"""https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (ExternalId)"""
CALLER = r"arn:aws(-[a-z]+)*:iam::\d{12}:(role|user)/[\w+=,.@/*?-]+"
"""Wildcards stand for parts of the name only: the account decides whose administrators are trusted."""


class DriftRoleSettings(StrictModel):
    """The role that `union-ecr drift --role-name` assumes in the account."""

    callers: tuple[
        Annotated[
            StrictStr,
            Pattern(CALLER, "is no role and no user", "write one such as arn:aws:iam::123456789012:role/hub"),
        ],
        ...,
    ] = ()
    """Roles and users that may assume it. Their names may have wildcards."""
    role_name: Annotated[
        StrictStr, Pattern(ROLE_NAME, "is no name of a role", "write one such as ci/union-ecr-drift")
    ] = "union-ecr-drift"
    """Its name, with its path if it has one."""
    external_id: (
        Annotated[
            StrictStr,
            Pattern(EXTERNAL_ID, "has 2 to 1,224 letters, digits and _+=,.@:/-", "write one that the callers know"),
        ]
        | None
    ) = None
    """The external ID that callers must send."""
    jobs: StrictBool = False
    """The jobs of drift may assume it, too: they do with more than 256 stacks, by the name rolePrefix and drift."""

    def violations(self, context: ValidationContext) -> Iterator[Violation]:  # noqa: ARG002 - this holds everywhere
        """A role that nobody may assume."""
        if not self.callers and not self.jobs:
            yield Violation((), None, "nobody may assume it", "name callers, or write jobs: true")
