"""AWS on a laptop: moto over HTTP on the loopback interface, extended where Amazon ECR needs it.

For the tests and `make try` only; product code never imports it. It reaches the emulation as it
reaches AWS: through boto3, which the environment points here (`EmulatedAws.environment`).
"""

from .calls import Call
from .faults import ACCESS_DENIED, SERVER_ERROR, THROTTLED, ErrorAnswer, Fault
from .identity import Caller
from .process import DEFAULT_ACCOUNT, EmulatedAws, emulated_aws
from .repository_policy import Verdict, judge

__all__ = [
    "ACCESS_DENIED",
    "DEFAULT_ACCOUNT",
    "SERVER_ERROR",
    "THROTTLED",
    "Call",
    "Caller",
    "EmulatedAws",
    "ErrorAnswer",
    "Fault",
    "Verdict",
    "emulated_aws",
    "judge",
]
