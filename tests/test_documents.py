"""The documents for people: links and paths in them lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command_line import UnionEcr
from union_ecr.cli.policy import PolicyFor
from union_ecr.cli.verbs import VERBS, imported_verb

PROJECT = Path(__file__).parents[1]
PAGES = sorted([*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), PROJECT / "stacks" / "README.md"])
_LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#]*)(?:#(?P<anchor>[^)]*))?\)")
_PATH = re.compile(r"`((?:union_ecr|components|policies|sandbox|ci|tests|reference|bench|examples)/[\w./-]*)`")


def anchors(page: Path) -> set[str]:
    """The headings' anchors as GitHub makes them: small letters, hyphens for spaces, no punctuation."""
    headings = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path) -> Iterator[str]:
    for link in _LINK.finditer(page.read_text(encoding="utf-8")):
        target = page.parent / link["path"] if link["path"] else page
        if not target.exists() or (link["anchor"] and link["anchor"] not in anchors(target)):
            yield link[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(PROJECT).as_posix())
def test_every_link_and_path_of_a_page_leads_to_a_file(page: Path) -> None:
    paths = _PATH.findall(page.read_text(encoding="utf-8"))
    assert [*broken_links(page), *(path for path in paths if not (PROJECT / path).exists())] == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One heading\n[a](#one-heading) [b](#another) [c](missing.md)\n")
    assert list(broken_links(page)) == ["](#another)", "](missing.md)"]


def test_the_readme_lists_every_verb() -> None:
    table = (PROJECT / "README.md").read_text(encoding="utf-8").partition("| verb | does |")[2].partition("\n\n")[0]
    cells = [line.split("|")[1] for line in table.splitlines()[2:]]
    verbs = set(" ".join(re.findall(r"`([^`]+)`", " ".join(cells))).split())
    below_verbs = {*getattr(imported_verb("ci"), "commands", ()), *PolicyFor}
    assert verbs == {*VERBS, *below_verbs}


IDS_IN_TOKENS = "created, renamed or moved after July 15, 2026, and of older ones that opted in"


@pytest.mark.parametrize(
    "file",
    [
        "docs/ci.md",
        "docs/push-from-github-actions.md",
        "union_ecr/settings/ci_jobs.py",
        "components/push_role_args.py",
        "components/ci_roles_args.py",
    ],
)
def test_whose_tokens_have_ids_is_said_in_the_same_words(file: str) -> None:
    assert IDS_IN_TOKENS in " ".join((PROJECT / file).read_text(encoding="utf-8").split())


@pytest.mark.parametrize("page", ["expire-images.md", "let-an-organization-pull.md"])
def test_render_prints_what_a_page_quotes(page: str, union_ecr: UnionEcr) -> None:
    printed = {
        " ".join(line.split())
        for line in union_ecr("render", "--stacks-dir", str(PROJECT / "examples")).out.splitlines()
    }
    quotes = re.findall(r"```text\n(.*?)```", (PROJECT / "docs" / page).read_text(encoding="utf-8"), re.DOTALL)
    lines = re.split(r"\n {4}(?=\w)", "\n" + "".join(quotes))[1:]
    assert lines
    assert [line for line in lines if " ".join(line.split()) not in printed] == []
