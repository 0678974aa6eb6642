"""Writes the schema, the reference page, the components' page and the policies of CI's roles: `make docs`."""

import json
import sys
from pathlib import Path

import yaml

from reference.component_page import component_page
from reference.deployment_policies import as_text, deployment_policies
from reference.page import reference_page
from reference.schema import stack_file_schema
from union_ecr.ci_roles.check_policy import ci_check_identity_policy
from union_ecr.stack_file.errors import InvalidStackFiles
from union_ecr.stack_file.parse import stack_file_name

PROJECT = Path(__file__).parents[1]
_PLUGIN_SCHEMA = "tests/components/schema.json"  # a snapshot, which the tests keep true


def generated(project: Path = PROJECT) -> dict[Path, str]:
    """The generated files with their text.

    Raises:
        InvalidStackFiles: a stack file is invalid.
    """
    keys = yaml.safe_load((project / "Pulumi.yaml").read_text())["config"]
    schema = stack_file_schema({key: str(entry["description"]) for key, entry in keys.items()})
    examples = _stack_files(project / "examples")
    configurations, bootstraps = (
        {path.name: yaml.safe_load(path.read_text())["config"] for path in files}
        for files in (examples, _stack_files(project / "examples" / "bootstrap"))
    )
    return {
        project / "docs" / "stack-file.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
        project / "docs" / "reference.md": reference_page(schema, configurations, bootstraps),
        project / "docs" / "component.md": _component_page(),
        project / "docs" / "ci-policies.json": as_text(deployment_policies(_stack_files(project / "stacks"))),
        project / "docs" / "ci-check-policy.json": json.dumps(ci_check_identity_policy(), indent=2) + "\n",
        project / "examples" / "ci-policies.json": as_text(deployment_policies(examples)),
    }


def _component_page() -> str:
    """The page, with its generated parts written anew; all that they are made of is this project's."""

    def read(file: str) -> str:
        return (PROJECT / file).read_text(encoding="utf-8")

    return component_page(read("docs/component.md"), json.loads(read(_PLUGIN_SCHEMA)), read)


def _stack_files(folder: Path) -> list[Path]:
    return sorted(folder.glob(stack_file_name("*")))


def main(project: Path = PROJECT) -> int:
    """Write the files and warn about risky or too long policies; 2 if a stack file is invalid."""
    try:
        files = generated(project)
        policies = deployment_policies(_stack_files(project / "stacks"))
    except InvalidStackFiles as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for path, text in files.items():
        path.write_text(text, encoding="utf-8")
    for stack in policies.values():
        for warning in stack.warnings:
            sys.stderr.write(f"docs: {warning}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
