"""Starts and stops the emulated AWS as a process of its own, and talks to it."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import IO, Any, cast

import boto3
from botocore.config import Config

from .call_log import Call
from .faults import Fault
from .policy_evaluation import AuthorizationRequest

PROJECT = Path(__file__).resolve().parents[2]
DEFAULT_ACCOUNT = "123456789012"
DEFAULT_ROLE = "emulated-aws-administrator"
DEFAULT_REGION = "us-east-1"
ORGANIZATION_ROOT = "r-root"
# Keys moto never made act in its default account; boto3 and moto want 20 characters.
FAKE_ACCESS_KEY = "AKIAEMULATEDAWS00000"
FAKE_SECRET_KEY = "emulated"  # noqa: S105  # nothing checks it
STOP_SECONDS = 5


class EmulatedAwsUnavailable(Exception):
    """The emulated AWS does not start; the message is the reason, in one line."""


class EmulatedAws:
    """A running emulated AWS. Get one from `emulated_aws()`."""

    def __init__(self, port: int, process_id: int) -> None:
        self.port = port
        self.process_id = process_id
        self.endpoint = f"http://127.0.0.1:{port}"

    @cached_property
    def _boto3(self) -> boto3.Session:
        """One session for all clients: it reads botocore's large service descriptions once."""
        return boto3.Session()

    def environment(
        self, account: str = DEFAULT_ACCOUNT, role: str | None = None, region: str = DEFAULT_REGION
    ) -> dict[str, str]:
        """Return the variables that point boto3 (and every AWS SDK) here, with an identity.

        Without arguments that is user `moto` of the default account, valid forever; otherwise a session of a role in
        the account, valid until the next reset. `region` only chooses the partition: set AWS_REGION yourself. Add
        them to an environment without AWS_PROFILE: the empty configuration has no profiles.
        """
        variables = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": FAKE_ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": FAKE_SECRET_KEY,
            "AWS_SESSION_TOKEN": "",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        if account != DEFAULT_ACCOUNT or role:
            keys = self._session(account, role, region)
            variables |= {name.upper(): value for name, value in keys.items()}
        return variables

    def client(
        self,
        service: str,
        region: str = DEFAULT_REGION,
        account: str = DEFAULT_ACCOUNT,
        *,
        role: str | None = None,
        config: Config | None = None,
    ) -> Any:
        """Return a boto3 client that acts as a role (by name, with its path if any) in an account.

        The role need not exist, and nothing is recorded. A reset forgets the session; ECR then refuses it.
        Untyped, because tests also send what AWS must refuse.
        """
        make_client: Any = self._boto3.client  # its type has an overload for each service
        keys = self._session(account, role, region)
        return make_client(service, region_name=region, endpoint_url=self.endpoint, config=config, **keys)

    def reset(self) -> None:
        """Forget all state of all services and accounts, all sessions, faults and recorded calls."""
        self._control("reset")

    def inject(self, fault: Fault) -> None:
        """Add a fault after those that were injected before."""
        self._control("inject", asdict(fault))

    def clear_faults(self) -> None:
        """Remove all faults."""
        self._control("clear_faults")

    def release_delayed_calls(self) -> None:
        """Remove all faults, and end the delays of the calls that wait now."""
        self._control("release_delayed_calls")

    def calls(self) -> list[Call]:
        """Return the calls since the start or the last reset, in the order they arrived."""
        return [Call(**call) for call in self._control("calls")]

    def join_organization(self, organization: str, *accounts: str, path: str | None = None) -> None:
        """Put accounts into an organization, which is the aws:PrincipalOrgID of their identities.

        `path` is their aws:PrincipalOrgPaths, like `o-acme/r-root/ou-root-ml/`; without it they are at the root.
        """
        path = path or f"{organization}/{ORGANIZATION_ROOT}/"
        if not (path.startswith(f"{organization}/") and path.endswith("/")):
            raise ValueError(f"no path in the organization {organization}, or without its last slash: {path}")
        self._control("organization", dict.fromkeys(accounts, path))

    def require_existing_principals(self, must_exist: bool = True) -> None:
        """Refuse policies that name roles and users the emulated IAM does not have, and store unique ids, as AWS does.

        Off at first, and after a reset: tests and `make try` grant to roles in accounts that are empty here, as a
        platform admin grants to a role in the account of another team. It holds for policies set from now on.
        """
        self._control("require_existing_principals", must_exist)

    def enforce_identity_policies(self, enforced: bool = True) -> None:
        """Hold sessions of roles that exist in the emulated IAM to their roles' policies, as AWS does.

        Off at first, and after a reset. Every other caller, such as a test itself, may do everything.
        """
        self._control("enforce_identity_policies", enforced)

    def enforce_role_trust(self, enforced: bool = True) -> None:
        """Refuse AssumeRole unless the role exists and its trust policy allows the caller, as AWS does.

        Off at first, and after a reset.
        """
        self._control("enforce_role_trust", enforced)

    def authorization_requests(self, role: str) -> list[AuthorizationRequest]:
        """Return the requests of sessions of a role since policies are enforced, allowed or not, in order."""
        recorded = self._control("authorization_requests")
        return [AuthorizationRequest(**entry["request"]) for entry in recorded if entry["role"] == role]

    def _session(self, account: str, role: str | None, region: str) -> dict[str, str]:
        identity = {"account": account, "role": role or DEFAULT_ROLE, "region": region}
        keys: dict[str, str] = self._control("session", identity)
        return keys

    def _control(self, command: str, argument: Any = None) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        try:
            connection.request("POST", f"/_emulated_aws/{command}", json.dumps(argument))
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise RuntimeError(f"the emulated AWS answered {command} with {answer.status}: {body[:500]!r}")
        return json.loads(body)


@contextmanager
def emulated_aws() -> Iterator[EmulatedAws]:
    """Run an emulated AWS while the context lasts.

    The child listens on the loopback interface only, stays in this process group, and ends by itself when
    this process is gone.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    child = subprocess.Popen(
        [sys.executable, "-m", "sandbox.emulated_aws"],
        cwd=PROJECT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with child:
        stdin, stdout = cast(IO[str], child.stdin), cast(IO[str], child.stdout)
        try:
            first_line = stdout.readline()
            if not first_line:
                status = child.wait(STOP_SECONDS)
                raise EmulatedAwsUnavailable(f"the emulated AWS did not start: exit status {status}")
            _require_loopback(int(first_line))
            yield EmulatedAws(int(first_line), child.pid)
        finally:
            stdin.close()
            _end(child)


def _require_loopback(port: int) -> None:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError as error:
        reason = f"the emulated AWS cannot be reached at 127.0.0.1 ({error.strerror}): is the loopback interface up?"
        raise EmulatedAwsUnavailable(reason) from None


def _end(child: "subprocess.Popen[str]") -> None:
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
