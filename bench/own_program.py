"""Programs of one's own that use the component without a stack file, with plain arguments and with Outputs."""

from collections.abc import Iterable

import pulumi

from bench.generated import ORGANIZATION, PULLERS_ACCOUNT, REGION
from sandbox.emulated_aws import DEFAULT_ACCOUNT

_PULLER = f"arn:aws:iam::{PULLERS_ACCOUNT}:role/unionai-{ORGANIZATION}-flyteworker-node-group"


def declare_with_plain_arguments(images: Iterable[str]) -> None:
    """What the component of a stack file makes of images at their defaults."""
    for image in images:
        _declare(image, DEFAULT_ACCOUNT, _PULLER)


def declare_with_outputs(images: Iterable[str]) -> None:
    """The same, with Outputs where other resources would give the account and the role that pulls."""
    for image in images:
        _declare(image, pulumi.Output.from_input(DEFAULT_ACCOUNT), pulumi.Output.from_input(_PULLER))


def _declare(image: str, account: pulumi.Input[str], puller: pulumi.Input[str]) -> None:
    from components import GrantArgs, PrivateRepository  # the import is part of what is measured, as in a program

    grant: GrantArgs = {"principals": [puller], "access": ["pull"]}
    PrivateRepository(image, {"account": account, "region": REGION, "grants": [grant]})
