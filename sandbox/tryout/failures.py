"""What can go wrong: one line each on standard error, and the exit code."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable

from pulumi import automation

from sandbox.emulated_aws.process import EmulatedAwsUnavailable
from sandbox.engine import EngineUnavailable
from union_ecr.stack_file.errors import InvalidStackFiles, one_line

UNEXPECTED, NOT_RUN = 1, 2
_OF_THE_MACHINE = ("no space left on device", "read-only file system", "disk quota exceeded")


class NothingToTry(Exception):
    """The stack file declares nothing that could be changed by hand; the message says so, in one line."""


class UnexpectedResult(Exception):
    """A step had another result than it should."""


def exit_code_of(run: Callable[[], None]) -> int:
    """Run it: 0 if it ends, 1 after an unexpected result, 2 if the machine or a stack file prevents an answer."""
    if sys.stdout is None:
        return _failed("stdout is closed, so there is nowhere to answer")
    try:
        run()
        sys.stdout.flush()
    except (InvalidStackFiles, EngineUnavailable) as error:
        return _failed(*str(error).splitlines())
    except (EmulatedAwsUnavailable, NothingToTry) as error:
        return _failed(str(error))
    except OSError as error:
        _forget_stdout()
        return _failed(f"cannot go on: {error}")
    except automation.CommandError as error:
        return _engine_failed(str(error))
    except UnexpectedResult as error:
        return _failed(*f"Unexpected result: {error}".splitlines(), code=UNEXPECTED)
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 0


def _engine_failed(text: str) -> int:
    """Print the engine's own errors; what the machine refuses it is no result of the step."""
    errors = [line.rpartition("error: ")[2] for line in text.splitlines() if "error: " in line]
    refused = [error for error in errors if any(reason in error for reason in _OF_THE_MACHINE)]
    if refused:
        return _failed(f"cannot go on: {refused[0]}")
    return _failed(*(f"Unexpected result: {error}" for error in errors or text.splitlines()), code=UNEXPECTED)


def _failed(*lines: str, code: int = NOT_RUN) -> int:
    if sys.stderr is not None:
        with contextlib.suppress(OSError):
            print("\n".join(map(one_line, lines)), file=sys.stderr, flush=True)
    return code


def _forget_stdout() -> None:
    """If stdout is what failed, Python would fail once more when it ends."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
