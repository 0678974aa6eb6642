"""A section under a misspelt key is read as what is meant; tests/workspace/bad/unknown-keys.yaml has its errors."""

import pytest

from tests.stacks import stack_file
from union_ecr.workspace.misspelt_sections import as_spelt, with_meant_sections


def test_a_misspelt_section_is_read_under_the_key_that_is_meant_with_its_own_lines() -> None:
    file = stack_file(dataplanes={"lab": {"account": "1"}})
    read, misspelt = with_meant_sections(file)
    assert misspelt == {"union-ecr:dataPlanes": "union-ecr:dataplanes"}
    assert read.config["union-ecr:dataPlanes"] == {"lab": {"account": "1"}}
    path = ("config", "union-ecr:dataPlanes", "lab", "account")
    assert as_spelt(path, misspelt) == ("config", "union-ecr:dataplanes", "lab", "account")
    assert read.line(path) == file.line(as_spelt(path, misspelt))


@pytest.mark.parametrize(
    "settings",
    [
        {"dataPlanes": {}, "dataplanes": {"lab": {}}},
        {"dataplanes": ["lab"]},
        {"dataplanes": {"lab": {}}, "dataPlane": {"prod": {}}},
        {"acount": {"a": 1}},
        {"planes": {"lab": {}}},
    ],
)
def test_what_may_be_meant_otherwise_is_not_read(settings: dict[str, object]) -> None:
    file = stack_file(**settings)
    assert with_meant_sections(file) == (file, {})
