"""What the judges share: how the outside tools are imported, and the partitions that several of them do not know."""

import importlib
import re
import warnings
from typing import Any

_OTHER_PARTITIONS = re.compile(r"\barn:aws-(?:eusc|iso|iso-b|iso-e|iso-f):(?P<service>[\w-]+):(?P<region>[\w-]*):")


def outside(module: str) -> Any:
    """An outside tool's module, imported when a judge first needs it (together they take two seconds).

    Its own warnings are ignored: some tools leave files open, and one has invalid escapes.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return importlib.import_module(module)


def other_partitions_as_aws(text: str) -> str:
    """A document with ARNs of the partition `aws` in place of those that neither cfn-lint nor parliament knows.

    Both know aws, aws-cn and aws-us-gov; botocore's partitions.json has all of them, with their regions.
    """
    return _OTHER_PARTITIONS.sub(_in_aws, text)


def _in_aws(arn: re.Match[str]) -> str:
    region = "us-east-1" if arn["region"] else ""
    return f"arn:aws:{arn['service']}:{region}:"
