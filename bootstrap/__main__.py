"""The Pulumi program of an account's bootstrap: docs/ci.md."""

import sys
from pathlib import Path

# Pulumi runs this folder by itself, and the rooms beside it are not on the path then.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from components import bootstrap

bootstrap()
