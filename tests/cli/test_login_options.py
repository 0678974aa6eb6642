"""Where a login is kept, and how failures are reported."""

from pathlib import Path

import pytest

from tests.cli.recording_tool import RecordingTools
from union_ecr.cli.container_config_file import ContainerConfigFile
from union_ecr.cli.container_tools import ContainerTool
from union_ecr.cli.login_options import login_keeper, print_failures
from union_ecr.exit_codes import ExitCode
from union_ecr.login.failures import Failure
from union_ecr.login.outcome import LoginStatus, Outcome


def test_a_login_is_kept_by_a_tool_or_in_a_file(docker: RecordingTools, tmp_path: Path) -> None:
    tool, file = login_keeper(None, None), login_keeper(None, tmp_path / "config.json")
    assert isinstance(tool, ContainerTool)
    assert isinstance(file, ContainerConfigFile)
    assert (tool.name, tool.file, file.name, file.file) == ("docker", None, None, str(tmp_path / "config.json"))


def test_a_failure_is_one_line_whatever_its_words_hold(capsys: pytest.CaptureFixture[str]) -> None:
    failure = Failure("it said\n\x1b[31mthis", "do that", ExitCode.FINDINGS)
    print_failures([Outcome("host", (), LoginStatus.FAILED, failure=failure)])
    assert capsys.readouterr() == ("", "host: it said\\x0a\\x1b[31mthis; do that\n")
