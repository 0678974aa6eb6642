"""A container tool's last words, without the token, and the remedy."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from union_ecr.login.tool_failures import last_words, tool_failure, was_not_logged_in, without_secret
from union_ecr.login.tools import ToolName

PASSWORD = base64.b64encode(bytes(range(256)) * 4).decode()
AUTH = base64.b64encode(f"AWS:{PASSWORD}".encode()).decode()
HOST = "123456789012.dkr.ecr.us-east-1.amazonaws.com"


# What the tools wrote, by their issues or by experiment: aws/aws-cli#3264, JiRaska/open-bank-oss#37,
# orbstack/orbstack#2457, moby, containers/common, containerd/nerdctl.
@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        (
            "Error saving credentials: error storing credentials - err: exit status 1, out: `not implemented`",
            "unlock the credential store",
        ),
        ("error saving credentials: … out: `User interaction is not allowed. (-25308)`", "unlock the credential store"),
        ("The specified item already exists in the keychain. (-25299)", "unlock the credential store"),
        (
            'exec: "docker-credential-desktop": executable file not found in $PATH',
            "unlock the credential store",
        ),
        (
            "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
            "start it, or log in without a daemon",
        ),
        ("permission denied while trying to connect to unix:///var/run/docker.sock", "start it, or log in without"),
        ("Cannot connect to Podman. Please verify your connection to the Linux system", "start it, or log in without"),
        ("rootless containerd not running? (hint: use `containerd-rootless-setuptool.sh install`)", "start it, or"),
        ('FATA[0000] instance "finch" is not running', "run finch vm start"),
        (f'Get "https://{HOST}/v2/": dial tcp: lookup {HOST}: no such host', "check the network"),
        ("net/http: request canceled (Client.Timeout exceeded while awaiting headers)", "check the network"),
        ("tls: failed to verify certificate: x509: certificate signed by unknown authority", "let the tool trust"),
        ("unknown flag: --pass-stdin", "update the tool"),
        ("Error: open /root/.docker/config.json: permission denied", "make the tool's configuration file yours"),
        (f"login attempt to https://{HOST}/v2/ failed with status: 401 Unauthorized", "log in again"),
        ("something new", "choose another tool with --tool"),
    ],
)
def test_a_tools_last_words_are_reported_with_a_remedy(said: str, remedy: str) -> None:
    failure = tool_failure(ToolName.DOCKER, f"WARNING! something else\n{said}\n", PASSWORD)
    assert (failure.reason, failure.exit_code) == (f"docker failed: {said}", 1)
    assert failure.remedy.startswith(remedy)


def test_a_tool_that_says_nothing_is_reported_as_that() -> None:
    assert tool_failure(ToolName.CRANE, "\n  \n", PASSWORD).reason == "crane failed: it says nothing"


def test_a_last_line_that_only_repeats_the_exit_status_is_passed_by() -> None:
    assert last_words("the reason\nFATA[0000] exit status 1\n") == "the reason"
    assert last_words('the reason\ntime="2026" level=fatal msg="exit status 1"') == "the reason"
    assert last_words("Error: error storing credentials - err: exit status 1") != ""


def test_of_a_line_of_a_log_the_message_is_reported() -> None:
    line = 'time="2026-11-28T08:02:02Z" level=fatal msg="logging into \\"host\\": invalid username/password"'
    assert last_words(line) == 'logging into "host": invalid username/password'
    assert tool_failure(ToolName.SKOPEO, line).remedy.startswith("log in again; ")


def test_last_words_are_short_and_cannot_steer_a_terminal() -> None:
    assert len(last_words("x " * 1000)) == 300
    assert last_words("\x1b[31mred") == "\\x1b[31mred"


@pytest.mark.parametrize(
    "said",
    [
        PASSWORD,
        f"Authorization: Basic {AUTH}",
        f"bad password {PASSWORD[:40]}… of {len(PASSWORD)} characters",
        f"…{PASSWORD[500:540]}…",
        f"auth={AUTH[200:300]}",
        f'{{"auth":"{AUTH}"}}',
        f"AWS:{PASSWORD}@{HOST}",
    ],
)
def test_the_password_is_hidden_in_every_form(said: str) -> None:
    hidden = tool_failure(ToolName.DOCKER, said, PASSWORD).reason
    assert "[token]" in hidden
    for secret in (PASSWORD, AUTH):
        assert not any(secret[start : start + 16] in hidden for start in range(len(secret) - 15))


@given(st.integers(0, len(PASSWORD)), st.integers(16, 400), st.sampled_from(["", " ", "/", "=", ":", "%", "-x", "\\"]))
def test_no_part_of_the_password_is_shown(start: int, length: int, around: str) -> None:
    part = PASSWORD[start : start + length]
    hidden = without_secret(f"said{around}{part}{around}", PASSWORD)
    assert not any(part[at : at + 16] in hidden for at in range(len(part) - 15))


def test_what_is_no_part_of_the_password_stays() -> None:
    said = f"https://{HOST}/v2/team/trainer/manifests/sha256:{'0123456789abcdef' * 4} /var/lib/containers/auth.json"
    assert without_secret(said, PASSWORD) == said
    assert without_secret(said, "") == said


@pytest.mark.parametrize(
    "said", [f"Error: not logged into {HOST}", "Not logged in to x", "level=fatal msg=not logged in"]
)
def test_nothing_to_log_out_of_is_recognized(said: str) -> None:
    assert was_not_logged_in(said)
    assert not was_not_logged_in("permission denied")
