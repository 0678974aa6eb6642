"""The policies generated for CI's roles from a stack file, and their warnings."""

import json
import shutil
from pathlib import Path

import pytest

from reference.__main__ import PROJECT, main
from reference.deployment_policies import as_text, deployment_policies, policies_of_file
from union_ecr.ci_roles.documents import StackPolicies
from union_ecr.ecr.policy_document import document_text
from union_ecr.stack_file.parse import parse_stack_file

HEAD = 'config:\n  aws:region: us-east-1\n  union-ecr:account: "123456789012"\n'
ROLE = "{images: [trainer], github: {repository: acme/a, branches: [main]}%s}"
BOUNDARY = ", permissionsBoundary: arn:aws:iam::123456789012:policy/edge"
HUB = "arn:aws:iam::123456789012:role/hub"


def policies(*settings: str, images: str = "{trainer: {}}") -> StackPolicies:
    text = HEAD + f"  union-ecr:images: {images}\n" + "".join(f"  {setting}\n" for setting in settings)
    return policies_of_file("my-team", parse_stack_file("Pulumi.my-team.yaml", text.encode))


def test_a_stack_has_a_document_for_each_role_and_for_the_state() -> None:
    found = policies()
    assert set(found.documents) == {"preview", "up", "drift", "preview-state", "up-state"}
    assert found.warnings == ()


def test_a_stack_that_deploys_nothing_has_documents_for_drift_and_the_state_only() -> None:
    found = policies("union-ecr:registry: {ignore: [scratch]}", images="{}")
    assert set(found.documents) == {"drift", "preview-state", "up-state"}


def test_a_stack_with_push_roles_has_their_boundary_too() -> None:
    found = policies(f"union-ecr:pushRoles: {{ci: {ROLE % BOUNDARY}}}")
    assert "push-boundary" in found.documents
    assert found.warnings == ()


def test_a_push_role_without_a_boundary_has_a_warning_with_its_name() -> None:
    (warning,) = policies(f"union-ecr:pushRoles: {{free: {ROLE % ''}, bound: {ROLE % BOUNDARY}}}").warnings
    assert warning == (
        "stack my-team: push role free has no permissionsBoundary, so the role up could give it, and so itself, any "
        "right in the account; name one (docs/ci.md)"
    )


def test_a_role_with_more_policies_than_iam_attaches_has_a_warning() -> None:
    many = ", ".join(f"team-of-mine/image-{number}: {{protect: false}}" for number in range(420))
    (warning,) = policies(images=f"{{{many}}}").warnings
    assert warning.startswith("stack my-team: its role up needs 11 managed policies")


def test_a_too_long_boundary_has_a_warning() -> None:
    many = ", ".join(["trainer: {}", *(f"team-of-mine/image-{number}: {{}}" for number in range(90))])
    (warning,) = policies(f"union-ecr:pushRoles: {{ci: {ROLE % BOUNDARY}}}", images=f"{{{many}}}").warnings
    assert "the boundary of its push roles has" in warning


@pytest.mark.parametrize(
    "written", [f"[{{roleArn: {HUB}}}, {{roleArn: {HUB}2}}]", json.dumps(json.dumps([{"roleArn": HUB}]))]
)
def test_up_and_drift_may_assume_the_first_role_of_a_chain_in_yaml_or_json(written: str) -> None:
    found = policies(f"aws:assumeRoles: {written}").documents
    for role in ("up", "drift"):
        (statement,) = found[f"{role}-assume"]["Statement"]
        assert (statement["Action"], statement["Resource"]) == (["sts:AssumeRole"], [HUB])


def test_a_preview_may_not_assume_the_role_that_deploys_and_the_stack_has_a_warning() -> None:
    found = policies(f"aws:assumeRoles: [{{roleArn: {HUB}}}]")
    assert {name for name in found.documents if "assume" in name} == {"up-assume", "drift-assume"}
    assert not any("sts:" in document_text(found.documents[name]) for name in ("preview", "preview-state"))
    (warning,) = found.warnings
    assert warning.startswith("stack my-team: has aws:assumeRoles, so a preview would run as the role that deploys")


@pytest.mark.parametrize("written", ["[]", "'no json'", "[{externalId: x}]", "{roleArn: x}", "7"])
def test_a_chain_without_a_role_arn_has_no_document(written: str) -> None:
    assert not any("assume" in name for name in policies(f"aws:assumeRoles: {written}").documents)


def test_the_file_is_sorted_by_stack(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / f"Pulumi.{name}.yaml").write_text(HEAD + "  union-ecr:images: {trainer: {}}\n")
    text = as_text(deployment_policies(sorted(tmp_path.iterdir(), reverse=True)))
    assert list(json.loads(text)) == ["a", "b"]
    assert json.loads(text)["a"]["up-state"]["Statement"][0]["Resource"] == ["arn:aws:s3:::BUCKET"]


def test_make_docs_prints_warnings_on_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for folder in ("docs", "examples", "stacks"):
        (tmp_path / folder).mkdir()
    shutil.copy(PROJECT / "Pulumi.yaml", tmp_path)
    shutil.copy(PROJECT / "examples" / "Pulumi.push-roles.yaml", tmp_path / "stacks")
    assert main(tmp_path) == 0
    assert list(json.loads((tmp_path / "docs" / "ci-policies.json").read_text())) == ["push-roles"]
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(" has no ")[0] for line in lines] == [
        "docs: stack push-roles: push role github-ci",
        "docs: stack push-roles: push role gitlab-ci",
    ]
