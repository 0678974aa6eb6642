"""What a stack file says of a push role: an IAM role for a CI that may push to named images only."""

from typing import Annotated

from pydantic import Field, StrictStr

from model.checked_values import Frozen


class PushRoleSettings(Frozen):
    """An IAM role that a CI assumes to push; it lives in the registry's account."""

    images: Annotated[tuple[StrictStr, ...], Field(min_length=1)]
    """Names of the stack's images it may push, and nothing else."""
