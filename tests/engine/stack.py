"""A stack on the real engine that starts the engine once for each operation."""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from pulumi import automation
from pulumi.automation._stack import StackInitMode

from sandbox.project import Project

EVENT_SECONDS = 600


class EngineStack(automation.Stack):
    """The Automation API's stack without its questions after each operation.

    After an `up` the Automation API starts the engine three times more: twice for the outputs, once for the history.
    Here the changes are read from the operation's own events; ask `values` for the outputs.
    """

    def __init__(
        self,
        project: Project,
        name: str,
        environment: Mapping[str, str] | None = None,
        program: Callable[[], None] | None = None,
        *,
        exists: bool = False,
    ) -> None:
        mode = StackInitMode.SELECT if exists else StackInitMode.CREATE
        super().__init__(name, project.workspace(environment, program), mode)
        self._ended = threading.Event()
        self.changes: dict[str, int] = {}
        """How many resources had which change in the last operation."""

    def up(self, **options: Any) -> automation.UpResult:  # type: ignore[override]
        """Deploy; `changes` says what that did, and the result has no outputs."""
        return super().up(on_event=self._starting(), **options)

    def destroy(self, **options: Any) -> automation.DestroyResult:  # type: ignore[override]
        """Delete everything."""
        return super().destroy(on_event=self._starting(), **options)

    def refresh(self, **options: Any) -> automation.RefreshResult:  # type: ignore[override]
        """Read everything into the state."""
        return super().refresh(on_event=self._starting(), **options)

    def _starting(self) -> Callable[[automation.EngineEvent], None]:
        self._ended.clear()
        return self._note

    def _note(self, event: automation.EngineEvent) -> None:
        if event.summary_event:
            changes = event.summary_event.resource_changes
            self.changes = {str(getattr(kind, "value", kind)): count for kind, count in changes.items()}
            self._ended.set()

    def outputs(self) -> automation.OutputMap:
        """Nothing: an `up` would ask for them."""
        return {}

    def values(self) -> dict[str, Any]:
        """The outputs of the stack."""
        return {name: output.value for name, output in self.workspace.stack_outputs(self.name).items()}

    def info(self, show_secrets: bool = True) -> automation.UpdateSummary:
        """That the last operation has ended."""
        assert self._ended.wait(EVENT_SECONDS), "the operation ended without an event that sums it up"
        now = datetime.now(UTC)
        return automation.UpdateSummary("update", now, "", {}, {}, "succeeded", now)
