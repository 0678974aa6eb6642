"""The plugin: what a program in another language sends arrives at the components as it is."""

from typing import Any

import pulumi
import pytest
from pulumi.errors import InputPropertiesError

from components.plugin import Plugin
from tests.components.recording import LIFECYCLE, POLICY, REPOSITORY, Recorded, record

pytestmark = pytest.mark.filterwarnings("ignore:There is no current event loop:DeprecationWarning")
WHERE = {"account": "123456789012", "region": "us-east-1"}


def constructed(**inputs: Any) -> Recorded:
    """What the plugin registers for a repository with these inputs, as protobuf carries them."""
    plugin = Plugin()
    token = "union-ecr:index:PrivateRepository"
    return record(lambda: plugin.construct("trainer", token, WHERE | inputs), caller="123456789012")


def refusal(**inputs: Any) -> dict[str, str]:
    with pytest.raises(InputPropertiesError) as refused:
        constructed(**inputs)
    return {error["property_path"]: error["reason"] for error in refused.value.errors or ()}


def test_lists_of_words_arrive() -> None:
    recorded = constructed(grants=[{"principals": ["111122223333"], "access": ["pull"]}])
    assert "ecr:BatchGetImage" in recorded.only(POLICY).inputs["policy"]


def test_a_whole_number_arrives_as_one_and_any_other_is_refused() -> None:
    assert '"countNumber":5' in constructed(untaggedDays=5.0).only(LIFECYCLE).inputs["policy"]
    assert refusal(untaggedDays=5.5)["untaggedDays"].startswith("5.5: must be a whole number; ")


def test_untagged_images_never_expire_where_expire_untagged_is_false() -> None:
    assert constructed(expireUntagged=False).of_type(LIFECYCLE) == []


def test_each_invalid_argument_is_named_in_camel_case() -> None:
    grants = [{"organisationId": "o-1", "access": ["pul"]}]
    assert refusal(tagMutability="mutable", grants=grants, scanOnPsh=True) == {
        "tagMutability": '"mutable": must be one of IMMUTABLE, MUTABLE; did you mean MUTABLE?',
        "grants[0].access[0]": '"pul": must be one of pull, push, describe; did you mean pull?',
        "grants[0].organisationId": "is no setting here; did you mean organizationId?",
        "scanOnPsh": "is no setting here; did you mean scanOnPush?",
    }


def test_outputs_arrive() -> None:
    output = pulumi.Output.from_input("ml")
    assert constructed(resourceTags={"team": output}).only(REPOSITORY).inputs["tags"] == {"team": "ml"}


def test_the_result_has_the_outputs_of_the_component() -> None:
    found = []

    def program() -> None:
        found.append(Plugin().construct("trainer", "union-ecr:index:PrivateRepository", WHERE))

    record(program, caller="123456789012")
    assert set(found[0].state) == {"repositoryUrl", "repositoryArn", "repositoryName"}


def test_a_component_that_does_not_exist_is_named_with_the_one_it_looks_like() -> None:
    with pytest.raises(InputPropertiesError, match="PrivateRepositry is no component; did you mean PrivateRepository"):
        Plugin().construct("trainer", "union-ecr:index:PrivateRepositry", {})


def test_an_error_of_a_stack_file_arrives_as_its_lines() -> None:
    inputs = {
        "account": "123456789012",
        "stack": "team",
        "stackFile": "config: {}",
        "stateBucket": "acme-state",
        "github": {"repository": "acme/images"},
    }
    with pytest.raises(InputPropertiesError) as refused:
        record(lambda: Plugin().construct("team", "union-ecr:index:CiRoles", inputs), caller="123456789012")
    assert "Pulumi.team.yaml:1: aws:region: is missing; " in refused.value.message
