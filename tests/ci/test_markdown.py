"""Markdown from texts of unknown origin."""

import html
import re

import pytest
from markdown_it import MarkdownIt

from ci.markdown import bullets, code, folded
from tests.cli.reports.sample_reports import HOSTILE


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_code_is_one_element_with_the_text_and_nothing_else(text: str) -> None:
    (rendered,) = (MarkdownIt("gfm-like", {"linkify": False}).render(f"- {code(text)}: end"),)
    inner = re.fullmatch(r"<ul>\n<li><code>(.*)</code>: end</li>\n</ul>\n", rendered)
    assert inner
    assert "<" not in inner[1]
    shown = html.unescape(inner[1]).split()
    assert shown == "".join(letter if letter.isprintable() else " " for letter in text).split()


@pytest.mark.parametrize("fence", ["~" * 8, "~" * 9, "~" * 500, "`" * 500])
def test_no_text_can_end_its_fence(fence: str) -> None:
    lines = folded("title", f"a\n{fence}\n# an injected heading", "text", 1_000).splitlines()
    opened = next(line for line in lines if line.endswith("~text")).removesuffix("text")
    ends = [number for number, line in enumerate(lines) if re.fullmatch("~+", line) and len(line) >= len(opened)]
    assert [lines[number + 2] for number in ends] == ["</details>"]


def test_a_long_text_is_cut_and_says_so() -> None:
    text = folded("title", "x" * 50, "text", 10)
    assert (
        f"~\n~~~~~~~~text\n{'x' * 10}\n… cut: see the run's log\n~" in f"~\n{text.partition('</summary>')[2].strip()}"
    )


def test_of_a_long_list_the_rest_is_counted() -> None:
    assert bullets(["a", "b"], 2, "there") == ["- a", "- b"]
    assert bullets(["a", "b", "c"], 1, "there") == ["- a", "- and 2 more: there"]
    assert bullets(["a"], 0, "there") == ["- and 1 more: there"]
