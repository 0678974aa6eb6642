"""The boto3 clients of the stand-in: one for each service and region, and for each role that is assumed."""

import threading
from collections.abc import Mapping
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import EndpointConnectionError

_CONFIGURATION = Config(retries={"mode": "standard", "max_attempts": 3}, max_pool_connections=64)


class AwsClients:
    """Clients of the emulated AWS, created when they are first needed.

    `aws` holds the endpoint and the credentials under the names of the standard variables.
    """

    def __init__(self, aws: Mapping[str, str]) -> None:
        self._session = boto3.Session(
            aws_access_key_id=aws["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=aws["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=aws.get("AWS_SESSION_TOKEN") or None,
        )
        self._endpoint = aws["AWS_ENDPOINT_URL"]
        self._clients: dict[tuple[str, str], Any] = {}
        self._of_roles: list[Self] = []
        self._closed = False
        self._session.events.register("before-send", self._refuse_when_closed)
        self._making_client = threading.Lock()  # a boto3 session is not thread-safe, its clients are

    def client(self, service: Any, region: str) -> Any:
        """The client of a service in a region; of a service that has no regions, any will do."""
        with self._making_client:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._session.client(
                    service, region_name=region, endpoint_url=self._endpoint, config=_CONFIGURATION
                )
            return self._clients[service, region]

    def assuming(self, role: str, region: str) -> Self:
        """The clients of a session of a role; closing these closes them, too."""
        session = self.client("sts", region).assume_role(RoleArn=role, RoleSessionName="provider")["Credentials"]
        clients = type(self)(
            {
                "AWS_ENDPOINT_URL": self._endpoint,
                "AWS_ACCESS_KEY_ID": session["AccessKeyId"],
                "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
                "AWS_SESSION_TOKEN": session["SessionToken"],
            }
        )
        self._of_roles.append(clients)
        return clients

    def close(self) -> None:
        """Send nothing to AWS any more: calls of a killed engine are not retried."""
        self._closed = True
        for clients in self._of_roles:
            clients.close()

    def _refuse_when_closed(self, **_: Any) -> None:
        if self._closed:
            raise EndpointConnectionError(endpoint_url=self._endpoint)
