"""A Go program, with the SDK that the engine's code generator makes of the plugin's schema."""

from collections.abc import Sequence
from pathlib import Path

from sandbox.emulated_aws import EmulatedAws
from sandbox.project import Project
from tests.engine.languages.programs import OUTPUTS, RESOURCES, deployed, differences


def test_a_go_program_deploys_what_a_stack_file_would_and_changes_nothing_the_second_time(
    golang: Sequence[str | Path], project: Project, aws: EmulatedAws
) -> None:
    first, again = deployed(golang, project, "everything", "everything")
    assert first == {"outputs": OUTPUTS, "changes": {"create": RESOURCES}}
    assert again == {"outputs": OUTPUTS, "changes": {"same": RESOURCES}}
    assert differences(aws) == {}
