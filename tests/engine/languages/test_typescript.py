"""A TypeScript program, with the SDK that the engine's code generator makes of the plugin's schema."""

from collections.abc import Sequence
from pathlib import Path

from sandbox.emulated_aws import EmulatedAws
from sandbox.project import Project
from tests.engine.languages.programs import (
    EXAMPLE,
    EXAMPLE_OUTPUTS,
    OUTPUTS,
    RESOURCES,
    deployed,
    differences,
    problems,
    writes,
)


def test_a_typescript_program_deploys_what_a_stack_file_would_and_changes_nothing_the_second_time(
    typescript: Sequence[str | Path], project: Project, aws: EmulatedAws
) -> None:
    first, again = deployed(typescript, project, "everything", "everything")
    assert first == {"outputs": OUTPUTS, "previewed": {"create": RESOURCES}, "changes": {"create": RESOURCES}}
    assert again == {"outputs": OUTPUTS, "changes": {"same": RESOURCES}}
    assert differences(aws) == {}


def test_errors_of_a_typescript_program_name_each_argument_as_it_does_and_nothing_is_created(
    typescript: Sequence[str | Path], project: Project, aws: EmulatedAws
) -> None:
    mistakes, elsewhere = deployed(typescript, project, "mistakes", "elsewhere")
    assert problems(mistakes["error"]) == {
        "tagMutability": '"immutable": must be one of IMMUTABLE, MUTABLE; did you mean IMMUTABLE?',
        "tagMutabilityExclusions[1]": (
            '"a b": a tag filter has 1 to 128 of A-Z a-z 0-9 . _ - and at most two *; write one such as buildcache*'
        ),
        "untaggedDays": "5.5: must be a whole number; write digits alone, without quotes or a leading 0",
        "grants[0].access[0]": '"pul": must be one of pull, push, describe; did you mean pull?',
    }
    assert problems(elsewhere["error"]) == {
        "account": (
            '"999999999999": these credentials belong to account 123456789012 (arn:aws:sts::123456789012:user/moto), '
            "so nothing was created; log in to 999999999999, or correct account"
        )
    }
    assert writes(aws) == []


def test_the_program_on_the_page_deploys_what_it_says(
    typescript: Sequence[str | Path], project: Project, aws: EmulatedAws
) -> None:
    (example,) = deployed(typescript, project, "example")
    assert example["outputs"] == EXAMPLE_OUTPUTS
    assert differences(aws, EXAMPLE) == {}
