"""`union-ecr stacks`: lists all stacks and validates their files together."""

import json as json_format
from typing import Any

import typer

from union_ecr.cli.stack_files import JsonOption, StackOption, StacksDirOption, read_stack_files
from union_ecr.stack_file.provider_config import assumed_roles


def stacks(stack: StackOption = None, stacks_dir: StacksDirOption = None, json: JsonOption = False) -> None:
    """List the stacks and validate them together: no repository, image name, push role or registry is claimed twice.

    Shows which stack has the settings of each registry: they apply to the images of all its stacks.

    --json is a CI matrix: {"include": [{"stack", "account", "region", "images", "assumesRoles"}]}. assumesRoles
    is true where the stack file has aws:assumeRoles.
    """
    found = read_stack_files(stack, stacks_dir)
    rows: list[dict[str, Any]] = [
        {
            "stack": name,
            "account": found.valid[name].account,
            "region": found.valid[name].region,
            "images": len(found.valid[name].images),
            "assumesRoles": bool(assumed_roles(found.files[name])),
        }
        for name in found.chosen
    ]
    if json:
        typer.echo(json_format.dumps({"include": rows}, indent=2))
        return
    width = max(len(name) for name in found.chosen)
    for row in rows:
        count = {0: "no images", 1: "1 image"}.get(row["images"], f"{row['images']} images")
        settings = ", settings of the registry" if found.registry_of(row["stack"]).owner == row["stack"] else ""
        typer.echo(f"{row['stack']:<{width}}  {row['account']}  {row['region']:<14}  {count}{settings}")
