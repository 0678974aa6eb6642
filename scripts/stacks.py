"""`union-ecr stacks`: lists all stack files and validates them together."""

import json as json_format

import typer

from scripts._stack_files import JsonOption, StackOption, StacksDirOption, read_stacks


def stacks(stack: StackOption = None, stacks_dir: StacksDirOption = None, json: JsonOption = False) -> None:
    """List the stacks and validate them together: no repository, no image name may be claimed twice.

    --json is a CI matrix: {"include": [{"stack", "account", "region", "images"}]}.
    """
    found = read_stacks(stack, stacks_dir)
    rows = [
        {"stack": name, "account": settings.account, "region": settings.region, "images": len(settings.images)}
        for name, settings in found.items()
    ]
    if json:
        typer.echo(json_format.dumps({"include": rows}, indent=2))
        return
    width = max(len(name) for name in found)
    for row in rows:
        count = "1 image" if row["images"] == 1 else f"{row['images']} images"
        typer.echo(f"{row['stack']:<{width}}  {row['account']}  {row['region']:<14}  {count}")
