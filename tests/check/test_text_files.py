"""Images in files that are not Python."""

import json

import pytest

from union_ecr.check.image_use import Purpose
from union_ecr.check.text_files import Notebook, images_in_text

HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"


@pytest.mark.parametrize("path", ["Dockerfile", "a/Dockerfile.gpu", "gpu.dockerfile", "Containerfile"])
def test_a_dockerfile_names_what_it_builds_on(path: str) -> None:
    text = (
        "# FROM a\nARG X\nFROM --platform=linux/amd64 ghcr.io/a/b:1 AS first\nfrom python\nFROM first\n"
        "FROM $X\nFROM scratch\n"
    )
    found = [(use.line, use.registry, use.name, use.tag, use.purpose) for use in images_in_text(path, text)]
    assert found == [(3, "ghcr.io", "a/b", "1", Purpose.BASE), (4, None, "python", None, Purpose.BASE)]


def test_a_reference_with_the_host_of_a_registry_is_found_in_any_text() -> None:
    text = (
        f"docker push {HOST}/a/b:1.\nx={HOST}/c@sha256:{'0' * 64}\nlogin {HOST}\n# {HOST}/commented:1\n{HOST}/d:$TAG\n"
    )
    found = [(use.line, use.name, use.tag) for use in images_in_text("push.sh", text)]
    assert found == [(1, "a/b", "1"), (2, "c", f"sha256:{'0' * 64}"), (5, "d", None)]


@pytest.mark.parametrize(
    "text",
    [
        "name: a\nregistry: b\n",
        "- name: a\n",
        "name: a\nregistry: [b]\npackages: []\n",
        "a: [\nname registry",
        "registry: name",
    ],
)
def test_yaml_that_is_no_image_spec_is_read_as_text(text: str) -> None:
    assert list(images_in_text("a.yaml", text)) == []


def test_an_image_spec_in_yaml_is_built() -> None:
    (use,) = images_in_text("a.yaml", f"packages: []\nname: a\nregistry: {HOST}\ntag_format: v1\n")
    assert (use.line, use.name, use.registry, use.purpose, use.tag) == (2, "a", HOST, Purpose.BUILD, "v1")


def test_the_code_of_a_notebook_has_the_lines_of_its_file() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["x = 1\n"]},
        {"cell_type": "code", "source": ["%magic\n", "x = 'é'\n", "!ls"]},
        {"cell_type": "code", "source": "y = 1\nz = 2"},
    ]
    text = json.dumps({"cells": cells}, indent=1, ensure_ascii=False)
    notebook = Notebook(text)
    assert notebook.code.splitlines() == ["", "x = 'é'", "", "y = 1", "z = 2"]
    assert "x = 'é'" in text.splitlines()[notebook.line_of(2) - 1]
    assert "y = 1" in text.splitlines()[notebook.line_of(4) - 1]


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"cells": 1}', "not json"])
def test_what_is_no_notebook_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Notebook(text)


def test_an_empty_notebook_has_no_code() -> None:
    notebook = Notebook('{"cells": []}')
    assert (notebook.code, notebook.line_of(1)) == ("", 1)
