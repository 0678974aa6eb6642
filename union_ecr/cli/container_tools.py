"""Finds a container tool on PATH and runs it. A password reaches it through its standard input only."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from union_ecr.exit_codes import ExitCode
from union_ecr.login.container_config import HELPER_PROGRAM, ContainerConfig, InvalidContainerConfig
from union_ecr.login.failures import Failure
from union_ecr.login.tool_failures import tool_failure, was_not_logged_in
from union_ecr.login.tools import TOOLS, Tool, ToolName, config_files

_SECONDS = 120
"""How long a tool may take: a credential store may ask its user to unlock it."""


@dataclass(frozen=True)
class ContainerTool:
    """A tool that is installed, and the path of its program."""

    tool: Tool
    program: str
    file: str | None = None

    @property
    def name(self) -> str:
        """The tool's name."""
        return str(self.tool.name)

    def helper(self, host: str) -> str | None:
        """The credential helper that supplies a registry's credentials to this tool."""
        home = os.path.expanduser("~")  # noqa: PTH111 - where nobody has a home, as in some containers, Path.home raises
        for path in config_files(self.tool.name, os.environ, home):
            with suppress(OSError, ValueError, InvalidContainerConfig):  # the tool itself tells what is wrong with it
                helper = ContainerConfig.parse(Path(path).read_text(encoding="utf-8")).helper(host)
                if helper:
                    return helper
        return None

    def log_in(self, host: str, password: str) -> Failure | None:
        """Log in to a registry; the failure, if it fails."""
        ended = self._run((*self.tool.login, host), password)
        if isinstance(ended, Failure):
            return ended
        return tool_failure(self.tool.name, ended.stderr, password) if ended.returncode else None

    def log_out(self, host: str) -> Failure | None:
        """Log out of a registry; no failure if there was no login."""
        ended = self._run((*self.tool.logout, host))
        if isinstance(ended, Failure):
            return ended
        if not ended.returncode or was_not_logged_in(ended.stderr):
            return None
        return tool_failure(self.tool.name, ended.stderr)

    def _run(self, arguments: Sequence[str], password: str = "") -> "subprocess.CompletedProcess[str] | Failure":
        try:
            return subprocess.run(
                [self.program, *arguments],
                input=password,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=_SECONDS,
            )
        except subprocess.TimeoutExpired:
            reason = f"{self.name} has not answered for {_SECONDS} seconds"
            return Failure(reason, "run it by hand to see what it waits for", ExitCode.FINDINGS)
        except OSError as error:
            reason = f"{self.name} cannot be run ({self.program}: {error.strerror})"
            return Failure(reason, "install it anew, or choose another tool with --tool", ExitCode.INVALID)


def find_tool(wanted: ToolName | None) -> ContainerTool | Failure:
    """The wanted tool, or the first of all of them that is on PATH."""
    found = {name: program for name in TOOLS if (program := shutil.which(name))}
    chosen = wanted or next(iter(found), None)
    if chosen in found:
        return ContainerTool(TOOLS[chosen], found[chosen])
    into_a_file = "write the login into a file with --write-config FILE"
    if wanted is None:
        return Failure(
            f"there is no container tool on PATH ({', '.join(TOOLS)})",
            f"install one, or {into_a_file}",
            ExitCode.INVALID,
        )
    others = f"choose {' or '.join(found)} with --tool" if found else into_a_file
    return Failure(f"there is no {wanted} on PATH", f"install it, or {others}", ExitCode.INVALID)


def missing_helper(helper: str) -> Failure | None:
    """The failure if a credential helper is not installed: tools then go on without credentials, and say nothing."""
    program = HELPER_PROGRAM + helper
    if shutil.which(program):
        return None
    reason = f"its credential helper {program} is not on PATH, and without it tools send no credentials"
    return Failure(
        reason, 'install it, or remove "credHelpers" or "credsStore" from the configuration file', ExitCode.INVALID
    )
