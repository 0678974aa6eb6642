"""The report of `union-ecr check` as markdown."""

from tests.cli.reports.test_checked_images import image, report
from union_ecr.check.verdicts import Verdict
from union_ecr.cli.reports.checked_markdown import as_markdown


def test_what_would_fail_comes_first_and_what_fits_is_left_out() -> None:
    lines = as_markdown(report(image(Verdict.FITS), image(Verdict.ELSEWHERE), image(Verdict.TAG))).splitlines()
    assert lines[0] == "**3 images, 1 would fail, 0 unresolved**"
    assert [line.split(" | ")[2] for line in lines[4:]] == ["tag", "elsewhere"]


def test_nothing_to_say_is_one_line() -> None:
    assert as_markdown(report(image(Verdict.FITS))) == "**1 image, 0 would fail, 0 unresolved**\n"


def test_what_source_code_holds_brings_no_markup() -> None:
    text = as_markdown(report(image(Verdict.TAG, file="a|b\n.py", reason="<b>@you</b> `x` [y](http://z)")))
    assert len(text.splitlines()) == 5
    assert not any(mark in text for mark in ("<b>", "@you", "`x`", "[y]", "a|b"))


def test_a_comment_takes_it_and_the_rest_is_counted() -> None:
    text = as_markdown(report(*[image(Verdict.TAG, reason="x" * 100)] * 1000))
    assert len(text) <= 60_000
    assert "more are not shown" in text
