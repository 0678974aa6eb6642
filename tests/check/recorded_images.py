"""Runs a Python file with stand-ins of the SDKs, and records each image that it makes."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

_STAND_INS = Path(__file__).parent / "stand_ins"


def recorded_images(project: Path, file: str, environment: Mapping[str, str]) -> list[tuple[int, str]]:
    """The line and the reference, without a tag that only the SDK knows, of each image that the file makes itself."""
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".").removeprefix("src.")
    command = [sys.executable, "-m", "recorder", module, str(project / file)]
    paths = [_STAND_INS, project, project / "src"]
    variables = {
        **environment,
        "ONLY_WHEN_IT_RUNS": "anything",
        "PATH": os.defpath,
        "PYTHONPATH": ":".join(map(str, paths)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    ran = subprocess.run(command, env=variables, capture_output=True, text=True, check=True)
    return [(line, reference) for line, reference in json.loads(ran.stdout)]
