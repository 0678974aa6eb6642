"""Errors of ECR operations."""

from .faults import ErrorAnswer


class EcrError(Exception):
    """Ends an operation with an error, also one that ECR's service model does not list."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.answer = ErrorAnswer(code, message)


def invalid_parameter(parameter: str, constraint: str) -> EcrError:
    """Return the error of an invalid parameter, worded as seen from ECR (go-containerregistry issue #1091)."""
    return EcrError(
        "InvalidParameterException",
        f"Invalid parameter at '{parameter}' failed to satisfy constraint: '{constraint}'",
    )
