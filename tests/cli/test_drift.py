"""`union-ecr drift`: which stacks are asked about, exit codes and formats. The sweep is a stand-in."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from tests.cli.reports.sample_reports import HOSTILE, finding, hostile_report, report
from tests.cli.sweep_stand_in import Sweep
from tests.command_line import UnionEcr
from tests.stacks import HEAD, IMAGES
from union_ecr.aws.account_role import AccountRole
from union_ecr.drift.findings import INTERRUPTED, Kind, Report, Severity, Unknown

PROJECT = Path(__file__).parents[2]
FORMATS = ("table", "markdown", "sarif", "json")
CLEAN = report()
CRITICAL, WARNING, INFO = (
    report(finding(severity=severity)) for severity in (Severity.CRITICAL, Severity.WARNING, Severity.INFO)
)
DENIED = Unknown("the policy of a", "AccessDeniedException")
UNKNOWN = report(finding(), unknown=(DENIED,))


class TestExitCode:
    @pytest.mark.parametrize(
        ("given", "fail_on", "code"),
        [
            (CLEAN, None, 0),
            (report(finding(severity=Severity.INFO, counts=False)), None, 0),
            (INFO, None, 1),
            (INFO, "info", 1),
            (INFO, "warning", 0),
            (WARNING, "warning", 1),
            (WARNING, "critical", 0),
            (CRITICAL, "critical", 1),
            (report(unknown=(DENIED,)), None, 3),
            (UNKNOWN, None, 3),
            (report(finding(severity=Severity.INFO), unknown=(DENIED,)), "critical", 3),
        ],
    )
    @pytest.mark.parametrize("format", FORMATS)
    def test_follows_from_findings_and_from_what_is_unknown(
        self, given: Report, fail_on: str | None, code: int, format: str, sweep: Sweep, union_ecr: UnionEcr
    ) -> None:
        sweep.report = given
        assert union_ecr("drift", "--format", format, *(["--fail-on", fail_on] if fail_on else [])).code == code

    def test_follows_from_what_is_accepted_today(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        union_ecr("drift")
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", sweep.today)

    def test_is_2_if_a_file_cannot_be_written_and_stdout_has_the_report(
        self, sweep: Sweep, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        sweep.report = UNKNOWN
        monkeypatch.setattr("union_ecr.cli.report_output.replace_file", full)
        ran = union_ecr("drift", "--output", tmp_path / "drift.json", "--format", "json")
        assert (ran.code, "INCOMPLETE" in ran.out) == (2, True)
        assert ran.err.endswith("drift.json: No space left on device\n")

    def test_hides_no_finding(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        sweep.report = INFO
        assert "scanOnPush" in union_ecr("drift", "--fail-on", "critical").out

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--output", "drift.json"],
            ["--format", "xml"],
            ["--fail-on", "never"],
            ["--json", "--format", "table"],
            ["--stack", "other"],
            ["extra"],
        ],
    )
    def test_is_2_for_an_invalid_command(self, arguments: list[str], sweep: Sweep, union_ecr: UnionEcr) -> None:
        ran = union_ecr("drift", *arguments)
        assert (ran.code, ran.out, sweep.stacks) == (2, "", {})
        assert ran.err

    def test_is_2_for_an_invalid_stack_file_and_AWS_is_not_asked(  # noqa: N802
        self, sweep: Sweep, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.team.yaml").write_text(HEAD)
        ran = union_ecr("drift")
        assert (ran.code, ran.out, sweep.stacks) == (2, "", {})


class TestWhichStacks:
    def test_all_without_a_name(self, sweep: Sweep, union_ecr: UnionEcr, stacks_dir: Path) -> None:
        (stacks_dir / "Pulumi.more.yaml").write_text(HEAD.replace("us-east-1", "eu-west-1") + IMAGES)
        assert union_ecr("drift").code == 0
        assert list(sweep.stacks) == ["more", "team"] == sorted(sweep.every)

    def test_the_named_one_but_what_the_others_declare_is_known(
        self, sweep: Sweep, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.more.yaml").write_text(HEAD.replace("us-east-1", "eu-west-1") + IMAGES)
        assert union_ecr("drift", "--stack", "team").code == 0
        assert (list(sweep.stacks), sorted(sweep.every)) == (["team"], ["more", "team"])

    def test_each_comes_with_its_file_and_its_settings(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        union_ecr("drift")
        stack = sweep.stacks["team"]
        assert (stack.file.name, stack.settings.region) == ("stacks/Pulumi.team.yaml", stack.registry.region)

    def test_an_invalid_file_of_another_stack_is_reported_and_stops_nothing(
        self, sweep: Sweep, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.more.yaml").write_text("[")
        ran = union_ecr("drift", "--stack", "team")
        assert (ran.code, list(sweep.every)) == (0, ["team"])
        assert ran.err == "stacks/Pulumi.more.yaml is invalid; its resources may be reported as unmanaged\n"
        assert [file.name for shared in sweep.registries.values() for file in shared.invalid] == [
            "stacks/Pulumi.more.yaml"
        ]


class TestRoleName:
    def test_is_the_role_of_the_sweep(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        union_ecr("drift", "--role-name", "ci/drift", "--external-id", "x-1")
        assert sweep.role == AccountRole("ci/drift", "x-1")

    def test_is_none_by_default(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        union_ecr("drift")
        assert sweep.role is None


class TestFormat:
    def test_is_a_table_by_default(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        sweep.report = WARNING
        assert union_ecr("drift").out == union_ecr("drift", "--format", "table").out
        assert union_ecr("drift").out.startswith("WARNING\n")

    @pytest.mark.parametrize("arguments", [["--json"], ["--format", "json"], ["--json", "--format", "json"]])
    def test_is_json_by_either_name(self, arguments: list[str], sweep: Sweep, union_ecr: UnionEcr) -> None:
        sweep.report = UNKNOWN
        assert set(json.loads(union_ecr("drift", *arguments).out)) == {"findings", "repositories", "unknown"}

    def test_is_sarif_with_the_path_of_the_stack_file(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        sweep.report = WARNING
        assert '"uri": "stacks/Pulumi.team.yaml"' in union_ecr("drift", "--format", "sarif").out

    def test_is_markdown(self, sweep: Sweep, union_ecr: UnionEcr) -> None:
        assert union_ecr("drift", "--format", "markdown").out.startswith("**No findings;")

    @pytest.mark.parametrize("format", FORMATS)
    def test_writes_nothing_to_stderr_if_everything_was_read(
        self, format: str, sweep: Sweep, union_ecr: UnionEcr
    ) -> None:
        sweep.report = WARNING
        assert union_ecr("drift", "--format", format).err == ""

    @pytest.mark.parametrize("format", FORMATS[1:])
    def test_for_machines_says_on_stderr_too_that_the_report_is_incomplete(
        self, format: str, sweep: Sweep, union_ecr: UnionEcr
    ) -> None:
        sweep.report = UNKNOWN
        assert union_ecr("drift", "--format", format).err == "INCOMPLETE: 1 read failed\n"

    @pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
    @pytest.mark.parametrize("format", FORMATS)
    def test_lets_no_hostile_value_through(self, format: str, text: str, sweep: Sweep, union_ecr: UnionEcr) -> None:
        sweep.report = hostile_report(text)
        ran = union_ecr("drift", "--format", format)
        assert ran.code == 3
        assert all(letter.isprintable() or letter == "\n" for letter in ran.out + ran.err)


def test_one_sweep_reports_in_every_format(sweep: Sweep, union_ecr: UnionEcr, tmp_path: Path) -> None:
    sweep.report = UNKNOWN
    options = [option for format in FORMATS for option in ("--output", tmp_path / format, "--format", format)]
    ran = union_ecr("drift", *options)
    assert (ran.code, ran.out) == (3, (tmp_path / "table").read_text())
    for format in FORMATS:
        assert union_ecr("drift", "--format", format).out == (tmp_path / format).read_text()


class TestColours:
    @pytest.fixture(autouse=True)
    def _a_terminal(self, monkeypatch: pytest.MonkeyPatch, sweep: Sweep) -> None:
        monkeypatch.setattr("union_ecr.cli.drift.as_table", lambda report, *, colours: f"colours: {colours}")
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv("TERM", "xterm")

    def colours(self, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch, terminal: bool) -> str:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
        return union_ecr("drift").out

    def test_are_for_a_terminal(self, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.colours(union_ecr, monkeypatch, terminal=True) == "colours: True\n"
        assert self.colours(union_ecr, monkeypatch, terminal=False) == "colours: False\n"

    @pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
    def test_can_be_turned_off(
        self, variable: str, value: str, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv(variable, value)
        assert self.colours(union_ecr, monkeypatch, terminal=True) == "colours: False\n"


@pytest.mark.parametrize("name", [*Kind, *Severity, *FORMATS])
def test_the_page_on_drift_describes_it(name: str) -> None:
    assert f"`{name}`" in (PROJECT / "docs" / "drift.md").read_text().replace("--format ", "").replace("--json", "json")


def test_characters_that_stdout_does_not_have_are_escaped(
    sweep: Sweep, union_ecr: UnionEcr, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep.report = report(unknown=(Unknown("鯨", INTERRUPTED),))
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stdout)
    assert union_ecr("drift").code == 3
    assert b"\\u9be8" in stdout.buffer.getvalue()
