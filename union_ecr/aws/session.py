"""Sessions: whose credentials sign the calls, who that is, and the clients that call with them.

botocore is imported on first use, so that `--help` does not wait for it.
"""

import threading
from collections.abc import Mapping
from concurrent.futures import Future
from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from union_ecr.aws.credentials import Credentials
from union_ecr.ecr.arn import Arn

if TYPE_CHECKING:
    from botocore.config import Config
    from botocore.session import Session as BotocoreSession

CONCURRENCY = 32
"""Calls under way at a time, over all accounts and regions. ECR publishes no rate for the calls of a sweep; adaptive
retries slow down when throttled. https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html
"""
_CONNECT_SECONDS, _READ_SECONDS = 5, 20
_SERVICES_WITHOUT_REGION = frozenset({"iam"})


@dataclass
class _Shared:
    """What all sessions share: connections by host, and the lock under which clients are made.

    Making a client is not safe among threads, using it is:
    https://docs.aws.amazon.com/boto3/latest/guide/clients.html
    """

    lock: threading.RLock = field(default_factory=threading.RLock)
    connections: dict[str, Any] = field(default_factory=dict)


class Session:
    """The clients of one identity: one a service and region, so that throttling slows all of its threads down.

    The clients of other identities share its connections, since a host serves all accounts.
    """

    def __init__(self, botocore: "BotocoreSession", config: "Config", shared: _Shared) -> None:
        self.botocore = botocore
        self.config = config
        self.account = ""
        self.arn = ""
        self._shared = shared
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:
        """The client of a service; it calls no operation that has gone unanswered for too long."""
        from union_ecr.aws.circuit_breaker import CircuitBreaker

        key = (service, "" if service in _SERVICES_WITHOUT_REGION else region)
        with self._shared.lock:
            if key not in self._clients:
                client: Any = self.botocore.create_client(service, region_name=region, config=self.config)
                endpoint = client._endpoint  # botocore has no public way to share connections
                endpoint.http_session = self._shared.connections.setdefault(endpoint.host, endpoint.http_session)
                CircuitBreaker().watch(client)
                self._clients[key] = client
            return self._clients[key]

    def identified(self, region: str) -> "Session":
        """The session itself, after AWS has said whose it is."""
        caller = self.client("sts", region).get_caller_identity()
        self.account, self.arn = caller["Account"], caller["Arn"]
        return self


class Sessions:
    """Opens the sessions of one command; safe among threads.

    They share what is read from disk and the connections. Credentials that no role is assumed for are resolved and
    identified once, whatever the number of accounts. Credentials of an assumed role are renewed before they expire.
    What botocore raises is not caught.
    """

    def __init__(self) -> None:
        self._shared = _Shared()
        self._lock = threading.Lock()
        self._own: dict[tuple[str | None, str, int], Future[Session]] = {}

    def open(self, credentials: Credentials) -> Session:
        """A session with these credentials; every role is assumed with the session of the one before it."""
        if not credentials.roles:
            return self._identified(credentials)
        session = self._of_profile(credentials.profile, credentials.attempts)
        for parameters in credentials.roles:
            session = self.assume(session, parameters, credentials.registry.region)
        return session

    def assume(self, caller: Session, parameters: Mapping[str, Any], region: str) -> Session:
        """A session of a role; `parameters` are those of AssumeRole."""
        from botocore.credentials import RefreshableCredentials, create_assume_role_refresher

        renew = create_assume_role_refresher(caller.client("sts", region), parameters)
        credentials = RefreshableCredentials.create_from_metadata(renew(), renew, "assume-role")
        botocore: Any = copy(caller.botocore)  # a new one takes as long as five calls
        botocore._credentials = credentials  # botocore has no public way to set credentials that are renewed
        session = Session(botocore, caller.config, self._shared)
        role = Arn.parse(parameters["RoleArn"])
        if role is None:
            return session.identified(region)
        name = f"{role.name}/{parameters['RoleSessionName']}"
        session.account = role.account
        session.arn = f"arn:{role.partition}:sts::{role.account}:assumed-role/{name}"
        return session

    def _identified(self, credentials: Credentials) -> Session:
        """The session without a role, identified by the first thread that asks for it; the others wait for it."""
        key = (credentials.profile, credentials.registry.partition, credentials.attempts)
        with self._lock:
            found = self._own.get(key)
            identified = self._own.setdefault(key, Future())
        if not found:
            try:
                session = self._of_profile(credentials.profile, credentials.attempts)
                identified.set_result(session.identified(credentials.registry.region))
            except Exception as error:  # noqa: BLE001 - raised below, in every thread that asks
                identified.set_exception(error)
        return identified.result()

    def _of_profile(self, profile: str | None, attempts: int) -> Session:
        from botocore.config import Config

        botocore = _botocore_session(profile)
        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            max_pool_connections=CONCURRENCY,
            parameter_validation=False,
            retries={"mode": "adaptive", "total_max_attempts": attempts},
            # Given as a whole: botocore builds its own anew for every call, a seventh of what a call costs here.
            user_agent=f"{botocore.user_agent()} union-ecr",
        )
        return Session(botocore, config, self._shared)


def _botocore_session(profile: str | None) -> "BotocoreSession":
    from botocore.session import Session as BotocoreSession

    from union_ecr.aws.service_models import ServiceModels

    session = BotocoreSession(profile=profile)
    session.register_component("data_loader", ServiceModels(session))
    return session
