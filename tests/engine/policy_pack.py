"""The policy pack on an engine that has no language host: such an engine looks for an executable that starts it."""

import os
import shlex
import sys
from pathlib import Path
from typing import Any

from sandbox.project import EXAMPLES, ROOT

PACK = ROOT / "policies"
EXAMPLE_CONFIGURATION = EXAMPLES / "policy-pack.json"


def analyzer_on_path(folder: Path) -> dict[str, str]:
    """The environment of an engine that finds the executable in the folder, where it is written.

    The engine starts it in the pack's folder with its own address and that folder (sdk/go/common/resource/plugin,
    NewPolicyAnalyzer).
    """
    folder.mkdir(exist_ok=True)
    executable = folder / "pulumi-analyzer-policy-python"
    executable.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -u -m pulumi.policy "$1" "$2"\n')
    executable.chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def judged_by_the_pack(configuration: Path | None = None) -> dict[str, Any]:
    """The options of an operation that the pack judges."""
    configured = {"policy_pack_configs": [str(configuration)]} if configuration else {}
    return {"policy_packs": [str(PACK)], **configured}
