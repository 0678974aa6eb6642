"""The program of the YAML template against the plugin's schema."""

from pathlib import Path

import pytest
import yaml

from tests.templates.schema_check import schema_violations

PROGRAM = (Path(__file__).parents[2] / "templates" / "yaml" / "Pulumi.yaml").read_text()


def test_the_program_is_as_the_schema_says() -> None:
    assert list(schema_violations(yaml.safe_load(PROGRAM))) == []


@pytest.mark.parametrize(
    ("old", "new", "violation"),
    [
        ("union-ecr:PrivateRepository", "union-ecr:Repository", "trainer: unknown type union-ecr:Repository"),
        ('account: "123456789012"', "account: 123456789012", "trainer.account: 123456789012 is no string"),
        ("      region: us-east-1\n", "", "trainer: region is missing"),
        ("principals:", "principal:", "trainer.grants[0]: principal is unknown"),
        ("access: [pull]", "access: pull", "trainer.grants[0].access: 'pull' is no array"),
        ("branches: [main]", "branches: [1]", "githubCi.github.branches[0]: 1 is no string"),
        ("repository: ml/trainer", "tagMutability: mutable", "trainer.tagMutability: 'mutable' is none of the values"),
        ("repository: ml/trainer", "untaggedDays: true", "trainer.untaggedDays: True is no integer"),
        ("repository: ml/trainer", "resourceTags: {team: 1}", "trainer.resourceTags.team: 1 is no string"),
        ("githubCi.roleArn", "githubCi.arn", "no resource has the output ${githubCi.arn}"),
    ],
)
def test_what_differs_from_the_schema_is_found(old: str, new: str, violation: str) -> None:
    assert violation in list(schema_violations(yaml.safe_load(PROGRAM.replace(old, new))))
