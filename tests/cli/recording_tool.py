"""Stand-ins for container tools on PATH that record how they are called."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = """\
#!{python} -I
import json, os, pathlib, sys
folder = pathlib.Path({folder!r})
call = {{"arguments": sys.argv, "environment": dict(os.environ), "stdin": sys.stdin.read()}}
with open(folder / "calls", "a") as calls:
    calls.write(json.dumps(call) + "\\n")
said = folder / (pathlib.Path(sys.argv[0]).name + ".says")
if said.exists():
    sys.stderr.write(said.read_text().replace("STDIN", call["stdin"]))
    sys.exit(1)
"""


@dataclass(frozen=True)
class ToolCall:
    arguments: list[str]
    environment: Mapping[str, str]
    stdin: str


class RecordingTools:
    """A folder of tools, the only one on PATH, and what they recorded elsewhere."""

    def __init__(self, programs: Path, records: Path) -> None:
        self.programs = programs
        self._records = records
        for folder in (programs, records):
            folder.mkdir()

    def install(self, *names: str) -> None:
        """Put tools, or credential helpers, on PATH."""
        for name in names:
            program = self.programs / name
            program.write_text(_PROGRAM.format(python=sys.executable, folder=str(self._records)))
            program.chmod(0o755)

    def fail(self, name: str, words: str) -> None:
        """Let a tool end with these words on stderr; STDIN in them is what it reads."""
        (self._records / f"{name}.says").write_text(words)

    def calls(self) -> list[ToolCall]:
        """Every call so far, in order."""
        path = self._records / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        return [ToolCall(**json.loads(line)) for line in lines]

    def commands(self) -> list[str]:
        """Every command line so far."""
        names = (Path(call.arguments[0]).name for call in self.calls())
        return [" ".join((name, *call.arguments[1:])) for name, call in zip(names, self.calls(), strict=True)]
