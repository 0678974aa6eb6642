"""The judges accept valid documents and find what is broken in others."""

from typing import Any

import pytest

from tests.judges import cloudformation, policies
from tests.judges.broken_documents import BROKEN
from tests.judges.documents import (
    Judge,
    judge_bucket_policy,
    judge_identity_policy,
    judge_lifecycle_policy,
    judge_registry_policy,
    judge_repository_policy,
    judge_trust_policy,
)
from tests.judges.samples import (
    BUCKET_POLICY,
    IDENTITY_POLICY,
    IN_ORGANIZATION,
    LIFECYCLE_POLICY,
    REGISTRY_POLICY,
    REPOSITORY,
    REPOSITORY_POLICY,
    ROLE,
    TRUST_POLICY,
    changed,
    changed_selection,
)
from union_ecr.ecr.actions import REGISTRY_ONLY_ACTIONS, REPOSITORY_ACTIONS
from union_ecr.ecr.policy_document import document_text

pytestmark = pytest.mark.slow

ELSEWHERE = ROLE.replace("arn:aws:", "arn:aws-iso-b:")
LAMBDA = {
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Condition": {"StringEquals": {"aws:SourceAccount": "1" * 12}},
}
ARCHIVE = {"type": "transition", "targetStorageClass": "archive"}

GOOD: dict[str, tuple[Judge, dict[str, Any]]] = {
    "a role": (judge_repository_policy, REPOSITORY_POLICY),
    "a role of a partition the linters do not know": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Principal={"AWS": ELSEWHERE}),
    ),
    "everyone in an organization": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Principal="*", Condition=IN_ORGANIZATION),
    ),
    "a service": (judge_repository_policy, changed(REPOSITORY_POLICY, **LAMBDA)),
    "an action newer than the linters": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Action=["ecr:ListImageReferrers", "ecr:UpdateImageStorageClass"]),
    ),
    "an action that parliament does not give to a repository": (
        judge_repository_policy,
        changed(REPOSITORY_POLICY, Action=["ecr:BatchImportUpstreamImage"]),
    ),
    "replication from an account": (judge_registry_policy, REGISTRY_POLICY),
    "an account that reads a bucket": (judge_bucket_policy, BUCKET_POLICY),
    "named repositories": (judge_identity_policy, IDENTITY_POLICY),
    "a repository of a partition the linters do not know": (
        judge_identity_policy,
        changed(
            IDENTITY_POLICY, Resource=[REPOSITORY.replace("arn:aws:ecr:us-east-1", "arn:aws-eusc:ecr:eusc-de-east-1")]
        ),
    ),
    "the login": (
        judge_identity_policy,
        changed(IDENTITY_POLICY, Action="ecr:GetAuthorizationToken", Resource="*"),
    ),
    "workflows of a repository": (judge_trust_policy, TRUST_POLICY),
    "untagged images expire": (judge_lifecycle_policy, LIFECYCLE_POLICY),
    "unused images are archived": (
        judge_lifecycle_policy,
        changed(changed_selection(countType="sinceImagePulled"), action=ARCHIVE),
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_the_judges_accept_a_valid_document(name: str) -> None:
    judge, document = GOOD[name]
    judge(document)


@pytest.mark.parametrize("name", BROKEN)
def test_the_judges_find_what_is_broken(name: str) -> None:
    judge, document, finding = BROKEN[name]
    with pytest.raises(AssertionError) as found:
        judge(document)
    assert finding in str(found.value)


def test_a_refusal_shows_the_document() -> None:
    with pytest.raises(AssertionError) as refused:
        judge_repository_policy(changed(REPOSITORY_POLICY, Principal="*"))
    assert '"Principal": "*"' in str(refused.value)


def test_an_error_inside_cfn_lint_is_no_acceptance(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_template: Any) -> None:
        raise KeyError

    monkeypatch.setattr(cloudformation.policy_rules().rules["E1001"], "match", fails)
    with pytest.raises(AssertionError, match="did not get to the end"):
        judge_repository_policy(changed(REPOSITORY_POLICY, Sid="LintedNowhereElse"))


def test_documents_linted_together_have_the_findings_that_each_has_alone() -> None:
    policies = {
        name: (judge.place, document_text(document))
        for name, (judge, document, _) in BROKEN.items()
        if judge.place is not None
    }
    alone = {}
    for name, (place, text) in policies.items():
        cloudformation.MATCHES.clear()
        alone[name] = list(cloudformation.lint_policy(place, text))
    cloudformation.MATCHES.clear()
    cloudformation.lint_together(policies.values())
    assert {name: list(cloudformation.lint_policy(place, text)) for name, (place, text) in policies.items()} == alone
    assert sum(map(bool, alone.values())) > 15


@pytest.mark.parametrize("name", [name for name in GOOD if "partition" in name])
def test_the_linters_still_do_not_know_every_partition(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cloudformation, policies):
        monkeypatch.setattr(module, "other_partitions_as_aws", str)
    judge, document = GOOD[name]
    with pytest.raises(AssertionError, match=r"cfn-lint E3513|parliament INVALID_ARN"):
        judge(document)


def test_cfn_lint_still_does_not_know_the_newer_actions(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = cloudformation.NEWER_ACTIONS
    monkeypatch.setattr(cloudformation, "NEWER_ACTIONS", ())
    for action in newer:
        with pytest.raises(AssertionError, match="cfn-lint W3037"):
            judge_repository_policy(changed(REPOSITORY_POLICY, Action=[action]))


def test_parliament_still_does_not_give_these_actions_to_repositories(monkeypatch: pytest.MonkeyPatch) -> None:
    beyond = policies.ON_REPOSITORIES
    monkeypatch.setattr(policies, "ON_REPOSITORIES", ())
    for action in beyond:
        with pytest.raises(AssertionError, match="parliament RESOURCE_MISMATCH"):
            judge_repository_policy(changed(REPOSITORY_POLICY, Action=[action]))


def test_parliament_still_does_not_know_the_newer_condition_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = policies.NEWER_KEYS
    monkeypatch.setattr(policies, "NEWER_KEYS", ())
    for key in newer:
        with pytest.raises(AssertionError, match="parliament UNKNOWN_CONDITION_FOR_ACTION"):
            judge_repository_policy(changed(REPOSITORY_POLICY, Condition={"Bool": {key: "false"}}))


def test_every_action_on_a_repository_is_allowed_in_its_policy_or_only_in_the_registrys() -> None:
    """parliament has the service authorization reference of some years ago; `newer` is what it lacks."""
    newer = {"DescribeImageSigningStatus", "GetImageCopyStatus", "ListImageReferrers", "UpdateImageStorageClass"}
    on_repositories = {"BatchImportUpstreamImage"}  # tests.judges.policies.ON_REPOSITORIES
    known = policies.actions_on("ecr", "repository")
    named = {action.removeprefix("ecr:") for action in REPOSITORY_ACTIONS}
    elsewhere = {action.removeprefix("ecr:") for action in REGISTRY_ONLY_ACTIONS}
    assert named == (known - elsewhere) | newer | on_repositories
    assert elsewhere < known
    assert not newer & known
