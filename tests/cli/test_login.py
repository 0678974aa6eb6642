"""`union-ecr login`: one login for each registry, and every failure in one sentence."""

import json
import re
import time
from pathlib import Path

import pytest

from sandbox.emulated_aws import ACCESS_DENIED, EmulatedAws, ErrorAnswer, Fault
from tests.cli.login_fixtures import EUROPE, HOST
from tests.cli.recording_tool import RecordingTools
from tests.command_line import UnionEcr
from tests.stacks import HEAD, IMAGES
from union_ecr.cli.login import WITHOUT_A_LOGIN
from union_ecr.ecr.policy_document import identity_policy
from union_ecr.login.outcome import LoginStatus
from union_ecr.login.tools import ToolName

pytestmark = pytest.mark.slow

CALLER = "arn:aws:sts::123456789012:user/moto"
OTHER = "111122223333"
MORE = HEAD.replace("us-east-1", "eu-west-1") + IMAGES
DOCKER_LOGIN = "docker login --username AWS --password-stdin"


class TestLogin:
    @pytest.fixture(autouse=True)
    def _in_aws(self, in_aws: EmulatedAws, docker: RecordingTools) -> None:
        """docker and the emulated AWS are there."""

    def test_says_until_when_it_holds_and_for_what(
        self, union_ecr: UnionEcr, docker: RecordingTools, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with monkeypatch.context() as zone:
            zone.setenv("TZ", "XYZ-3")
            time.tzset()
            ran = union_ecr("login")
        time.tzset()
        assert (ran.code, ran.err) == (0, "")
        first, *others = ran.out.splitlines()
        assert first.startswith(f"{HOST}: docker is logged in until 20")
        assert first.endswith(" XYZ (12 hours)")
        assert others == [f"  as {CALLER}, for every repository that this identity may reach", WITHOUT_A_LOGIN]
        assert "FLYTE_IMG_FAST_FAIL=true" in WITHOUT_A_LOGIN

    def test_runs_the_tool_once_for_each_registry(
        self, union_ecr: UnionEcr, docker: RecordingTools, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.more.yaml").write_text(MORE)
        (stacks_dir / "Pulumi.same.yaml").write_text(HEAD + "  union-ecr:images: {other: {}}\n")
        assert union_ecr("login").code == 0
        assert docker.commands() == [f"{DOCKER_LOGIN} {EUROPE}", f"{DOCKER_LOGIN} {HOST}"]

    def test_of_named_stacks_is_to_their_registries(
        self, union_ecr: UnionEcr, docker: RecordingTools, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.more.yaml").write_text(MORE)
        assert union_ecr("login", "--stack", "more", "--stacks-dir", "stacks").code == 0
        assert docker.commands() == [f"{DOCKER_LOGIN} {EUROPE}"]

    def test_takes_the_tool_that_is_named(self, union_ecr: UnionEcr, docker: RecordingTools) -> None:
        docker.install("crane")
        assert union_ecr("login", "--tool", "crane").code == 0
        assert docker.commands() == [f"crane auth login --username AWS --password-stdin {HOST}"]

    def test_reports_as_json(self, union_ecr: UnionEcr) -> None:
        ran = union_ecr("login", "--json")
        (registry,) = json.loads(ran.out)["registries"]
        expires_at = registry.pop("expiresAt")
        assert (ran.code, ran.err, expires_at[-6:]) == (0, "", "+00:00")
        assert registry == {
            "registry": HOST,
            "stacks": ["team"],
            "status": "logged-in",
            "tool": "docker",
            "file": None,
            "helper": None,
            "identity": CALLER,
            "reason": None,
            "remedy": None,
        }

    def test_of_a_tool_that_fails_is_exit_code_1_with_its_last_words(
        self, union_ecr: UnionEcr, docker: RecordingTools
    ) -> None:
        docker.fail("docker", "WARNING\nlogin attempt failed with status: 401 Unauthorized\n")
        ran = union_ecr("login")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err.splitlines() == [
            f"{HOST}: docker failed: login attempt failed with status: 401 Unauthorized; "
            "log in again; if it stays so, a proxy may be answering for the registry",
            WITHOUT_A_LOGIN,
        ]

    def test_goes_on_to_the_other_registries_after_a_failure(
        self, union_ecr: UnionEcr, in_aws: EmulatedAws, docker: RecordingTools, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.more.yaml").write_text(MORE)
        in_aws.inject(Fault("GetAuthorizationToken", error=ACCESS_DENIED, times=1))
        ran = union_ecr("login", "--json")
        assert (ran.code, docker.commands()) == (3, [f"{DOCKER_LOGIN} {HOST}"])
        statuses = {registry["registry"]: registry["status"] for registry in json.loads(ran.out)["registries"]}
        assert statuses == {EUROPE: "failed", HOST: "logged-in"}
        assert ran.err.startswith(f"{EUROPE}: AWS denies GetAuthorizationToken (")


class TestCredentials:
    @pytest.fixture(autouse=True)
    def _in_aws(self, in_aws: EmulatedAws, docker: RecordingTools) -> None:
        """docker and the emulated AWS are there."""

    def test_are_those_that_the_stack_file_names(
        self, union_ecr: UnionEcr, stacks_dir: Path, in_aws: EmulatedAws
    ) -> None:
        roles = [f"{{roleArn: 'arn:aws:iam::{role}'}}" for role in (f"{OTHER}:role/hub", "123456789012:role/up")]
        (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + f"  aws:assumeRoles: [{', '.join(roles)}]\n" + IMAGES)
        assert "as arn:aws:sts::123456789012:assumed-role/up/union-ecr, for every" in union_ecr("login").out

    def test_are_those_of_a_chosen_profile_whatever_the_stack_file_names(
        self, union_ecr: UnionEcr, stacks_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        roles = "  aws:assumeRoles: [{roleArn: 'arn:aws:iam::123456789012:role/up'}]\n"
        (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + roles + IMAGES)
        (tmp_path / "credentials").write_text(
            "[me]\naws_access_key_id = AKIAEMULATEDAWS00001\naws_secret_access_key = x\n"
        )
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
        assert f"as {CALLER}, for every" in union_ecr("login", "--profile", "me").out
        absent = union_ecr("login", "--profile", "you")
        assert (absent.code, "(The config profile (you) could not be found)" in absent.err) == (3, True)

    def test_that_differ_among_stacks_of_a_registry_are_a_choice(self, union_ecr: UnionEcr, stacks_dir: Path) -> None:
        (stacks_dir / "Pulumi.more.yaml").write_text(HEAD + "  aws:profile: more\n  union-ecr:images: {other: {}}\n")
        ran = union_ecr("login")
        assert ran.code == 2
        assert ran.err.splitlines()[0] == (
            f"{HOST}: its stacks (more, team) name different credentials; "
            "choose one with --stack, or credentials of your own with --profile"
        )
        assert union_ecr("login", "--stack", "team").code == 0

    def test_of_another_account_log_in_where_a_repository_admits_it(
        self, union_ecr: UnionEcr, stacks_dir: Path, aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name, value in aws.environment(OTHER, "ci").items():
            monkeypatch.setenv(name, value)
        refused = union_ecr("login")
        assert (refused.code, refused.out) == (3, "")
        assert f"{HOST}: the credentials are of account {OTHER} (arn:aws:sts::{OTHER}:assumed-role/ci/" in refused.err
        grant = f"{{principals: ['arn:aws:iam::{OTHER}:role/ci'], access: [push]}}"
        (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + f"  union-ecr:images: {{trainer: {{grants: [{grant}]}}}}\n")
        ran = union_ecr("login")
        assert ran.code == 0
        assert f"account {OTHER} is not the registry's: it reaches the repositories whose policy admits it" in ran.out

    @pytest.mark.parametrize(
        ("operation", "error", "words"),
        [
            ("GetCallerIdentity", ErrorAnswer("ExpiredToken", "no"), "the AWS credentials are of a session that has"),
            ("GetCallerIdentity", ErrorAnswer("InvalidClientTokenId", "no"), "AWS does not know the access key"),
            ("GetAuthorizationToken", ACCESS_DENIED, "AWS denies GetAuthorizationToken"),
        ],
    )
    def test_that_aws_refuses_are_exit_code_3_and_no_tool_is_run(
        self,
        operation: str,
        error: ErrorAnswer,
        words: str,
        union_ecr: UnionEcr,
        in_aws: EmulatedAws,
        docker: RecordingTools,
    ) -> None:
        in_aws.inject(Fault(operation, error=error))
        ran = union_ecr("login")
        assert (ran.code, ran.out, docker.calls()) == (3, "", [])
        assert words in ran.err

    def test_need_the_declared_policy_and_no_more(
        self, union_ecr: UnionEcr, in_aws: EmulatedAws, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        iam = in_aws.client("iam")
        for role, policy in (("puller", identity_policy({})), ("other", None)):
            iam.create_role(RoleName=role, AssumeRolePolicyDocument="{}")
            if policy:
                iam.put_role_policy(RoleName=role, PolicyName="pull", PolicyDocument=json.dumps(policy))
        in_aws.enforce_identity_policies()
        codes = []
        for role in ("puller", "other"):
            for name, value in in_aws.environment(role=role).items():
                monkeypatch.setenv(name, value)
            ran = union_ecr("login")
            codes.append((ran.code, "AWS denies GetAuthorizationToken (User: arn:aws:sts::" in ran.err))
        assert codes == [(0, False), (3, True)]

    def test_of_a_web_identity_that_only_pulumi_knows_are_reported(self, union_ecr: UnionEcr, stacks_dir: Path) -> None:
        role = "  aws:assumeRoleWithWebIdentity: {roleArn: 'arn:aws:iam::123456789012:role/up'}\n"
        (stacks_dir / "Pulumi.team.yaml").write_text(HEAD + role + IMAGES)
        ran = union_ecr("login")
        assert ran.code == 3
        assert "is for Pulumi only" in ran.err
        assert ran.err.endswith(f"or log in with credentials of your own: --profile NAME\n{WITHOUT_A_LOGIN}\n")


class TestWithoutAws:
    """Nothing here reaches AWS: there are no credentials."""

    def test_a_missing_tool_is_exit_code_2(self, tools: RecordingTools, union_ecr: UnionEcr) -> None:
        ran = union_ecr("login")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("there is no container tool on PATH (docker, ")

    def test_without_credentials_is_exit_code_3(self, docker: RecordingTools, union_ecr: UnionEcr) -> None:
        ran = union_ecr("login")
        assert (ran.code, ran.out, docker.calls()) == (3, "", [])
        assert f"{HOST}: there are no AWS credentials; run aws sso login or aws configure" in ran.err

    @pytest.mark.parametrize("key", [f'"credHelpers": {{"{HOST}": "ecr-login"}}', '"credsStore": "ecr-login"'])
    def test_whoever_has_a_credential_helper_needs_no_login(
        self, key: str, docker: RecordingTools, dockers_config: Path, union_ecr: UnionEcr
    ) -> None:
        dockers_config.write_text(f"{{{key}}}")
        docker.install("docker-credential-ecr-login")
        ran = union_ecr("login")
        assert (ran.code, ran.err, docker.calls()) == (0, "", [])
        assert ran.out.startswith(f"{HOST}: docker needs no login: docker-credential-ecr-login gets tokens by itself\n")

    def test_a_credential_helper_that_is_not_installed_is_exit_code_2(
        self, docker: RecordingTools, dockers_config: Path, union_ecr: UnionEcr
    ) -> None:
        dockers_config.write_text('{"credsStore": "ecr-login"}')
        ran = union_ecr("login", "--json")
        (registry,) = json.loads(ran.out)["registries"]
        assert (ran.code, registry["status"], registry["helper"]) == (2, "failed", "ecr-login")
        assert "docker-credential-ecr-login is not on PATH" in ran.err

    def test_the_configuration_of_the_helper_is_printed_and_nothing_written(
        self, tools: RecordingTools, dockers_config: Path, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.more.yaml").write_text(MORE)
        ran = union_ecr("login", "--print-helper-config")
        assert (ran.code, ran.err) == (0, "")
        assert json.loads(ran.out) == {"credHelpers": {EUROPE: "ecr-login", HOST: "ecr-login"}}
        assert not dockers_config.exists()

    @pytest.mark.parametrize(
        "arguments",
        [
            ["--tool", "dokcer"],
            ["--tool", "docker", "--write-config", "config.json"],
            ["--print-helper-config", "--tool", "docker"],
            ["--print-helper-config", "--write-config", "config.json"],
            ["--print-helper-config", "--profile", "ml"],
            ["--stack", "nobody"],
        ],
    )
    def test_a_command_that_makes_no_sense_is_exit_code_2(
        self, arguments: list[str], docker: RecordingTools, union_ecr: UnionEcr
    ) -> None:
        ran = union_ecr("login", *arguments)
        assert (ran.code, ran.out, docker.calls()) == (2, "", [])
        assert ran.err

    def test_an_invalid_stack_file_is_exit_code_2(
        self, docker: RecordingTools, union_ecr: UnionEcr, stacks_dir: Path
    ) -> None:
        (stacks_dir / "Pulumi.team.yaml").write_text(HEAD)
        assert union_ecr("login").code == 2

    def test_a_file_that_cannot_be_used_is_exit_code_2(
        self, tools: RecordingTools, union_ecr: UnionEcr, tmp_path: Path
    ) -> None:
        (tmp_path / "config.json").write_text("{")
        ran = union_ecr("login", "--write-config", "config.json")
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == "config.json is not valid JSON (line 1); repair it, or name another file\n"


@pytest.mark.parametrize(
    "name", [*ToolName, *LoginStatus, "--profile", "--print-helper-config", "--write-config", "--json"]
)
def test_the_page_on_logging_in_describes_it(name: str) -> None:
    page = (Path(__file__).parents[2] / "docs" / "log-in.md").read_text()
    assert re.search(rf"`[^`]*{name}\b[^`]*`", page)
