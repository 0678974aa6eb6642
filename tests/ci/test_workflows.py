"""The workflows: what the linters find in a broken one, and what linters do not know."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from union_ecr.ecr.registry import KNOWN_REGIONS, Registry

PROJECT = Path(__file__).parents[2]
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((PROJECT / ".github" / "actions").glob("*/action.yml"))
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
ASSUME_ROLE = PROJECT / ".github" / "actions" / "assume-role" / "action.yml"
ACTIONLINT = PROJECT / ".venv" / "bin" / "actionlint"

GOOD = """\
name: w
on: {pull_request: }
permissions: {}
concurrency: {group: w, cancel-in-progress: true}
jobs:
  job:
    runs-on: ubuntu-latest
    steps:
      - run: echo good
"""
# What each linter must find, and the change of a good workflow that it must find it in.
BROKEN = {
    "a job that is needed and missing": ("actionlint", "    runs-on", "    needs: another\n    runs-on"),
    "an expression with a typing error": ("actionlint", "echo good", "echo ${{ github.evnt.number }}"),
    "a text of a stranger in a script": ("zizmor", "echo good", "echo ${{ github.event.pull_request.title }}"),
    "an action by its tag": ("zizmor", "- run: echo good", "- uses: aws-actions/amazon-ecr-login@v2"),
    "the rights of main for a fork": ("zizmor", "pull_request:", "pull_request_target:"),
    "credentials that stay on disk": (
        "zizmor",
        "- run: echo good",
        "- uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2",
    ),
}


def lint(linter: str, workflow: Path) -> int:
    commands: dict[str, list[str | Path]] = {
        "actionlint": [ACTIONLINT, "-shellcheck=", "-pyflakes="],
        "zizmor": [PROJECT / ".venv" / "bin" / "zizmor", "--offline", "--quiet"],
    }
    return subprocess.run([*commands[linter], workflow], capture_output=True, check=False).returncode


def workflow(folder: Path, text: str) -> Path:
    path = folder / ".github" / "workflows" / "w.yml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("name", BROKEN)
def test_the_linter_finds(name: str, tmp_path: Path) -> None:
    linter, old, new = BROKEN[name]
    if not (PROJECT / ".venv" / "bin" / linter).exists():
        pytest.skip(f"no {linter}: make lint gets it")
    assert lint(linter, workflow(tmp_path / "good", GOOD)) == 0
    assert lint(linter, workflow(tmp_path / "broken", GOOD.replace(old, new))) != 0


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            yield f"{path.stem}.{name}", job


def test_every_action_is_pinned_by_its_commit_with_its_version() -> None:
    used = [line.partition("uses: ")[2] for path in (*WORKFLOWS, *ACTIONS) for line in path.read_text().splitlines()]
    foreign = [one for one in used if one and not one.startswith("./")]
    assert len(foreign) > 10
    assert [one for one in foreign if not PINNED.fullmatch(one)] == []


def test_one_action_has_one_commit() -> None:
    text = "".join(path.read_text() for path in (*WORKFLOWS, *ACTIONS))
    commits = dict(re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40})", text))
    assert {f"{name}@{commit}" for name, commit in commits.items()} == set(
        re.findall(r"uses: ([\w/-]+@[0-9a-f]{40})", text)
    )


def test_no_script_has_an_expression_in_it() -> None:
    for path in (*WORKFLOWS, *ACTIONS):
        for step in _steps(yaml.safe_load(path.read_text())):
            assert "${{" not in str(step.get("run", "")), path.name


def _steps(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        yield from found.get("steps") or ()
        for value in found.values():
            yield from _steps(value)


def test_no_workflow_knows_a_secret() -> None:
    assert [path.name for path in (*WORKFLOWS, *ACTIONS) if "secrets." in path.read_text()] == []


def test_only_jobs_with_a_role_may_ask_for_a_token_and_no_job_writes_contents() -> None:
    with_token = {name for name, job in jobs() if (job.get("permissions") or {}).get("id-token")}
    assert with_token == {"preview.preview", "up.up", "drift.drift"}
    assert {name for name, job in jobs() if (job.get("permissions") or {}).get("contents") == "write"} == set()


def test_no_credentials_for_forks() -> None:
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    found = dict(jobs())
    assert same in found["preview.preview"]["if"]
    assert same in found["preview.comment"]["if"]
    assert not any("pull_request_target" in path.read_text() for path in WORKFLOWS)


def test_a_stack_is_deployed_in_its_environment_one_run_at_a_time() -> None:
    up = dict(jobs())["up.up"]
    assert up["environment"] == "${{ matrix.stack }}"
    assert (up["concurrency"]["group"], up["concurrency"]["cancel-in-progress"]) == ("up-of-${{ matrix.stack }}", False)


def test_no_run_of_a_stack_cancels_another_that_waits() -> None:
    """An old run that is run again would cancel the newest one, and then deploy nothing itself."""
    assert dict(jobs())["up.up"]["concurrency"]["queue"] == "max"


def test_an_up_by_hand_waits_for_no_other_run_of_its_commit() -> None:
    up = yaml.safe_load((PROJECT / ".github" / "workflows" / "up.yml").read_text())
    assert up["concurrency"]["group"] == "up-${{ github.run_id }}"


def test_concurrency_says_what_github_knows_and_no_more() -> None:
    """actionlint does not know `queue`: actions/languageservices, workflow-v1.0.json, concurrency-mapping."""
    texts = [yaml.safe_load(path.read_text()) for path in WORKFLOWS]
    groups = [one["concurrency"] for one in (*texts, *(job for _, job in jobs())) if "concurrency" in one]
    assert len(groups) == len(WORKFLOWS) + 1
    assert [one for one in groups if one.keys() - {"group", "cancel-in-progress", "queue"}] == []
    assert {one.get("queue", "single") for one in groups} == {"single", "max"}
    assert [one for one in groups if one["cancel-in-progress"] and "queue" in one] == []


def test_an_older_commit_sets_nothing_up_and_deploys_nothing() -> None:
    steps = dict(jobs())["up.up"]["steps"]
    asking = next(number for number, step in enumerate(steps) if step.get("id") == "commit")
    assert "ci.superseded" in steps[asking]["run"]
    assert {step.get("if") for step in steps[asking + 1 :]} == {"steps.commit.outputs.superseded == 'false'"}


def test_a_cancelled_up_interrupts_pulumi_itself() -> None:
    commands = [step.get("run", "") for step in dict(jobs())["up.up"]["steps"]]
    assert [one.split()[:3] for one in commands if "pulumi up" in one] == [["exec", "pulumi", "up"]]


def test_no_job_outlives_the_hour_of_its_session() -> None:
    with_token = [job for _, job in jobs() if (job.get("permissions") or {}).get("id-token")]
    assert [job for job in with_token if job["timeout-minutes"] > 50] == []


def gate(name: str, **results: str) -> int:
    """The exit code of a gate, by how its needs ended."""
    job = dict(jobs())[name]
    (step,) = job["steps"]
    assert job["if"] == "always()"
    needs = job["needs"] if isinstance(job["needs"], list) else [job["needs"]]
    assert {f"${{{{ needs.{need}.result }}}}" for need in needs} == set(step["env"].values())
    environment = {variable: results[value.split(".")[1]] for variable, value in step["env"].items()}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, env=environment, check=False).returncode


ENDS = ["success", "failure", "cancelled", "skipped"]


@pytest.mark.parametrize("end", ENDS)
def test_the_gates_open_when_every_need_succeeded(end: str) -> None:
    good = {"tests": "success", "declared": "success", "preview": "success"}
    for need in good:
        opens = end == "success" or (need, end) == ("preview", "skipped")
        assert (gate("preview.ready-to-merge", **{**good, need: end}) == 0) == opens, need
    assert (gate("ci.tested", test=end) == 0) == (end == "success")


def test_the_page_names_the_gate_as_the_check() -> None:
    assert "the check `ready-to-merge`" in (PROJECT / "docs" / "ci.md").read_text(encoding="utf-8")


def test_a_pull_request_has_its_tests_once() -> None:
    triggers = {path.stem: yaml.safe_load(path.read_text())[True] for path in WORKFLOWS}  # `on` is a truth to YAML
    assert [name for name, on in triggers.items() if "pull_request" in on] == ["preview"]
    assert dict(jobs())["preview.tests"]["uses"] == "./.github/workflows/ci.yml"


def test_a_merge_group_has_the_check_and_no_role_and_cancels_no_other() -> None:
    """A check that main requires must come of merge groups, too, or the queue waits for ever."""
    preview = yaml.safe_load((PROJECT / ".github" / "workflows" / "preview.yml").read_text())
    assert set(preview[True]) == {"pull_request", "merge_group"}
    assert preview["concurrency"]["group"] == "preview-${{ github.event.pull_request.number || github.ref }}"
    by_pull_request = "github.event_name == 'pull_request'"
    assert all(by_pull_request in preview["jobs"][name]["if"] for name in ("preview", "comment"))
    steps = preview["jobs"]["declared"]["steps"]
    always = [step.get("name", step.get("uses")) for step in steps if step.get("if") != by_pull_request]
    assert always[-2:] == ["All stack files together", "The stacks that change"]
    assert len(always) == len(steps) - 2


def test_no_artifact_of_a_stack_can_have_the_name_of_another_artifact() -> None:
    uploads = [
        step["with"]["name"]
        for path in WORKFLOWS
        for step in _steps(yaml.safe_load(path.read_text()))
        if "upload" in step.get("uses", "")
    ]
    assert sorted(uploads) == ["declared", "drift-${{ matrix.stack }}", "preview-${{ matrix.stack }}"]


def test_what_became_of_a_sweep_is_kept_and_told_whatever_fails() -> None:
    steps = dict(jobs())["drift.drift"]["steps"]
    kept = next(number for number, step in enumerate(steps) if "upload-artifact" in step.get("uses", ""))
    told = next(number for number, step in enumerate(steps) if "ci.drift_issue" in step.get("run", ""))
    assert kept < told
    assert steps[kept]["if"].startswith("!cancelled()")
    assert steps[told]["if"] == "!cancelled()"
    assert steps[told]["env"]["CODE"] == "${{ steps.sweep.outputs.code || '3' }}"


def test_wrong_stack_files_stop_no_sweep_and_are_red() -> None:
    found = dict(jobs())
    assert found["drift.drift"]["needs"] == "stacks"
    assert found["drift.wrong-files"]["if"] == "needs.stacks.outputs.code != '0'"
    assert 'exit "$CODE"' in found["drift.wrong-files"]["steps"][0]["run"]


def assumed(region: str, folder: Path) -> dict[str, str]:
    """What the action assume-role says of a region; nothing where it refuses it."""
    (script,) = (step["run"] for step in _steps(yaml.safe_load(ASSUME_ROLE.read_text())) if "run" in step)
    output = folder / region
    output.touch()
    environment = {"REGION": region, "GITHUB_OUTPUT": str(output)}
    ran = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (ran.returncode != 0) == (f"::error::region {region} is in a partition" in ran.stdout)
    return dict(line.split("=") for line in output.read_text().splitlines())


def test_a_role_is_assumed_in_the_partition_of_its_region_or_not_at_all(tmp_path: Path) -> None:
    unknown = [region for region in KNOWN_REGIONS if not assumed(region, tmp_path)]
    assert unknown == ["eusc-de-east-1"]
    for region in set(KNOWN_REGIONS) - set(unknown):
        assert assumed(region, tmp_path)["partition"] == Registry("123456789012", region).partition
    assert assumed("cn-north-1", tmp_path)["audience"] == "sts.amazonaws.com.cn"
    assert [
        region for region in ("us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1") if assumed(region, tmp_path)
    ] == []


def test_ci_deploys_with_the_engine_of_the_tests() -> None:
    version = re.search(r"pulumi/pkg/v3 v(\S+)", (PROJECT / "sandbox" / "engine" / "go.mod").read_text())
    assert version
    assert f'pulumi-version: "{version[1]}"' in (PROJECT / ".github/actions/setup/action.yml").read_text()
