"""Serves the components to programs in other languages: `pulumi package add`, see docs/component.md."""

import sys
from pathlib import Path

if not __package__:
    # Pulumi runs this folder by itself, and the rooms beside it are not on the path then.
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    __package__ = "components"

from pulumi.provider import main

from .plugin import Plugin

if __name__ == "__main__":
    main(Plugin(), sys.argv[1:])
