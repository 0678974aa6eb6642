"""Writes the schema, the reference page and the policies of CI's roles: `make docs`."""

import json
import sys
from pathlib import Path

import yaml

from reference.deployment_policies import as_text, deployment_policies
from reference.page import reference_page
from reference.schema import stack_file_schema

PROJECT = Path(__file__).parents[1]


def generated(project: Path = PROJECT) -> dict[Path, str]:
    """The generated files of docs/ with their text."""
    keys = yaml.safe_load((project / "Pulumi.yaml").read_text())["config"]
    schema = stack_file_schema({key: str(said["description"]) for key, said in keys.items()})
    paths = sorted((project / "stacks").glob("Pulumi.*.yaml"))
    stacks = {path.name: yaml.safe_load(path.read_text())["config"] for path in paths}
    return {
        project / "docs" / "stack-file.schema.json": json.dumps(schema, indent=2, ensure_ascii=False) + "\n",
        project / "docs" / "reference.md": reference_page(schema, stacks),
        project / "docs" / "ci-policies.json": as_text(deployment_policies(paths)),
    }


def main() -> None:
    """Write the files, and tell what is risky or too long among the policies."""
    for path, text in generated().items():
        path.write_text(text, encoding="utf-8")
    for policies in deployment_policies(sorted((PROJECT / "stacks").glob("Pulumi.*.yaml"))).values():
        for warning in policies.warnings:
            sys.stderr.write(f"docs: {warning}\n")


if __name__ == "__main__":
    main()
