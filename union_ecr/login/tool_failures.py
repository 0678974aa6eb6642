"""Why a container tool did not log in: its own last words, without the token, and what to do about them."""

import base64
import re
from collections.abc import Sequence

from union_ecr.exit_codes import ExitCode
from union_ecr.login.failures import Failure
from union_ecr.login.tools import USER, ToolName
from union_ecr.stack_file.errors import one_line

_LONGEST_REASON = 300
_SHORTEST_SECRET = 16
# What a token or its base64 could be part of; a line of a tool holds paths and hosts as well.
_TOKEN_LIKE = re.compile(rf"[A-Za-z0-9+/=_%-]{{{_SHORTEST_SECRET},}}")
# finch and nerdctl end with such a line: FATA[0000] exit status 1
_SAYS_NOTHING = re.compile(r"(?i)^(.*(fata\[\d+\]|level=fatal msg=)\W*)?(exit status \d+)?\W*$")
# The tools that are built with logrus write to a pipe like this: time="…" level=fatal msg="…"
_LOGGED = re.compile(r'time="[^"]*" level=\w+ msg=(?P<message>.*)')
_NOT_LOGGED_IN = re.compile(r"(?i)not logged in")

# What tools say, by the first of these that is found in it, and what to do then.
_REMEDIES: Sequence[tuple[str, str]] = (
    (
        r"storing credentials|saving credentials|keychain|credential helper|docker-credential-",
        'unlock the credential store that its configuration names, or remove "credsStore" from it, and log in again',
    ),
    (
        r"finch.*instance|instance.*not running",
        "run finch vm start, or choose a tool that needs no daemon: --tool crane",
    ),
    (
        r"docker daemon|docker\.sock|connect to podman|containerd not running",
        "start it, or log in without a daemon: --tool crane or --write-config FILE",
    ),
    (
        r"certificate|x509",
        "let the tool trust the certificates of your network's proxy",
    ),
    (r"no such host|dial tcp|timeout|timed out|connection refused", "check the network, the VPN and HTTPS_PROXY"),
    (r"unknown flag|unknown shorthand|unrecognized option", "update the tool, or choose another one with --tool"),
    (r"permission denied|read-only file system", "make the tool's configuration file yours and writable"),
    (
        r"\b40[013]\b|unauthorized|denied|no basic auth|invalid username",
        "log in again; if it stays so, a proxy may be answering for the registry",
    ),
)


def tool_failure(tool: ToolName, output: str, password: str = "") -> Failure:
    """The failure of a tool that wrote this to stderr; the password is in none of its forms in the result."""
    last = last_words(output, password) or "it says nothing"
    found = (remedy for pattern, remedy in _REMEDIES if re.search(pattern, last, re.IGNORECASE))
    remedy = next(found, "choose another tool with --tool, or write the login into a file with --write-config FILE")
    return Failure(f"{tool} failed: {last}", remedy, ExitCode.FINDINGS)


def was_not_logged_in(output: str) -> bool:
    """Whether a tool that failed to log out had nothing to log out of."""
    return bool(_NOT_LOGGED_IN.search(output))


def last_words(output: str, password: str = "") -> str:
    """The last line of a tool's output that says something, short and without the password."""
    lines = [line.strip() for line in output.splitlines()]
    line = next((line for line in reversed(lines) if line and not _SAYS_NOTHING.match(line)), "")
    if logged := _LOGGED.fullmatch(line):
        line = logged["message"].strip('"').replace('\\"', '"')
    line = one_line(without_secret(line, password))
    return line if len(line) <= _LONGEST_REASON else f"{line[: _LONGEST_REASON - 1]}…"


def without_secret(text: str, password: str) -> str:
    """The text without the password, without its base64 (the HTTP header of a login), and without parts of either."""
    if not password:
        return text
    secrets = (password, base64.b64encode(f"{USER}:{password}".encode()).decode())
    text = text.replace(secrets[0], "[token]").replace(secrets[1], "[token]")

    def hidden(found: re.Match[str]) -> str:
        run = found[0]
        parts = (run[start : start + _SHORTEST_SECRET] for start in range(len(run) - _SHORTEST_SECRET + 1))
        return "[token]" if any(part in secret for part in parts for secret in secrets) else run

    return _TOKEN_LIKE.sub(hidden, text)
