"""The markdown, as GitHub would render it: by markdown-it, with raw HTML let through."""

import html
import re
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from tests.cli.reports.sample_reports import HOSTILE, LONG_DOCUMENT, finding, hostile_report, report, report_on_accounts
from union_ecr.cli.reports.markdown import MOST_CHARACTERS, as_markdown
from union_ecr.drift.findings import Report, Severity, Unknown
from union_ecr.stack_file.errors import one_line

COMMENT_LIMIT = 65_536
OURS = {"p", "strong", "ul", "li", "h3", "table", "thead", "tbody", "tr", "th", "td", "code", "pre"}
DENIED = Unknown("the policy of ml/trainer in 123456789012 us-east-1", "AccessDeniedException", ("team",))
SEVERITIES = (Severity.CRITICAL, Severity.WARNING, Severity.INFO)


class Page(HTMLParser):
    """What a reader sees: every tag, the cells of every row, and every fenced block."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.rows: list[list[str]] = []
        self.blocks: list[str] = []
        self._open: list[str] = []
        self.feed(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown))

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)
        self._open.append(tag)
        match tag:
            case "tr":
                self.rows.append([])
            case "td" | "th":
                self.rows[-1].append("")
            case "pre":
                self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, "tags are closed as they were opened"

    def handle_data(self, data: str) -> None:
        if "pre" in self._open:
            self.blocks[-1] += data
        elif {"td", "th"} & {*self._open}:
            self.rows[-1][-1] += data


def many(each: int, remedy: str = "pulumi up") -> Report:
    findings = [
        finding(severity=severity, repository=f"r{n}", remedy=remedy) for severity in SEVERITIES for n in range(each)
    ]
    return report(*findings)


def shown(text: str) -> dict[str, int]:
    """How many rows stand below each severity."""
    parts = re.split(r"^### (\w+) .*$", text, flags=re.MULTILINE)
    return {
        name.lower(): len(re.findall(r"^\| \d", part, re.MULTILINE))
        for name, part in zip(parts[1::2], parts[2::2], strict=True)
    }


def test_it_begins_with_the_summary() -> None:
    first = as_markdown(report(finding())).splitlines()[0]
    assert first == "**1 finding in 1 stack: 1 warning; 3 repositories looked at, 2 declared**"


def test_clean_is_one_line() -> None:
    assert as_markdown(report()) == "**No findings; 3 repositories looked at, 2 declared**\n"


def test_each_severity_has_a_table_the_worst_first() -> None:
    text = as_markdown(many(2))
    assert re.findall("^### .*", text, re.MULTILINE) == ["### Critical (2)", "### Warning (2)", "### Info (2)"]
    assert shown(text) == {"critical": 2, "warning": 2, "info": 2}


def test_findings_of_several_accounts_are_grouped_by_account_the_most_severe_first() -> None:
    text = as_markdown(report_on_accounts())
    assert re.findall("^##+ .*", text, re.MULTILINE) == [
        "## Account 222222222222",
        "### Critical (1)",
        "### Warning (1)",
        "## Account 111111111111",
        "### Warning (1)",
        "### Info (1)",
        "## Account 333333333333",
        "### Info (1)",
    ]
    assert [row[0] for row in Page(text).rows if row[0] != "#"] == ["1", "2", "3", "4", "5"]


def test_of_several_accounts_the_least_severe_findings_are_left_out_wherever_they_are() -> None:
    given = report_on_accounts()
    for most in range(900, len(as_markdown(given)) + 500, 50):
        text = as_markdown(given, most)
        repositories = [row[2] for row in Page(text).rows if row[0] != "#"]
        assert len(text) <= most
        assert sorted(repositories) == sorted(str(found.repository) for found in given.findings[: len(repositories)])
    assert len(repositories) == len(given.findings)


def test_a_row_tells_the_finding() -> None:
    changed = finding()
    head, row = Page(as_markdown(report(changed))).rows
    assert head == ["#", "stack", "repository", "kind", "field", "reason", "declared", "live", "difference"]
    assert row[:5] == ["1", "team", "ml/trainer", "changed", "scanOnPush"]
    assert row[5:] == ["New images are no longer scanned.", "true", "false", changed.difference]


def test_a_remedy_is_a_block_once_with_the_numbers_it_is_for() -> None:
    text = as_markdown(report(finding(), finding(repository="b"), finding(remedy="aws ecr x")))
    assert Page(text).blocks == ["pulumi up --refresh --stack team\n", "aws ecr x\n"]
    assert "For 1, 2:\n" in text
    assert "For 3:\n" in text


def test_a_remedy_of_many_lines_can_be_pasted_as_it_is() -> None:
    remedy = "aws ecr a \\\n  --policy '```|<b>'"
    assert Page(as_markdown(report(finding(remedy=remedy)))).blocks == [remedy + "\n"]


def test_what_could_not_be_read_is_above_the_tables() -> None:
    text = as_markdown(report(finding(), unknown=(DENIED,)))
    assert text.index("INCOMPLETE: 1 read failed") < text.index("AccessDeniedException") < text.index("###")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
class TestAHostileValue:
    def test_brings_no_markup(self, text: str) -> None:
        assert Page(as_markdown(hostile_report(text))).tags == OURS

    def test_stays_in_its_cell_and_reads_as_it_is(self, text: str) -> None:
        head, row = Page(as_markdown(hostile_report(text))).rows
        assert len(row) == len(head)
        assert row[2].startswith(re.sub(" +", " ", one_line(text).strip())[:300])

    def test_makes_no_link_mention_or_formula(self, text: str) -> None:
        outside = re.sub(r"(?ms)^(`{3,})\n.*?^\1$", "", as_markdown(hostile_report(text)))
        assert not re.search(r"://|www\.|@\w|(?<!&)#\d|\$", outside)

    def test_stays_in_the_block_of_its_remedy(self, text: str) -> None:
        (block,) = Page(as_markdown(hostile_report(text))).blocks
        want = "\n".join(one_line(line) for line in text.split("\n"))
        assert block in (want + "\n", "10,240 characters long: see union-ecr drift\n")


class TestTheLimit:
    def test_leaves_room_in_a_comment(self) -> None:
        assert MOST_CHARACTERS < COMMENT_LIMIT

    @pytest.mark.parametrize(
        "given",
        [
            many(2_000),
            many(2_000, remedy="`" * 3_999),
            report(*[finding(declared=LONG_DOCUMENT, live="|" * 10_240, remedy=f"{n}" * 100) for n in range(500)]),
            report(finding(), unknown=(Unknown("|" * 1_000, "x"),) * 10_000),
            Report(many(900).findings, 1, 1, (DENIED,) * 10_000),
            report(*[finding(stack="|" * 999, repository="|" * 999, field="|" * 999)] * 100),
        ],
        ids=["findings", "fences", "documents", "unknown", "both", "names"],
    )
    def test_holds_whatever_is_found(self, given: Report) -> None:
        text = as_markdown(given)
        assert len(text) <= MOST_CHARACTERS
        assert Page(text).tags <= OURS
        assert sum(shown(text).values()) > 0

    def test_takes_the_least_severe_away_first_and_says_how_many(self) -> None:
        text = as_markdown(many(200), most=50_000)
        counts = shown(text)
        assert counts["critical"] == 200 > counts.get("warning", 0)
        assert counts.get("info", 0) == 0
        hidden = 600 - sum(counts.values())
        assert f"**{hidden} more findings are not shown: {hidden - 200} warning, 200 info.**" in text

    def test_is_used_up(self) -> None:
        assert len(as_markdown(many(2_000))) > MOST_CHARACTERS * 0.5

    def test_says_nothing_where_all_is_shown(self) -> None:
        assert "not shown" not in as_markdown(many(50))

    def test_says_how_much_more_could_not_be_read(self) -> None:
        text = as_markdown(report(unknown=(DENIED,) * 10_000))
        shown = len(re.findall("^- <code>the policy", text, re.MULTILINE))
        assert shown > 50
        assert f"- and {10_000 - shown:,} more\n" in text


@pytest.mark.parametrize("text", ["@bob", "#181", "GH-1", ":tada:", "acme/repo#1"])
def test_what_github_would_link_or_draw_stands_in_code(text: str) -> None:
    report_ = report(finding(repository=text, field=f"policy.{text}"), unknown=(Unknown(text, text),))
    markdown = as_markdown(report_)
    rest = re.sub("<code>.*?</code>", "", markdown)
    assert text not in html.unescape(rest)
    assert text in html.unescape(markdown)
