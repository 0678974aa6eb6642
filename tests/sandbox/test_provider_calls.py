"""What the stand-in sends to AWS, as the official provider does (terraform-provider-aws internal/service)."""

import json
from contextlib import suppress
from typing import Any

import pytest

from sandbox.emulated_aws import EmulatedAws
from sandbox.provider.errors import ActionError, framed
from sandbox.provider.resource_types import RESOURCE_TYPES

REPOSITORY = RESOURCE_TYPES["aws:ecr/repository:Repository"]
EXCLUSION = RESOURCE_TYPES["aws:ecr/pullTimeUpdateExclusion:PullTimeUpdateExclusion"]
ROLE, ROLE_POLICY = RESOURCE_TYPES["aws:iam/role:Role"], RESOURCE_TYPES["aws:iam/rolePolicy:RolePolicy"]
DOCUMENT = json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow", "Action": "<&>"}]})
STATEMENT = '"Statement":[{"Action":"\\u003c\\u0026\\u003e","Effect":"Allow","Sid":"a"}]'
VERSION = '"Version":"2012-10-17"'


MANIFEST = json.dumps({"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json", "layers": []})


class _Sent:
    """A client that keeps the arguments of each call, and has nothing to say."""

    def __init__(self) -> None:
        self.calls: dict[str, dict[str, Any]] = {}

    def __getattr__(self, operation: str) -> Any:
        return lambda **arguments: self.calls.setdefault(operation, arguments) and None


def repository(**properties: Any) -> dict[str, Any]:
    return {"name": "trainer", "arn": "arn", "imageTagMutability": "MUTABLE", **properties}


def test_scanning_that_is_switched_off_is_not_sent() -> None:
    """repository.go: ScanOnPush is a plain bool of the SDK, which leaves false out."""
    sent: Any = _Sent()
    off, on = ({"imageScanningConfiguration": {"scanOnPush": scan}} for scan in (False, True))
    REPOSITORY.create(sent, repository(**off))
    assert "imageScanningConfiguration" not in sent.calls["create_repository"]
    REPOSITORY.update(sent, repository(**on), repository(**off))
    assert sent.calls["put_image_scanning_configuration"]["imageScanningConfiguration"] == {}


def test_ecr_takes_scanning_that_is_not_sent_for_switched_off(aws: EmulatedAws) -> None:
    ecr = aws.client("ecr")
    ecr.create_repository(repositoryName="trainer", imageScanningConfiguration={"scanOnPush": True})
    ecr.put_image_scanning_configuration(repositoryName="trainer", imageScanningConfiguration={})
    (found,) = ecr.describe_repositories()["repositories"]
    assert found["imageScanningConfiguration"] == {"scanOnPush": False}


@pytest.mark.parametrize(
    ("token", "inputs", "operation", "parameter", "text"),
    [
        (
            "aws:ecr/repositoryPolicy:RepositoryPolicy",
            {"repository": "trainer", "policy": DOCUMENT},
            "set_repository_policy",
            "policyText",
            f"{{{STATEMENT},{VERSION}}}",
        ),
        (
            "aws:ecr/registryPolicy:RegistryPolicy",
            {"policy": DOCUMENT},
            "put_registry_policy",
            "policyText",
            f"{{{STATEMENT},{VERSION}}}",
        ),
        (
            "aws:ecr/lifecyclePolicy:LifecyclePolicy",
            {"repository": "trainer", "policy": '{"rules": [{"description": "a & b"}]}'},
            "put_lifecycle_policy",
            "lifecyclePolicyText",
            '{"rules":[{"description":"a \\u0026 b"}]}',
        ),
        (
            "aws:iam/rolePolicy:RolePolicy",
            {"role": "ci", "name": "push", "policy": DOCUMENT},
            "put_role_policy",
            "PolicyDocument",
            f"{{{VERSION},{STATEMENT}}}",
        ),
        (
            "aws:iam/role:Role",
            {"name": "ci", "path": "/", "maxSessionDuration": 3600, "assumeRolePolicy": DOCUMENT},
            "create_role",
            "AssumeRolePolicyDocument",
            f"{{{STATEMENT},{VERSION}}}",
        ),
        (
            "aws:ecr/repositoryCreationTemplate:RepositoryCreationTemplate",
            {"prefix": "team", "appliedFors": ["REPLICATION"], "repositoryPolicy": DOCUMENT},
            "create_repository_creation_template",
            "repositoryPolicy",
            f"{{{STATEMENT},{VERSION}}}",
        ),
    ],
    ids=lambda value: value if str(value).startswith("aws:") else "",
)
def test_documents_are_sent_normalised(
    token: str, inputs: dict[str, Any], operation: str, parameter: str, text: str
) -> None:
    """structure.NormalizeJsonString; verify.LegacyPolicyNormalize for the inline policy of a role."""
    sent: Any = _Sent()
    with suppress(KeyError):  # the id of some is in the answer
        RESOURCE_TYPES[token].create(sent, inputs)
    assert sent.calls[operation][parameter] == text


def test_a_repository_that_holds_images_is_not_deleted_and_the_error_says_why(aws: EmulatedAws) -> None:
    """repository.go, resourceRepositoryDelete."""
    ecr = aws.client("ecr")
    ecr.create_repository(repositoryName="trainer")
    ecr.put_image(repositoryName="trainer", imageTag="v1", imageManifest=MANIFEST)
    with pytest.raises(ActionError, match=r"ECR Repository \(trainer\) not empty, consider using force_delete"):
        REPOSITORY.delete(ecr, repository())


def test_a_pull_time_update_exclusion_has_no_id_and_is_found_by_its_principal(aws: EmulatedAws) -> None:
    """pull_time_update_exclusion.go reads the state; an import brings the ARN as the id."""
    ecr, arn = aws.client("ecr"), "arn:aws:iam::123456789012:role/scanner"
    assert EXCLUSION.create(ecr, {"principalArn": arn}) == "{<nil>}"
    assert EXCLUSION.read(ecr, "{<nil>}", {"principalArn": arn}) == {"principalArn": arn}
    assert EXCLUSION.read(ecr, arn, {}) == {"principalArn": arn}
    EXCLUSION.delete(ecr, {"principalArn": arn})
    assert EXCLUSION.read(ecr, "{<nil>}", {"principalArn": arn}) is None


def test_types_of_the_older_sdk_frame_their_errors() -> None:
    """hashicorp/go-multierror, ListFormatFunc; the types of terraform-plugin-framework do not."""
    assert framed("creating X: no") == "1 error occurred:\n\t* creating X: no\n\n"
    assert {token.rpartition(":")[2] for token, kind in RESOURCE_TYPES.items() if not kind.sdk_v2} == {
        "AccountSetting",
        "PullTimeUpdateExclusion",
        "RolePoliciesExclusive",
        "RolePolicyAttachmentsExclusive",
    }


def test_a_failed_put_names_what_was_being_put() -> None:
    policy = RESOURCE_TYPES["aws:ecr/repositoryPolicy:RepositoryPolicy"]
    assert policy.creating == policy.updating == "putting ECR Repository Policy ({repository})"
