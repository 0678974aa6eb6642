"""The workflows: what the linters do not check."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from union_ecr.ecr.registry import KNOWN_REGIONS, Registry
from union_ecr.watch.drift_watch import DISPATCH

pytestmark = pytest.mark.slow

PROJECT = Path(__file__).parents[2]
WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((PROJECT / ".github" / "actions").glob("*/action.yml"))
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
ASSUME_ROLE = PROJECT / ".github" / "actions" / "assume-role" / "action.yml"


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            yield f"{path.stem}.{name}", job


def test_every_action_is_pinned_by_commit_and_names_its_version() -> None:
    used = [line.partition("uses: ")[2] for path in (*WORKFLOWS, *ACTIONS) for line in path.read_text().splitlines()]
    foreign = [action for action in used if action and not action.startswith("./")]
    assert len(foreign) > 10
    assert [action for action in foreign if not PINNED.fullmatch(action)] == []


def test_an_action_has_the_same_commit_everywhere() -> None:
    text = "".join(path.read_text() for path in (*WORKFLOWS, *ACTIONS))
    commits = dict(re.findall(r"uses: ([\w./-]+)@([0-9a-f]{40})", text))
    assert {f"{name}@{commit}" for name, commit in commits.items()} == set(
        re.findall(r"uses: ([\w/-]+@[0-9a-f]{40})", text)
    )


def test_no_script_contains_an_expression() -> None:
    for path in (*WORKFLOWS, *ACTIONS):
        for step in _steps(yaml.safe_load(path.read_text())):
            assert "${{" not in str(step.get("run", "")), path.name


def _steps(found: Any) -> Iterator[dict[str, Any]]:
    if isinstance(found, dict):
        yield from found.get("steps") or ()
        for value in found.values():
            yield from _steps(value)


@pytest.mark.parametrize("name", ["up", "drift"])
def test_jobs_with_roles_run_on_the_branch_of_the_variable_alone(name: str) -> None:
    text = (PROJECT / ".github" / "workflows" / f"{name}.yml").read_text()
    first = yaml.safe_load(text)["jobs"]["stacks"]
    branch = "github.ref == format('refs/heads/{0}', vars.UNION_ECR_BRANCH || 'main')"
    assert first["if"] == f"vars.UNION_ECR_ROLE_PREFIX != '' && {branch}"
    assert "refs/heads/main" not in text


def test_no_workflow_uses_a_secret() -> None:
    assert [path.name for path in (*WORKFLOWS, *ACTIONS) if "secrets." in path.read_text()] == []


def test_only_jobs_with_a_role_may_ask_for_a_token_and_no_job_writes_contents() -> None:
    with_token = {name for name, job in jobs() if (job.get("permissions") or {}).get("id-token")}
    assert with_token == {"preview.preview", "up.up", "drift.drift"}
    assert {name for name, job in jobs() if (job.get("permissions") or {}).get("contents") == "write"} == set()


def test_forks_get_no_credentials() -> None:
    same = "github.event.pull_request.head.repo.full_name == github.repository"
    found = dict(jobs())
    assert same in found["preview.preview"]["if"]
    assert same in found["preview.comment"]["if"]
    assert not any("pull_request_target" in path.read_text() for path in WORKFLOWS)


def test_a_stack_is_deployed_in_its_environment_one_run_at_a_time() -> None:
    up = dict(jobs())["up.up"]
    assert up["environment"] == "${{ matrix.stack }}"
    assert (up["concurrency"]["group"], up["concurrency"]["cancel-in-progress"]) == ("up-of-${{ matrix.stack }}", False)


def test_no_run_of_a_stack_cancels_a_waiting_run() -> None:
    """Otherwise an old run that is rerun would cancel the newest, and then deploy nothing itself."""
    assert dict(jobs())["up.up"]["concurrency"]["queue"] == "max"


def test_an_up_by_hand_waits_for_no_other_run_of_its_commit() -> None:
    up = yaml.safe_load((PROJECT / ".github" / "workflows" / "up.yml").read_text())
    assert up["concurrency"]["group"] == "up-${{ github.run_id }}"


def test_concurrency_has_only_fields_that_github_knows() -> None:
    """actionlint does not know `queue`: actions/languageservices, workflow-v1.0.json, concurrency-mapping."""
    texts = [yaml.safe_load(path.read_text()) for path in WORKFLOWS]
    groups = [part["concurrency"] for part in (*texts, *(job for _, job in jobs())) if "concurrency" in part]
    assert len(groups) == len(WORKFLOWS) + 2  # a job of up, and one of drift
    assert [group for group in groups if group.keys() - {"group", "cancel-in-progress", "queue"}] == []
    assert {group.get("queue", "single") for group in groups} == {"single", "max"}
    assert [group for group in groups if group["cancel-in-progress"] and "queue" in group] == []


def test_a_superseded_commit_installs_and_deploys_nothing() -> None:
    steps = dict(jobs())["up.up"]["steps"]
    check = next(number for number, step in enumerate(steps) if step.get("id") == "commit")
    assert "ci.superseded" in steps[check]["run"]
    assert {step.get("if") for step in steps[check + 1 :]} == {"steps.commit.outputs.superseded == 'false'"}


def test_a_cancelled_up_interrupts_pulumi_itself() -> None:
    commands = [step.get("run", "") for step in dict(jobs())["up.up"]["steps"]]
    assert [command.split()[:3] for command in commands if "pulumi up" in command] == [["exec", "pulumi", "up"]]


def test_no_job_lasts_longer_than_its_session_of_an_hour() -> None:
    with_token = [job for _, job in jobs() if (job.get("permissions") or {}).get("id-token")]
    assert [job for job in with_token if job["timeout-minutes"] > 50] == []


def gate(name: str, called: str = "", **results: str) -> int:
    """The exit code of a gate job, by the results of its needs, and whether another repository calls the workflow."""
    job = dict(jobs())[name]
    (step,) = job["steps"]
    assert job["if"] == "always()"
    needs = job["needs"] if isinstance(job["needs"], list) else [job["needs"]]
    assert {f"${{{{ needs.{need}.result }}}}" for need in needs} == set(step["env"].values()) - {CALLED}
    environment = {
        variable: called if value == CALLED else results[value.split(".")[1]] for variable, value in step["env"].items()
    }
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    return subprocess.run(command, env=environment, check=False).returncode


CALLED = "${{ inputs.called }}"
ENDS = ["success", "failure", "cancelled", "skipped"]


@pytest.mark.parametrize("end", ENDS)
def test_the_gate_jobs_pass_if_every_need_succeeded(end: str) -> None:
    good = {"tests": "success", "declared": "success", "preview": "success"}
    for need in good:
        opens = end == "success" or (need, end) == ("preview", "skipped")
        assert (gate("preview.ready-to-merge", **{**good, need: end}) == 0) == opens, need
    assert (gate("ci.tested", test=end) == 0) == (end == "success")


@pytest.mark.parametrize("end", ENDS)
def test_only_where_another_repository_calls_the_workflow_the_tests_may_be_skipped(end: str) -> None:
    results = {"tests": end, "declared": "success", "preview": "success"}
    assert (gate("preview.ready-to-merge", called="true", **results) == 0) == (end in ("success", "skipped"))
    assert dict(jobs())["preview.tests"]["if"] == "${{ !inputs.called }}"


def test_docs_ci_names_the_gate_job_as_the_check() -> None:
    assert "the check `ready-to-merge`" in (PROJECT / "docs" / "ci.md").read_text(encoding="utf-8")


def test_a_pull_request_runs_the_tests_once() -> None:
    triggers = {path.stem: yaml.safe_load(path.read_text())[True] for path in WORKFLOWS}  # YAML reads `on` as true
    assert [name for name, on in triggers.items() if "pull_request" in on] == ["preview"]
    assert dict(jobs())["preview.tests"]["uses"] == "./.github/workflows/ci.yml"


def test_a_merge_group_runs_the_check_without_a_role_and_cancels_no_other() -> None:
    """A check that main requires must run on merge groups too, or the queue waits for ever."""
    preview = yaml.safe_load((PROJECT / ".github" / "workflows" / "preview.yml").read_text())
    assert set(preview[True]) == {"pull_request", "merge_group", "workflow_call"}
    assert preview["concurrency"]["group"] == "preview-${{ github.event.pull_request.number || github.ref }}"
    by_pull_request = "github.event_name == 'pull_request'"
    assert all(by_pull_request in preview["jobs"][name]["if"] for name in ("preview", "comment"))
    steps = preview["jobs"]["declared"]["steps"]
    always = [step.get("name", step.get("uses")) for step in steps if step.get("if") != by_pull_request]
    assert always[-2:] == ["All stack files together", "The stacks that changed"]
    assert len(always) == len(steps) - 3


def test_no_stack_can_make_two_artifacts_share_a_name() -> None:
    uploads = [
        step["with"]["name"]
        for path in WORKFLOWS
        for step in _steps(yaml.safe_load(path.read_text()))
        if "upload" in step.get("uses", "")
    ]
    assert sorted(uploads) == ["declared", "drift-${{ matrix.name }}", "preview-${{ matrix.stack }}"]


def test_the_drift_report_is_uploaded_before_the_issue_whatever_fails() -> None:
    steps = dict(jobs())["drift.drift"]["steps"]
    upload = next(number for number, step in enumerate(steps) if "upload-artifact" in step.get("uses", ""))
    issue = next(number for number, step in enumerate(steps) if "ci.drift_issue" in step.get("run", ""))
    assert upload < issue
    assert steps[upload]["if"].startswith("!cancelled()")
    assert steps[issue]["if"] == "!cancelled()"
    assert steps[issue]["env"]["CODE"] == "${{ steps.drift.outputs.code || '3' }}"


def test_invalid_stack_files_stop_no_drift_job_and_fail_their_own() -> None:
    by_name = dict(jobs())
    assert by_name["drift.drift"]["needs"] == "stacks"
    assert by_name["drift.invalid-files"]["if"] == "needs.stacks.outputs.code != '0'"
    assert 'exit "$CODE"' in by_name["drift.invalid-files"]["steps"][0]["run"]


def assumed(region: str, folder: Path) -> dict[str, str]:
    """The outputs of the action assume-role for a region; none if it refuses the region."""
    (script,) = (step["run"] for step in _steps(yaml.safe_load(ASSUME_ROLE.read_text())) if "run" in step)
    output = folder / region
    output.touch()
    environment = {"REGION": region, "GITHUB_OUTPUT": str(output)}
    ran = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], env=environment, capture_output=True, text=True, check=False
    )
    assert (ran.returncode != 0) == (f"::error::region {region} is in a partition" in ran.stdout)
    return dict(line.split("=") for line in output.read_text().splitlines())


def test_a_role_is_assumed_in_its_regions_partition_or_not_at_all(tmp_path: Path) -> None:
    unknown = [region for region in KNOWN_REGIONS if not assumed(region, tmp_path)]
    assert unknown == ["eusc-de-east-1"]
    for region in set(KNOWN_REGIONS) - set(unknown):
        assert assumed(region, tmp_path)["partition"] == Registry("123456789012", region).partition
    assert assumed("cn-north-1", tmp_path)["audience"] == "sts.amazonaws.com.cn"
    assert [
        region for region in ("us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1") if assumed(region, tmp_path)
    ] == []


def test_ci_deploys_with_the_engine_version_of_the_tests() -> None:
    version = re.search(r"pulumi/pkg/v3 v(\S+)", (PROJECT / "sandbox" / "engine" / "go.mod").read_text())
    assert version
    assert f'pulumi-version: "{version[1]}"' in (PROJECT / ".github/actions/setup/action.yml").read_text()


@pytest.mark.parametrize("name", ["preview", "up", "drift"])
def test_a_called_workflow_takes_its_code_from_its_own_repository_and_commit(name: str) -> None:
    """https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#job-context."""
    own = {"repository": "${{ job.workflow_repository }}", "ref": "${{ job.workflow_sha }}", "path": ".union-ecr"}
    for job in (job for found, job in jobs() if found.startswith(f"{name}.")):
        steps = job.get("steps", ())
        code = [number for number, step in enumerate(steps) if own.items() <= step.get("with", {}).items()]
        using = [
            number for number, step in enumerate(steps) if ".union-ecr" in step.get("uses", "") + step.get("run", "")
        ]
        assert len(code) == bool(using)
        assert min(using, default=99) > max(code, default=-1)
        assert not [step for step in steps if step.get("uses", "").startswith("./.github")]
        assert not [
            step for step in steps if re.search(r"(?<!PYTHONPATH=\.union-ecr )python3? -m ci\.", step.get("run", ""))
        ]


def test_drift_starts_with_the_event_that_a_drift_watch_sends() -> None:
    files = [PROJECT / folder / ".github" / "workflows" / "drift.yml" for folder in (".", "templates/python")]
    for file in files:
        assert yaml.safe_load(file.read_text())[True]["repository_dispatch"] == {"types": [DISPATCH]}


def test_runs_of_drift_for_one_stack_wait_for_each_other_and_not_for_other_stacks() -> None:
    drift = yaml.safe_load((PROJECT / ".github" / "workflows" / "drift.yml").read_text())
    assert drift["concurrency"]["group"] == "drift-${{ github.event.client_payload.stack || 'all' }}"
    assert drift["jobs"]["drift"]["concurrency"]["group"] == "drift-issue-${{ matrix.name }}"
