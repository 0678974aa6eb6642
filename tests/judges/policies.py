"""parliament and policyuniverse as judges of policies."""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.judges.outside import other_partitions_as_aws, outside

# Actions on a repository for which parliament wants the resource *.
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html lets a repository policy grant it.
ON_REPOSITORIES = ("ecr:BatchImportUpstreamImage",)
# Global condition keys that parliament's list of years ago lacks.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
NEWER_KEYS = ("aws:ViaAWSService",)
_SOME_REPOSITORY = "arn:aws:ecr:us-east-1:123456789012:repository/judged"


def parliament_findings(text: str) -> Iterator[str]:
    """What parliament says of an identity policy, or of a resource policy that names its resources.

    Its list of actions is years old; cfn-lint checks which actions exist.
    """
    policy = _parliament().analyze_policy_string(other_partitions_as_aws(text), ignore_private_auditors=True)
    for finding in policy.findings:
        newer_key = any(f"Unknown condition {key} for" in str(finding.detail) for key in NEWER_KEYS)
        if finding.issue != "UNKNOWN_ACTION" and not newer_key and not _wants_no_repository(finding):
            yield f"parliament {finding.issue}: {finding.detail} {finding.location.get('string', '')}".rstrip()


def parliament_findings_on_a_repository(text: str) -> Iterator[str]:
    """What parliament says of a repository policy, whose statements name no resource.

    parliament does not know this kind and requires a Resource, so each statement gets one.
    """
    document = json.loads(text)
    statements = [{"Resource": _SOME_REPOSITORY, **statement} for statement in _statements(document)]
    return parliament_findings(json.dumps(document | {"Statement": statements}))


def open_to_the_internet(text: str) -> Iterator[str]:
    """Whether policyuniverse finds that anybody on the internet has access, and to what."""
    policy = outside("policyuniverse.policy").Policy(json.loads(text))
    if policy.is_internet_accessible():
        yield f"policyuniverse: open to the internet: {', '.join(sorted(policy.internet_accessible_actions()))}"


def actions_on(service: str, resource_type: str) -> set[str]:
    """The actions of a service on a type of resource, as parliament has them from the authorization reference."""
    _parliament()
    (definition,) = (entry for entry in outside("parliament").iam_definition if entry["prefix"] == service)
    return {
        action["privilege"]
        for action in definition["privileges"]
        if any(resource["resource_type"].rstrip("*") == resource_type for resource in action["resource_types"])
    }


def _wants_no_repository(finding: Any) -> bool:
    mismatches = finding.detail if finding.issue == "RESOURCE_MISMATCH" else [{}]
    return all(mismatch.get("action") in ON_REPOSITORIES for mismatch in mismatches)


def _statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    statements = document.get("Statement", [])
    return statements if isinstance(statements, list) else [statements]


@cache
def _parliament() -> Any:
    """parliament, which imports pkg_resources for the path of its own data, and only for that.

    setuptools has dropped pkg_resources, and no version that still has it carries the fix of GHSA-h35f-9h28-mq5c
    (https://github.com/duo-labs/parliament/issues/247), so the one function stands in while parliament is imported.
    """
    stand_in = ModuleType("pkg_resources")
    vars(stand_in)["resource_filename"] = _path_beside
    own = sys.modules.get("pkg_resources")
    sys.modules["pkg_resources"] = stand_in
    try:
        return outside("parliament")
    finally:
        del sys.modules["pkg_resources"]
        if own:
            sys.modules["pkg_resources"] = own


def _path_beside(module: str, name: str) -> str:
    return str(Path(str(sys.modules[module].__file__)).with_name(name))
