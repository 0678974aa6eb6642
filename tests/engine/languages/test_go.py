"""A Go program, with the SDK that the engine's code generator makes of the plugin's schema."""

from collections.abc import Sequence
from pathlib import Path

from sandbox.emulated_aws import EmulatedAws
from sandbox.project import Project
from tests.engine.languages.programs import EXAMPLE, EXAMPLE_OUTPUTS, OUTPUTS, RESOURCES, deployed, differences


def test_a_go_program_deploys_what_a_stack_file_would_and_changes_nothing_the_second_time(
    golang: Sequence[str | Path], project: Project, aws: EmulatedAws
) -> None:
    first, again = deployed(golang, project, "everything", "everything")
    assert first == {"outputs": OUTPUTS, "changes": {"create": RESOURCES}}
    assert again == {"outputs": OUTPUTS, "changes": {"same": RESOURCES}}
    assert differences(aws) == {}


def test_the_program_on_the_page_deploys_what_it_says(
    golang: Sequence[str | Path], project: Project, aws: EmulatedAws
) -> None:
    (example,) = deployed(golang, project, "example")
    assert example["outputs"] == EXAMPLE_OUTPUTS
    assert differences(aws, EXAMPLE) == {}
