"""The copy of the project that the engine runs."""

from pathlib import Path

from pulumi import automation

from sandbox.project import Project
from sandbox.vault import vault


def test_a_stack_file_is_copied_without_how_it_encrypts_its_secrets(tmp_path: Path) -> None:
    own = tmp_path / "stacks"
    own.mkdir()
    config = "config:\n  aws:region: us-east-1\n"
    text = f"secretsprovider: awskms://alias/x\nencryptedkey: abc\n{config}encryptionsalt: v1:abc\n"
    (own / "Pulumi.team.yaml").write_text(text)
    (own / "README.md").write_text("no stack file")

    project = Project(tmp_path / "copy", automation.PulumiCommand.__new__(automation.PulumiCommand), 1, own)

    assert project.stack_file("team").read_text() == config
    assert sorted(path.name for path in (tmp_path / "copy" / "stacks").iterdir()) == ["Pulumi.team.yaml"]
    assert (own / "Pulumi.team.yaml").read_text() == text


def test_secrets_are_encrypted_by_the_given_provider_and_by_a_passphrase_otherwise(tmp_path: Path) -> None:
    command = automation.PulumiCommand.__new__(automation.PulumiCommand)
    with vault() as secrets:
        project = Project(tmp_path / "vault", command, 1, tmp_path, secrets=secrets)
        assert project.secrets_provider == "hashivault://tests"
        assert secrets.variables.items() <= project.variables.items()
    assert Project(tmp_path / "passphrase", command, 1, tmp_path).secrets_provider is None
