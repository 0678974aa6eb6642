"""`union-ecr drift` on what the real engine deployed."""

import re

import pytest

from tests.engine.conftest import Team
from tests.engine.drift_sweep import PRIVATE, follow, swept
from union_ecr.drift.findings import Finding, Kind, Severity


@pytest.fixture
def team_with_two_images(team: Team) -> Team:
    team.up("trainer: {}", PRIVATE)
    return team


def test_a_recreated_role_is_a_dead_principal_until_the_policy_is_set_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.aws.require_existing_principals()
    iam = team.aws.client("iam", "us-east-1", "111122223333")
    role = {"RoleName": "unionai-acme-flyteworker-node-group", "AssumeRolePolicyDocument": "{}"}
    iam.create_role(**role)
    team.up("trainer: {}")
    assert swept(team, monkeypatch).findings == ()
    iam.delete_role(RoleName=role["RoleName"])
    iam.create_role(**role)
    (finding,) = swept(team, monkeypatch).findings
    assert (finding.kind, finding.severity) == (Kind.DEAD_PRINCIPAL, Severity.CRITICAL)
    follow(team, finding.remedy)
    assert swept(team, monkeypatch).findings == ()


def test_a_repository_recreated_with_another_encryption_is_kept_once_the_stack_file_declares_it(
    team_with_two_images: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = team_with_two_images
    key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    team.ecr.delete_repository(repositoryName="trainer")
    team.ecr.create_repository(
        repositoryName="trainer",
        imageTagMutability="IMMUTABLE",
        imageScanningConfiguration={"scanOnPush": True},
        encryptionConfiguration={"encryptionType": "KMS", "kmsKey": key},
    )
    fields = [finding.field for finding in swept(team, monkeypatch).findings]
    assert sorted(map(str, fields)) == ["encryption", "lifecycle", "policy"]
    (encryption,) = [finding for finding in swept(team, monkeypatch).findings if finding.field == "encryption"]
    assert encryption.severity is Severity.WARNING
    found = re.match(r"in the stack file: (encryption: \{.*\}) on trainer;", encryption.remedy)
    assert found
    team.up(f"trainer: {{{found[1]}}}", PRIVATE, refresh=True)
    assert swept(team, monkeypatch).findings == ()
    assert team.live()["trainer"]["encryption"] == {"encryptionType": "KMS", "kmsKey": key}


def test_a_repository_created_by_hand_with_a_kms_key_is_adopted_with_that_key(
    team_with_two_images: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the key in its entry the engine wants to replace it, and says to lift the protection."""
    team = team_with_two_images
    key = "arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    encryption = {"encryptionType": "KMS", "kmsKey": key}
    team.ecr.create_repository(repositoryName="legacy", encryptionConfiguration=encryption)
    team.push("legacy", "v1")
    (finding,) = swept(team, monkeypatch).findings
    follow(team, finding.remedy)
    assert swept(team, monkeypatch).findings == ()
    assert (team.live()["legacy"]["encryption"], team.tags("legacy")) == (encryption, {"v1"})


def test_an_adopted_repository_that_was_deleted_is_created_again_once_adopt_is_removed(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    team.ecr.create_repository(repositoryName="trainer")
    team.up("trainer: {adopt: true}")
    team.ecr.delete_repository(repositoryName="trainer")
    (finding,) = swept(team, monkeypatch).findings
    assert "remove adopt: true from trainer" in finding.remedy
    team.up("trainer: {}", refresh=True)
    assert swept(team, monkeypatch).findings == ()


def test_a_finding_is_plain_data(team_with_two_images: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    team_with_two_images.ecr.delete_repository_policy(repositoryName="trainer")
    (finding,) = swept(team_with_two_images, monkeypatch).findings
    assert isinstance(finding, Finding)
    assert (finding.stack, finding.repository, finding.live) == ("team", "trainer", None)
    assert finding.declared["Statement"][0]["Sid"] == "AllowPull"
