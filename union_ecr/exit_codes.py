"""The exit codes of `union-ecr`, which every verb keeps."""

from enum import IntEnum


class ExitCode(IntEnum):
    """How a verb ended; what it cannot tell outweighs what it found."""

    CLEAN = 0
    """Asked, and nothing to report."""
    FINDINGS = 1
    """Something was found, or was not done."""
    INVALID = 2
    """The command, a file or this machine is not as it must be."""
    CANNOT_TELL = 3
    """Denied, unreachable, or a defect: nothing is known of at least a part."""
