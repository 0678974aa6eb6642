"""What each release deployed: a folder for each version, with its example stack files and their states after `up`.

`make baseline` adds the folder of the current version. A state is the engine's export without what no preview reads,
one resource a line.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi import automation

from union_ecr.declared.stack import DeclaredStack, declare
from union_ecr.stack_file.parse import parse_stack_file, stack_file_name, stack_of
from union_ecr.workspace.load import load

FOLDER = Path(__file__).parent
_EXPORT_VERSION = 3
_NOT_READ = {"created", "modified", "sourcePosition", "stackTrace"}
_NOT_READ_OUTPUTS = {"createDate", "uniqueId"}
_PROVIDER_REFERENCE = re.compile(r"(::pulumi:providers:[^\"]*::)[0-9a-f-]{36}")
_ANY_ID = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Baseline:
    """One stack as one version deployed it."""

    folder: Path
    stack: str

    @property
    def stack_file(self) -> Path:
        return self.folder / stack_file_name(self.stack)

    @property
    def _state_file(self) -> Path:
        return self.folder / f"{self.stack}.json"

    def declared(self) -> DeclaredStack:
        return declare(load(parse_stack_file(self.stack_file.name, self.stack_file.read_bytes)))

    def state(self) -> automation.Deployment:
        return automation.Deployment(_EXPORT_VERSION, json.loads(self._state_file.read_text()))

    def record(self, state: automation.Deployment) -> None:
        """Write the state without what no preview reads: times, paths of this machine, ids that are random."""
        assert state.version == _EXPORT_VERSION
        resources = (state.deployment or {})["resources"]
        lines = ",\n".join(json.dumps(_read_by_a_preview(resource)) for resource in resources)
        lines = _PROVIDER_REFERENCE.sub(rf"\g<1>{_ANY_ID}", lines)
        self._state_file.write_text(f'{{"resources": [\n{lines}\n]}}\n')


def baselines() -> Iterator[Baseline]:
    """Every stack of every version."""
    for file in sorted(FOLDER.glob(f"*/{stack_file_name('*')}")):
        yield Baseline(file.parent, stack_of(file.name) or "")


def _read_by_a_preview(resource: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in resource.items() if key not in _NOT_READ}
    outputs = {key: value for key, value in resource.get("outputs", {}).items() if key not in _NOT_READ_OUTPUTS}
    if resource["type"].startswith("pulumi:providers:"):
        kept["id"] = _ANY_ID
    return {**kept, "outputs": outputs} if outputs else kept
