"""`--declared FILE`: what the stacks declare, from the JSON of `union-ecr render --json`."""

import json
from pathlib import Path
from typing import Annotated

import typer

from union_ecr.check.declared_images import RegistryImages, declared_in_json

DeclaredOption = Annotated[
    Path | None,
    typer.Option(
        "--declared",
        metavar="FILE",
        help="What the stacks declare, as `union-ecr render --json` prints it, instead of stack files.",
    ),
]


def read_declared(path: Path, stack: list[str] | None) -> dict[str, RegistryImages]:
    """What the file declares, by the registry's host; new images belong to the named stacks.

    Raises:
        typer.BadParameter: the file cannot be read, or is not what `render --json` prints.
    """
    try:
        return declared_in_json(json.loads(path.read_bytes()), stack or ())
    except OSError as error:
        raise typer.BadParameter(f"--declared {path}: {error.strerror}") from None
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        reason = "it is not what `union-ecr render --json` prints"
        raise typer.BadParameter(f"--declared {path}: {reason}; write it anew") from None
