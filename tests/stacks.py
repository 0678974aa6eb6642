"""Stack files for tests, from plain values."""

import json
from typing import Any

from union_ecr.settings.stack import Settings
from union_ecr.stack_file.parse import StackFile, parse_stack_file
from union_ecr.workspace.load import load

ACCOUNT, REGION = "123456789012", "us-east-1"
HEAD = f"""\
config:
  aws:region: {REGION}
  union-ecr:account: "{ACCOUNT}"
"""
"""The first three lines of a stack file."""
IMAGES = "  union-ecr:images: {trainer: {}}\n"


def stack_file(**settings: Any) -> StackFile:
    """A stack file in us-east-1, in an organization, with these settings and one image where none is given."""
    values = {"account": ACCOUNT, "organization": "acme", "images": {"trainer": {}}} | settings
    region = values.pop("region", REGION)
    config = {"aws:region": region} | {f"union-ecr:{key}": value for key, value in values.items() if value is not None}
    return parse_stack_file("F", json.dumps({"config": config}, indent=1).encode)


def stack_settings(**settings: Any) -> Settings:
    return load(stack_file(**settings))
