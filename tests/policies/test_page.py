"""The page about the pack, and the configurations that the project shows."""

import json
import re

import pytest

from sandbox.project import EXAMPLES, ROOT
from tests.policies.judging import BY_NAME, REPOSITORY, SOUND, reported

PAGE = (ROOT / "docs" / "policy-pack.md").read_text()
CONFIGURATIONS = {
    "examples/policy-pack.json": (EXAMPLES / "policy-pack.json").read_text(),
    "the page": re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0],
}


def test_the_page_has_every_policy_with_its_description() -> None:
    rows = re.findall(r"^\| `(ecr-[\w-]+)` \| ([^|]*) \|", PAGE, re.MULTILINE)
    assert rows == [(policy.name, policy.description) for policy in BY_NAME.values()]


@pytest.mark.parametrize("configuration", CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_a_configuration_that_is_shown_names_policies_that_exist_and_is_valid(configuration: str) -> None:
    for name, settings in json.loads(configuration).items():
        given = {} if isinstance(settings, str) else {**settings}
        assert given.pop("enforcementLevel", "advisory") == "advisory"
        sound = SOUND | {"encryptionConfigurations": [{"encryptionType": "KMS"}]}
        assert reported(name, REPOSITORY, sound, given) == []


def test_the_page_quotes_what_the_pack_says() -> None:
    statement = {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}
    policy = {"repository": "trainer", "policy": json.dumps({"Statement": [statement]})}
    (line,) = reported("ecr-trusted-principals", "aws:ecr/repositoryPolicy:RepositoryPolicy", policy)
    assert f"          {line}\n" in PAGE
