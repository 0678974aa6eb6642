"""The bootstrap of the Python template: the same project as this repository's, with the workflows that it calls."""

from pathlib import Path

import yaml

from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.bootstrap_file import load_bootstrap

PROJECT = Path(__file__).parents[2]
TEMPLATE = PROJECT / "templates" / "python"
PLACEHOLDER, OWNER = "OWNER_OF_UNION_ECR", "acme"


def test_the_project_is_that_of_this_repository() -> None:
    assert (TEMPLATE / "bootstrap" / "Pulumi.yaml").read_text() == (PROJECT / "bootstrap" / "Pulumi.yaml").read_text()


def test_its_file_lets_in_jobs_of_the_workflows_that_the_template_calls() -> None:
    path = TEMPLATE / "bootstrap" / "stacks" / "Pulumi.my-account.yaml"
    settings = load_bootstrap(parse_stack_file(path.name, path.read_text().replace(PLACEHOLDER, OWNER).encode))
    assert settings.github
    assert settings.github.workflows
    called = yaml.safe_load((TEMPLATE / ".github" / "workflows" / "up.yml").read_text())["jobs"]["union-ecr"]["uses"]
    repository, _, tag = called.replace(PLACEHOLDER, OWNER).partition("/.github/workflows/up.yml@")
    assert settings.github.workflows == f"{repository}@refs/tags/{tag}"
