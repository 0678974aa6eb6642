"""The copy of the project that the engine runs."""

from pathlib import Path

from pulumi import automation

from sandbox.project import Project


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
