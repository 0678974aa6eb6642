"""The policy pack as the engine of the tests can start it, with a language host or without one."""

import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.project import EXAMPLES, ROOT

EXAMPLE_CONFIGURATION = EXAMPLES / "policy-pack.json"


@dataclass(frozen=True)
class StartablePack:
    """A copy of the pack that runs in the environment of the tests."""

    folder: Path
    executables: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of an engine that may have no language host."""
        return {"PATH": f"{self.executables}{os.pathsep}{os.environ['PATH']}"}

    def judging(self, configuration: Path | None = None) -> dict[str, Any]:
        """The options of an operation that the pack judges."""
        configured = {"policy_pack_configs": [str(configuration)]} if configuration else {}
        return {"policy_packs": [str(self.folder)], **configured}


def startable_pack(folder: Path) -> StartablePack:
    """The pack in a folder.

    A language host starts the pack in the virtual environment that PulumiPolicy.yaml names, here that of the tests.
    An engine without one looks for an executable, which it starts in the pack's folder with its own address and that
    folder (sdk/go/common/resource/plugin, NewPolicyAnalyzer).
    """
    copy, executables = folder / "policies", folder / "bin"
    shutil.copytree(ROOT / "policies", copy, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    project = copy / "PulumiPolicy.yaml"
    project.write_text(project.read_text().replace("virtualenv: .venv", f"virtualenv: {sys.prefix}"))
    executables.mkdir()
    executable = executables / "pulumi-analyzer-policy-python"
    executable.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -u -m pulumi.policy "$1" "$2"\n')
    executable.chmod(0o755)
    return StartablePack(copy, executables)
