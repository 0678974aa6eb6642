"""The policies that a role of CI gets, of those that are rendered for its stack."""

from typing import Any

import pytest

from tests.stacks import stack_file
from union_ecr.ci_roles.deployment import CiJob
from union_ecr.ci_roles.documents import StackPolicies, stack_policies
from union_ecr.declared.stack import declare
from union_ecr.ecr.policy_document import Document, document_text
from union_ecr.stack_file.parse import StackFile
from union_ecr.workspace.load import load

PREVIEW, UP, DRIFT = CiJob.PREVIEW, CiJob.UP, CiJob.DRIFT
REPOSITORY = "arn:aws:ecr:us-east-1:123456789012:repository"
GITHUB = {"repository": "acme/a", "branches": ["main"]}
IMAGES: dict[str, Any] = {"ml/trainer": {}, "ml/scratch": {"protect": False}, "mlops": {}}


def policies(prefixes: tuple[str, ...] = (), **settings: Any) -> StackPolicies:
    file = stack_file(images=IMAGES, **settings)
    return stack_policies("my-team", file, declare(load(file)), "acme-state", prefixes)


def resources(document: Document, sid: str) -> list[str]:
    (statement,) = [statement for statement in document["Statement"] if statement["Sid"] == sid]
    return list(statement["Resource"])


def test_a_role_has_its_own_document_and_that_of_the_state() -> None:
    found = policies()
    assert found.of_role(PREVIEW) == {
        "union-ecr": found.documents["preview"],
        "union-ecr-state": found.documents["preview-state"],
    }
    assert found.of_role(DRIFT) == {"union-ecr": found.documents["drift"]}


def test_the_documents_name_the_bucket() -> None:
    text = document_text(policies().documents["up-state"])
    assert "arn:aws:s3:::acme-state/.pulumi" in text
    assert "BUCKET" not in text


def test_the_role_that_begins_a_chain_gets_nothing_but_its_beginning_and_the_state() -> None:
    file = stack_file(images=IMAGES)
    chained = StackFile(
        file.name, {**file.config, "aws:assumeRoles": [{"roleArn": "arn:aws:iam::123456789012:role/hub"}]}
    )
    found = stack_policies("my-team", chained, declare(load(file)))
    assert list(found.of_role(UP)) == ["union-ecr-assume", "union-ecr-state"]
    assert list(found.of_role(DRIFT)) == ["union-ecr-assume"]


@pytest.mark.parametrize(
    ("key", "sid"), [("preview", "ReadRepositories"), ("up", "DeployRepositories"), ("drift", "ReadTagsOfOwn")]
)
def test_a_prefix_stands_for_the_repositories_below_it_and_for_no_other(key: str, sid: str) -> None:
    document = policies(("ml/*",)).documents[key]
    assert resources(document, sid) == [f"{REPOSITORY}/ml/*", f"{REPOSITORY}/mlops"]


def test_a_prefix_widens_no_deletion() -> None:
    document = policies(("ml/*",)).documents["up"]
    assert resources(document, "DeleteUnprotected") == [f"{REPOSITORY}/ml/scratch"]


def test_the_boundary_of_push_roles_has_the_prefix_and_their_policies_the_names() -> None:
    roles = {"ci": {"images": ["ml/trainer"], "github": GITHUB}}
    boundary = policies(("ml/*",), pushRoles=roles).documents["push-boundary"]
    assert resources(boundary, "AllowPush") == [f"{REPOSITORY}/ml/*", f"{REPOSITORY}/mlops"]


def test_with_a_prefix_a_new_image_changes_no_document() -> None:
    before = policies(("ml/*",)).documents
    file = stack_file(images=IMAGES | {"ml/scorer": {}})
    assert stack_policies("my-team", file, declare(load(file)), "acme-state", ("ml/*",)).documents == before


def test_a_prefix_widens_a_policy_by_what_is_below_it_and_by_nothing_else() -> None:
    named, prefixed = policies().documents, policies(("ml/*",)).documents
    for key in ("preview", "up", "drift"):
        for before, after in zip(named[key]["Statement"], prefixed[key]["Statement"], strict=True):
            assert {**before, "Resource": []} == {**after, "Resource": []}
            assert set(after["Resource"]) - set(before["Resource"]) <= {f"{REPOSITORY}/ml/*"}
