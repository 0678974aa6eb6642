"""The stand-in as a gRPC server that the engine attaches to (PULUMI_DEBUG_PROVIDERS=aws:PORT)."""

import json
import threading
from collections.abc import Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from typing import Any, NoReturn

import boto3
import grpc
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox.provider.changes import changed_properties
from sandbox.provider.resource_types import RESOURCE_TYPES, Properties, ResourceType

_PULUMI_AWS_VERSION = "7.51.1"
_CALLER_IDENTITY = "aws:index/getCallerIdentity:getCallerIdentity"
_EMPTY = empty_pb2.Empty()
# How the engine writes a value that is not known before the resource exists.
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


@contextmanager
def stand_in_provider(aws: Mapping[str, str]) -> Iterator[int]:
    """Serve the stand-in on loopback for the time of the block and give its port.

    `aws` holds the endpoint and the credentials under the names of the standard variables (AWS_ENDPOINT_URL,
    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN).
    """
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=64))
    provider = StandInProvider(aws)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        provider.close()
        server.stop(grace=None).wait()


class StandInProvider(provider_pb2_grpc.ResourceProviderServicer):
    """Answers the engine from the table of resource types; knows nothing of ECR itself."""

    def __init__(self, aws: Mapping[str, str]) -> None:
        self._session = boto3.Session(
            aws_access_key_id=aws["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=aws["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=aws.get("AWS_SESSION_TOKEN") or None,
        )
        self._endpoint = aws["AWS_ENDPOINT_URL"]
        self._region = ""
        self._clients: dict[tuple[str, str], Any] = {}
        self._closed = False
        self._session.events.register("before-send", self._refuse_when_closed)
        self._making_client = threading.Lock()  # a boto3 session is not thread-safe, its clients are

    def close(self) -> None:
        """Send nothing to AWS any more: a call of a killed engine is not tried again behind everyone's back."""
        self._closed = True

    def _refuse_when_closed(self, **_: Any) -> None:
        if self._closed:
            raise EndpointConnectionError(endpoint_url=self._endpoint)

    def Handshake(self, request: Any, context: Any) -> provider_pb2.ProviderHandshakeResponse:
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: Any, context: Any) -> Any:
        return _EMPTY

    def Cancel(self, request: Any, context: Any) -> Any:
        return _EMPTY

    def GetPluginInfo(self, request: Any, context: Any) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=_PULUMI_AWS_VERSION)

    def CheckConfig(self, request: Any, context: Any) -> provider_pb2.CheckResponse:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: Any, context: Any) -> provider_pb2.DiffResponse:
        return provider_pb2.DiffResponse(changes=provider_pb2.DiffResponse.DIFF_NONE)

    def Configure(self, request: Any, context: Any) -> provider_pb2.ConfigureResponse:
        self._region = request.variables.get("aws:config:region", "")
        allowed = json.loads(request.variables.get("aws:config:allowedAccountIds", "[]"))
        if allowed and (account := self._client("sts", {}).get_caller_identity()["Account"]) not in allowed:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"AWS account ID not allowed: {account}")
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request: Any, context: Any) -> provider_pb2.CheckResponse:
        kind = _resource_type(request.urn, context)
        given = _values(request.news)
        refused = [(name, f"unknown property {name}") for name in given if name not in kind.properties]
        defaults = {name: known.default for name, known in kind.properties.items() if known.default is not None}
        inputs = {**defaults, **given}
        refused += kind.check(inputs)
        failures = [provider_pb2.CheckFailure(property=name, reason=reason) for name, reason in refused]
        return provider_pb2.CheckResponse(inputs=_struct(inputs), failures=failures)

    def Diff(self, request: Any, context: Any) -> provider_pb2.DiffResponse:
        kind = _resource_type(request.urn, context)
        old, new = _values(request.olds), _values(request.news)
        changed = [name for name in changed_properties(kind, old, new) if name not in request.ignoreChanges]
        replaces = [name for name in changed if kind.properties[name].replaces]
        answer = provider_pb2.DiffResponse
        return provider_pb2.DiffResponse(
            changes=answer.DIFF_SOME if changed else answer.DIFF_NONE,
            diffs=changed,
            replaces=replaces,
            deleteBeforeReplace=bool(replaces) and kind.same_name(old, new),
            detailedDiff={name: _property_diff(name in replaces) for name in changed},
            hasDetailedDiff=True,
        )

    def Create(self, request: Any, context: Any) -> provider_pb2.CreateResponse:
        kind, inputs = _resource_type(request.urn, context), _values(request.properties)
        if request.preview:
            unknown = dict.fromkeys(kind.computed, _UNKNOWN)
            return provider_pb2.CreateResponse(properties=_struct({**unknown, **inputs}))
        identifier = kind.id(inputs)
        client = self._client("ecr", inputs)
        try:
            kind.create(client, inputs)
            live = self._live(kind, identifier, inputs)
        except (ClientError, BotoCoreError) as error:
            _abort(context, f"creating {kind.noun} ({identifier})", error)
        return provider_pb2.CreateResponse(id=identifier, properties=_struct(live or inputs))

    def Read(self, request: Any, context: Any) -> provider_pb2.ReadResponse:
        kind, state = _resource_type(request.urn, context), _values(request.properties)
        try:
            live = self._live(kind, request.id, state)
        except (ClientError, BotoCoreError) as error:
            _abort(context, f"reading {kind.noun} ({request.id})", error)
        if live is None:
            return provider_pb2.ReadResponse()
        inputs = {name: live[name] for name in kind.properties if name in live}
        return provider_pb2.ReadResponse(id=request.id, properties=_struct(live), inputs=_struct(inputs))

    def Update(self, request: Any, context: Any) -> provider_pb2.UpdateResponse:
        kind = _resource_type(request.urn, context)
        old, new = _values(request.olds), _values(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=_struct({**old, **new}))
        try:
            kind.update(self._client("ecr", old), old, new)
            live = self._live(kind, request.id, {**old, **new})
        except (ClientError, BotoCoreError) as error:
            _abort(context, f"updating {kind.noun} ({request.id})", error)
        return provider_pb2.UpdateResponse(properties=_struct(live or new))

    def Delete(self, request: Any, context: Any) -> Any:
        kind, state = _resource_type(request.urn, context), _values(request.properties)
        try:
            kind.delete(self._client("ecr", state), state)
        except (ClientError, BotoCoreError) as error:
            _abort(context, f"deleting {kind.noun} ({request.id})", error)
        return _EMPTY

    def Invoke(self, request: Any, context: Any) -> Any:
        if request.tok != _CALLER_IDENTITY:
            context.abort(grpc.StatusCode.UNIMPLEMENTED, f"the stand-in provider has no function {request.tok}")
        try:
            who = self._client("sts", {}).get_caller_identity()
        except (ClientError, BotoCoreError) as error:
            _abort(context, "reading STS Caller Identity", error)
        values = {"accountId": who["Account"], "arn": who["Arn"], "userId": who["UserId"], "id": who["Account"]}
        answer: Any = {"return": _struct(values)}  # the field's name is a Python keyword
        return provider_pb2.InvokeResponse(**answer)

    def _live(self, kind: ResourceType, identifier: str, state: Properties) -> Properties | None:
        live = kind.read(self._client("ecr", state), identifier, state)
        return None if live is None else {**live, "region": state.get("region") or self._region}

    def _client(self, service: Any, properties: Properties) -> Any:
        """One client a service and region."""
        region = properties.get("region") or self._region
        with self._making_client:
            if (service, region) not in self._clients:
                configuration = Config(retries={"mode": "standard", "max_attempts": 3}, max_pool_connections=64)
                self._clients[service, region] = self._session.client(
                    service, region_name=region, endpoint_url=self._endpoint, config=configuration
                )
            return self._clients[service, region]


def _resource_type(urn: str, context: Any) -> ResourceType:
    token = urn.split("::")[-2].split("$")[-1]
    if token not in RESOURCE_TYPES:
        context.abort(grpc.StatusCode.UNIMPLEMENTED, f"the stand-in provider has no resource type {token}")
    return RESOURCE_TYPES[token]


def _abort(context: Any, action: str, error: ClientError | BotoCoreError) -> NoReturn:
    """Fail in the plugin's words (AWS SDK for Go v2), so that what a test reads is what an admin will read."""
    told = str(error)
    if isinstance(error, ClientError):
        answer = error.response
        metadata = answer.get("ResponseMetadata", {})
        told = (
            f"operation error ECR: {error.operation_name}, https response error StatusCode: "
            f"{metadata.get('HTTPStatusCode', 0)}, RequestID: {metadata.get('RequestId', '')}, "
            f"{answer['Error'].get('Code')}: {answer['Error'].get('Message')}"
        )
    context.abort(grpc.StatusCode.UNKNOWN, f"{action}: {told}")
    raise AssertionError("abort raises")


def _property_diff(replaces: bool) -> provider_pb2.PropertyDiff:
    kinds = provider_pb2.PropertyDiff
    return provider_pb2.PropertyDiff(kind=kinds.UPDATE_REPLACE if replaces else kinds.UPDATE)


def _values(message: struct_pb2.Struct) -> Properties:
    values: Properties = json_format.MessageToDict(message)
    return values


def _struct(values: Properties) -> struct_pb2.Struct:
    return json_format.ParseDict(
        {name: value for name, value in values.items() if value is not None}, struct_pb2.Struct()
    )
