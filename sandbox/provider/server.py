"""The stand-in as a gRPC server that the engine attaches to (PULUMI_DEBUG_PROVIDERS=aws:PORT)."""

import json
from collections.abc import Iterator, Mapping
from concurrent import futures
from contextlib import contextmanager
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox.provider.aws_clients import AwsClients
from sandbox.provider.changes import changed_properties
from sandbox.provider.errors import AwsError, abort, refuse
from sandbox.provider.resource_type import Properties, ResourceType
from sandbox.provider.resource_types import RESOURCE_TYPES

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
    clients = AwsClients(aws)
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(StandInProvider(clients), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        clients.close()
        server.stop(grace=None).wait()


class StandInProvider(provider_pb2_grpc.ResourceProviderServicer):
    """Answers the engine from the table of resource types; knows nothing of ECR itself.

    The engine attaches once for each provider resource of a program, over a connection of its own. Only Configure says
    which provider resource it is for, so each connection has its configuration.
    """

    def __init__(self, clients: AwsClients) -> None:
        self._clients = clients
        self._region_of_connection: dict[str, str] = {}

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
        """Report a changed configuration; otherwise the engine goes on with the old one.

        The provider itself changes in place: a resource that must move has a region of its own.
        """
        old, new = _values(request.olds), _values(request.news)
        changed = [name for name in {**old, **new} if name != "version" and old.get(name) != new.get(name)]
        answer = provider_pb2.DiffResponse
        return provider_pb2.DiffResponse(changes=answer.DIFF_SOME if changed else answer.DIFF_NONE, diffs=changed)

    def Configure(self, request: Any, context: Any) -> provider_pb2.ConfigureResponse:
        region = request.variables.get("aws:config:region", "")
        allowed = json.loads(request.variables.get("aws:config:allowedAccountIds", "[]"))
        if allowed:
            account = self._clients.client("sts", region).get_caller_identity()["Account"]
            if account not in allowed:
                refuse(context, grpc.StatusCode.INVALID_ARGUMENT, f"AWS account ID not allowed: {account}")
        self._region_of_connection[context.peer()] = region
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request: Any, context: Any) -> provider_pb2.CheckResponse:
        kind = _resource_type(request.urn, context)
        given = _values(request.news)
        refused = [(name, f"unknown property {name}") for name in given if name not in kind.properties]
        if kind.name_property and not given.get(kind.name_property):
            refused.append((kind.name_property, "the stand-in does not generate names: give a name"))
        inputs = {**self._defaults(kind, context), **given}
        refused += kind.check({name: value for name, value in inputs.items() if value != _UNKNOWN})
        failures = [provider_pb2.CheckFailure(property=name, reason=reason) for name, reason in refused]
        return provider_pb2.CheckResponse(inputs=_struct(inputs), failures=failures)

    def _defaults(self, kind: ResourceType, context: Any) -> Properties:
        """What a program may leave out; the region is the provider's (pulumi-aws provider/region.go, applyRegion)."""
        defaults = {name: known.default for name, known in kind.properties.items() if known.default is not None}
        return {**defaults, "region": self._region(context)} if kind.regional else defaults

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
        client, region = self._client(kind, inputs, context)
        try:
            identifier = kind.create(client, inputs)
            live = kind.read(client, identifier, inputs)
        except AwsError as error:
            abort(context, kind.service, kind.creating.format_map(inputs), error)
        if live is None:
            refuse(context, grpc.StatusCode.UNKNOWN, f"reading {kind.noun} ({identifier}): couldn't find resource")
        return provider_pb2.CreateResponse(id=identifier, properties=_state(kind, live, region))

    def Read(self, request: Any, context: Any) -> provider_pb2.ReadResponse:
        kind, state = _resource_type(request.urn, context), _values(request.properties)
        client, region = self._client(kind, state, context)
        try:
            live = kind.read(client, request.id, state)
        except AwsError as error:
            abort(context, kind.service, f"reading {kind.noun} ({request.id})", error)
        if live is None:
            return provider_pb2.ReadResponse()
        found = _state(kind, live, region)
        inputs = {name: value for name, value in _values(found).items() if name in kind.properties}
        return provider_pb2.ReadResponse(id=request.id, properties=found, inputs=_struct(inputs))

    def Update(self, request: Any, context: Any) -> provider_pb2.UpdateResponse:
        kind = _resource_type(request.urn, context)
        old, new = _values(request.olds), _values(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=_struct({**old, **new}))
        client, region = self._client(kind, old, context)
        try:
            kind.update(client, old, new)
            live = kind.read(client, request.id, {**old, **new})
        except AwsError as error:
            abort(context, kind.service, f"updating {kind.noun} ({request.id})", error)
        return provider_pb2.UpdateResponse(properties=_state(kind, live or new, region))

    def Delete(self, request: Any, context: Any) -> Any:
        kind, state = _resource_type(request.urn, context), _values(request.properties)
        client, _ = self._client(kind, state, context)
        try:
            kind.delete(client, state)
        except AwsError as error:
            abort(context, kind.service, f"deleting {kind.noun} ({request.id})", error)
        return _EMPTY

    def Invoke(self, request: Any, context: Any) -> Any:
        if request.tok != _CALLER_IDENTITY:
            refuse(context, grpc.StatusCode.UNIMPLEMENTED, f"the stand-in provider has no function {request.tok}")
        try:
            who = self._clients.client("sts", self._region(context)).get_caller_identity()
        except AwsError as error:
            abort(context, "sts", "reading STS Caller Identity", error)
        values = {"accountId": who["Account"], "arn": who["Arn"], "userId": who["UserId"], "id": who["Account"]}
        answer: Any = {"return": _struct(values)}  # the field's name is a Python keyword
        return provider_pb2.InvokeResponse(**answer)

    def _client(self, kind: ResourceType, properties: Properties, context: Any) -> tuple[Any, str]:
        """The client for a resource, and its region: the resource's own, else the provider's."""
        own = properties.get("region") if kind.regional else None
        region = own or self._region(context)
        return self._clients.client(kind.service, region), region

    def _region(self, context: Any) -> str:
        """The region of the provider resource that is at the other end of the connection."""
        if (connection := context.peer()) not in self._region_of_connection:
            refuse(context, grpc.StatusCode.FAILED_PRECONDITION, "this provider was never configured")
        return self._region_of_connection[connection]


def _resource_type(urn: str, context: Any) -> ResourceType:
    token = urn.split("::")[-2].split("$")[-1]
    if token not in RESOURCE_TYPES:
        refuse(context, grpc.StatusCode.UNIMPLEMENTED, f"the stand-in provider has no resource type {token}")
    return RESOURCE_TYPES[token]


def _state(kind: ResourceType, live: Properties, region: str) -> struct_pb2.Struct:
    """What the engine keeps of a resource: what lives, and where."""
    return _struct({**live, "region": region} if kind.regional else live)


def _property_diff(replaces: bool) -> provider_pb2.PropertyDiff:
    kinds = provider_pb2.PropertyDiff
    return provider_pb2.PropertyDiff(kind=kinds.UPDATE_REPLACE if replaces else kinds.UPDATE)


def _values(message: struct_pb2.Struct) -> Properties:
    values: Properties = _with_whole_numbers(json_format.MessageToDict(message))
    return values


def _with_whole_numbers(value: Any) -> Any:
    """The value as AWS takes it: the protocol has one kind of number, and no property here has a fraction."""
    if isinstance(value, dict):
        return {name: _with_whole_numbers(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_with_whole_numbers(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _struct(values: Properties) -> struct_pb2.Struct:
    return json_format.ParseDict(
        {name: value for name, value in values.items() if value is not None}, struct_pb2.Struct()
    )
