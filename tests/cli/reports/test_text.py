"""The texts that the formats for people share."""

from dataclasses import replace

import pytest

from tests.cli.reports.sample_reports import HOSTILE, finding, report
from union_ecr.cli.reports.text import describe_unknown, incomplete, stack_or_registry, summary, unknown_by_reason
from union_ecr.drift.findings import INTERRUPTED, Report, Severity, Unknown
from union_ecr.ecr.registry import Registry

CRITICAL, INFO = finding(severity=Severity.CRITICAL, stack="other"), finding(severity=Severity.INFO)
DENIED = Unknown("the policy of ml/trainer", "AccessDeniedException", ("team",))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (report(live=1, declared=1), "no findings; 1 repository looked at, 1 declared"),
        (
            report(CRITICAL, finding(), finding(), INFO, live=1204, declared=1200),
            "4 findings in 2 stacks: 1 critical, 2 warning, 1 info; 1,204 repositories looked at, 1,200 declared",
        ),
        (report(finding(stack=None)), "1 finding: 1 warning; 3 repositories looked at, 2 declared"),
    ],
    ids=["nothing", "findings", "of no stack"],
)
def test_the_summary_counts_findings_stacks_severities_and_repositories(given: Report, sentence: str) -> None:
    assert summary(given) == sentence


def test_without_findings_a_summary_never_says_so_if_something_could_not_be_read() -> None:
    assert summary(report(unknown=(DENIED,))).startswith("cannot tell whether AWS is as declared;")


def test_a_complete_report_has_no_warning() -> None:
    assert incomplete(report(finding())) is None


def test_the_warning_says_whether_the_sweep_was_interrupted() -> None:
    assert incomplete(report(unknown=(DENIED,))) == "INCOMPLETE: 1 read failed"
    interrupted = report(unknown=(Unknown("the rest", INTERRUPTED), DENIED))
    assert incomplete(interrupted) == "INCOMPLETE: interrupted; 2 reads failed"


def test_what_could_not_be_read_is_described_with_its_reason_and_its_stacks() -> None:
    assert describe_unknown(DENIED) == "the policy of ml/trainer: AccessDeniedException (stack team)"
    both = Unknown("everything", INTERRUPTED, ("a", "b"))
    assert describe_unknown(both) == "everything: interrupted (stacks a, b)"


def whole(account: str, region: str = "us-east-1", reason: str = "NoCredentialsError: none") -> Unknown:
    registry = Registry(account, region)
    return Unknown(f"all of {registry.label}", reason, (f"{account[0]}-{region}",), registries=(registry,), whole=True)


def described(*unknown: Unknown) -> list[str]:
    return [describe_unknown(found) for found in unknown_by_reason(report(unknown=unknown))]


def test_accounts_of_which_nothing_is_known_for_one_reason_are_one_line() -> None:
    first, second, third = (str(number) * 12 for number in (1, 2, 3))
    assert described(whole(first), DENIED, whole(second), whole(third, reason="AccessDenied: no")) == [
        "all of 2 accounts: NoCredentialsError: none (stacks 1-us-east-1, 2-us-east-1)",
        "the policy of ml/trainer: AccessDeniedException (stack team)",
        "all of 333333333333 us-east-1: AccessDenied: no (stack 3-us-east-1)",
    ]
    assert described(whole(first), whole(first, "eu-west-1"), whole(second))[0].startswith(
        "all of 3 registries in 2 accounts: "
    )


def test_registries_of_one_account_and_other_things_keep_a_line_each() -> None:
    unknown = (whole("1" * 12), whole("1" * 12, "eu-west-1"), DENIED, replace(DENIED, what="the tags of ml/trainer"))
    assert described(*unknown) == [describe_unknown(found) for found in unknown]


def test_of_many_stacks_ten_are_named() -> None:
    stacks = tuple(f"team-{number}" for number in range(10, 110))
    assert describe_unknown(Unknown("everything", INTERRUPTED, stacks)).endswith(" team-18, team-19 and 90 more)")


def test_a_finding_of_no_stack_is_of_its_registry() -> None:
    assert stack_or_registry(finding()) == "team"
    registry = Registry("123456789012", "us-east-1")
    assert stack_or_registry(finding(stack=None, registry=registry)) == "123456789012 us-east-1"
    assert stack_or_registry(finding(stack=None)) == "no stack"


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_is_one_printable_line(text: str) -> None:
    assert describe_unknown(Unknown(text, text, (text,), text)).isprintable()
    assert stack_or_registry(finding(stack=text)).isprintable()
