"""Cloud Custodian's schema as a judge of lifecycle policies: no other tool publishes one."""

import copy
import json
from collections.abc import Iterator
from functools import cache
from types import SimpleNamespace
from typing import Any

from tests.judges.outside import outside


def lifecycle_findings(text: str) -> Iterator[str]:
    """What Cloud Custodian refuses in these rules, if a policy of its own sets them."""
    document = json.loads(text)
    errors = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in _schema().iter_errors(document)]
    yield from (f"c7n schema: {error}" for error in errors or _rules_that_c7n_refuses(document))


def _rules_that_c7n_refuses(document: dict[str, Any]) -> Iterator[str]:
    ecr = outside("c7n.resources.ecr")
    for rule in document["rules"]:
        try:
            ecr.lifecycle_rule_validate(SimpleNamespace(name="judged"), rule)
        except ecr.PolicyValidationError as refused:
            yield str(refused)


@cache
def _schema() -> Any:
    ecr = outside("c7n.resources.ecr")
    jsonschema = outside("jsonschema")
    rules = {"type": "array", "minItems": 1, "items": _up_to_date(ecr.LIFECYCLE_RULE_SCHEMA)}
    document = {
        "type": "object",
        "required": ["rules"],
        "additionalProperties": False,
        "properties": {"rules": rules},
    }
    return jsonschema.Draft202012Validator(document)


def _up_to_date(rule_schema: dict[str, Any]) -> dict[str, Any]:
    """c7n's schema of a rule, with the storage class archive that ECR has had since November 2025.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html. It also refuses unknown
    keys of a selection, as c7n means to do (it writes `addtionalProperties`).
    """
    schema = copy.deepcopy(rule_schema)
    action, selection = schema["properties"]["action"], schema["properties"]["selection"]
    archive = {"enum": ["archive"]}
    action["properties"]["type"]["enum"].append("transition")
    action["properties"]["targetStorageClass"] = archive
    selection["properties"]["countType"]["enum"] += ["sinceImagePulled", "sinceImageTransitioned"]
    selection["properties"]["storageClass"] = archive
    selection["additionalProperties"] = False
    return schema
