"""An emulated AWS: moto over HTTP on the loopback interface, extended where Amazon ECR needs it.

For the tests and `make try` only; product code never imports it. It reaches the emulation as it
reaches AWS: through boto3, which the environment points here (`EmulatedAws.environment`).
"""

from .call_log import Call
from .caller import Caller
from .faults import ACCESS_DENIED, SERVER_ERROR, THROTTLED, ErrorAnswer, Fault
from .policy_evaluation import Decision, evaluate_resource_policy
from .process import DEFAULT_ACCOUNT, EmulatedAws, emulated_aws

__all__ = [
    "ACCESS_DENIED",
    "DEFAULT_ACCOUNT",
    "SERVER_ERROR",
    "THROTTLED",
    "Call",
    "Caller",
    "Decision",
    "EmulatedAws",
    "ErrorAnswer",
    "Fault",
    "emulated_aws",
    "evaluate_resource_policy",
]
