"""What measurements run in: a temporary folder, an engine, and commands that end with this process."""

import json
import os
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import timed_command
from sandbox.engine import Engine, children
from sandbox.engine.progress import ProgressReporter
from sandbox.project import ROOT

UNION_ECR = str(Path(sysconfig.get_path("scripts"), "union-ecr"))
"""The installed command."""


class MeasurementFailed(Exception):
    """The measured command did not do what it should, so its time means nothing."""


@dataclass(frozen=True)
class Timed:
    """A run of a command: wall-clock seconds, peak memory, and the file with its output."""

    seconds: float
    peak_bytes: int
    output: Path


@dataclass(frozen=True)
class Workbench:
    """What every part needs. `users_environment` is the environment before this process was isolated."""

    folder: Path
    engine: Engine
    users_environment: Mapping[str, str]
    progress: ProgressReporter

    def answer(
        self, command: Sequence[str], environment: Mapping[str, str] | None = None, cwd: Path = ROOT
    ) -> dict[str, Any]:
        """Run a command and return the JSON object in its last line."""
        with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
            code = children.run(
                command,
                environment=os.environ if environment is None else environment,
                output=output,
                errors=errors,
                cwd=cwd,
                watch=self.progress.tick,
            )
            if code:
                raise MeasurementFailed(f"{' '.join(command)}: exit code {code}: {children.last_lines(errors, 10)}")
            answer: dict[str, Any] = json.loads(children.last_lines(output, 1))
            return answer

    def timed(self, command: Sequence[str], environment: Mapping[str, str] | None = None, cwd: Path = ROOT) -> Timed:
        """Measure a command as a whole process; it must succeed."""
        output = self.folder / "output"
        measuring = [sys.executable, "-I", "-S", timed_command.__file__, str(output), *command]
        answer = self.answer(measuring, environment, cwd)
        if answer["code"]:
            raise MeasurementFailed(f"{' '.join(command)}: exit code {answer['code']}")
        return Timed(answer["seconds"], answer["peak_bytes"], output)
