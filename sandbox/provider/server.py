"""The stand-in as a gRPC server that the engine attaches to (PULUMI_DEBUG_PROVIDERS=aws:PORT)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime.proto import plugin_pb2, provider_pb2, provider_pb2_grpc

from sandbox.loopback_server import loopback_server
from sandbox.provider.aws_clients import AwsClients
from sandbox.provider.changes import changed_properties
from sandbox.provider.configuration import ProviderConfiguration
from sandbox.provider.engine_log import EngineLog
from sandbox.provider.errors import ActionError, AwsError, framed, message_of, refuse
from sandbox.provider.resource_type import Properties, ResourceType
from sandbox.provider.resource_types import RESOURCE_TYPES

_PULUMI_AWS_VERSION = "7.51.1"
_CALLER_IDENTITY = "aws:index/getCallerIdentity:getCallerIdentity"
_EMPTY = empty_pb2.Empty()
# How the engine writes a value that is not known before the resource exists.
_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
# How often the plugin asks who it is before it is ready: pulumi-aws once, the provider in it twice.
_IDENTITY_CHECKS = 3


@contextmanager
def stand_in_provider(aws: Mapping[str, str]) -> Iterator[int]:
    """Serve the stand-in on loopback for the time of the block and give its port.

    `aws` holds the endpoint and the credentials under the names of the standard variables (AWS_ENDPOINT_URL,
    AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN).
    """
    clients = AwsClients(aws)
    add_service = partial(provider_pb2_grpc.add_ResourceProviderServicer_to_server, StandInProvider(clients))
    with loopback_server(add_service, workers=64) as port:
        try:
            yield port
        finally:
            clients.close()


class StandInProvider(provider_pb2_grpc.ResourceProviderServicer):
    """Answers the engine from the table of resource types; knows nothing of ECR itself.

    The engine attaches once for each provider resource of a program, over a connection of its own. Only Configure says
    which provider resource it is for, so each connection has its configuration.
    """

    def __init__(self, clients: AwsClients) -> None:
        self._clients = clients
        self._configurations: dict[str, ProviderConfiguration] = {}
        self._clients_of: dict[str, AwsClients] = {}
        self._logs: dict[str, EngineLog] = {}

    def Handshake(self, request: Any, context: Any) -> provider_pb2.ProviderHandshakeResponse:
        return provider_pb2.ProviderHandshakeResponse()

    def Attach(self, request: Any, context: Any) -> Any:
        self._logs[context.peer()] = EngineLog(request.address)
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
        configuration = ProviderConfiguration.of(request.variables)
        clients = self._clients
        try:
            for role in configuration.assumed_roles:
                clients = clients.assuming(role, configuration.region)
            for _ in range(_IDENTITY_CHECKS):
                account = clients.client("sts", configuration.region).get_caller_identity()["Account"]
        except AwsError as error:
            action = "validating provider credentials: retrieving caller identity from STS"
            refuse(context, grpc.StatusCode.UNKNOWN, f"{action}: {message_of('sts', error)}")
        if account not in (configuration.allowed_accounts or [account]):
            refuse(context, grpc.StatusCode.INVALID_ARGUMENT, f"AWS account ID not allowed: {account}")
        self._configurations[context.peer()], self._clients_of[context.peer()] = configuration, clients
        return provider_pb2.ConfigureResponse(supportsPreview=True)

    def Check(self, request: Any, context: Any) -> provider_pb2.CheckResponse:
        kind = _resource_type(request.urn, context)
        given = _values(request.news)
        refused = [(name, f"unknown property {name}") for name in given if name not in kind.properties]
        if kind.name_property and not given.get(kind.name_property):
            refused.append((kind.name_property, "the stand-in does not generate names: give a name"))
        inputs = {**self._defaults(kind, context), **given}
        if kind.tagged and isinstance(own := given.get("tags", {}), dict):
            inputs["tagsAll"] = self._configuration(context).tags.all_of(own)
        refused += kind.check({name: value for name, value in inputs.items() if _is_known(value)})
        failures = [provider_pb2.CheckFailure(property=name, reason=reason) for name, reason in refused]
        return provider_pb2.CheckResponse(inputs=_struct(inputs), failures=failures)

    def _defaults(self, kind: ResourceType, context: Any) -> Properties:
        """What a program may leave out; the region is the provider's (pulumi-aws provider/region.go, applyRegion)."""
        defaults = {name: known.default for name, known in kind.properties.items() if known.default is not None}
        return {**defaults, "region": self._configuration(context).region} if kind.regional else defaults

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
        client = self._client(kind, inputs, context)
        with self._reporting(kind, request.urn, kind.creating.format_map(inputs), context):
            identifier = kind.create(client, inputs)
            live = kind.read(client, identifier, inputs)
        if live is None:
            refuse(context, grpc.StatusCode.UNKNOWN, f"reading {kind.noun} ({identifier}): couldn't find resource")
        return provider_pb2.CreateResponse(id=identifier, properties=self._state(kind, live, inputs, context))

    def Read(self, request: Any, context: Any) -> provider_pb2.ReadResponse:
        kind, state = _resource_type(request.urn, context), _values(request.properties)
        client = self._client(kind, state, context)
        with self._reporting(kind, request.urn, f"reading {kind.noun} ({request.id})", context):
            live = kind.read(client, request.id, state)
        if live is None:
            return provider_pb2.ReadResponse()
        found = self._state(kind, live, state, context)
        inputs = {name: value for name, value in _values(found).items() if name in kind.properties}
        return provider_pb2.ReadResponse(id=request.id, properties=found, inputs=_struct(inputs))

    def Update(self, request: Any, context: Any) -> provider_pb2.UpdateResponse:
        kind = _resource_type(request.urn, context)
        old, new = _values(request.olds), _values(request.news)
        if request.preview:
            return provider_pb2.UpdateResponse(properties=_struct({**old, **new}))
        client, wanted = self._client(kind, old, context), {**old, **new}
        doing = kind.updating.format_map(wanted) or f"updating {kind.noun} ({request.id})"
        with self._reporting(kind, request.urn, doing, context):
            kind.update(client, old, new)
            live = kind.read(client, request.id, wanted)
        return provider_pb2.UpdateResponse(properties=self._state(kind, live or new, wanted, context))

    def Delete(self, request: Any, context: Any) -> Any:
        kind, state = _resource_type(request.urn, context), _values(request.properties)
        client = self._client(kind, state, context)
        with self._reporting(kind, request.urn, f"deleting {kind.noun} ({request.id})", context):
            kind.delete(client, state)
        return _EMPTY

    def Invoke(self, request: Any, context: Any) -> Any:
        if request.tok != _CALLER_IDENTITY:
            refuse(context, grpc.StatusCode.UNIMPLEMENTED, f"the stand-in provider has no function {request.tok}")
        try:
            who = self._own_clients(context).client("sts", self._configuration(context).region).get_caller_identity()
        except AwsError as error:
            message = f"reading STS Caller Identity: {message_of('sts', error)}"
            refuse(context, grpc.StatusCode.UNKNOWN, message)
        values = {"accountId": who["Account"], "arn": who["Arn"], "userId": who["UserId"], "id": who["Account"]}
        answer: Any = {"return": _struct(values)}  # the field's name is a Python keyword
        return provider_pb2.InvokeResponse(**answer)

    def _client(self, kind: ResourceType, properties: Properties, context: Any) -> Any:
        return self._own_clients(context).client(kind.service, self._region(kind, properties, context))

    def _region(self, kind: ResourceType, properties: Properties, context: Any) -> str:
        """A resource's own region, else the provider's."""
        own = properties.get("region") if kind.regional else None
        return str(own or self._configuration(context).region)

    def _configuration(self, context: Any) -> ProviderConfiguration:
        """The settings of the provider resource that is at the other end of the connection."""
        if (connection := context.peer()) not in self._configurations:
            refuse(context, grpc.StatusCode.FAILED_PRECONDITION, "this provider was never configured")
        return self._configurations[connection]

    def _own_clients(self, context: Any) -> AwsClients:
        """Those with the credentials of the same provider resource."""
        self._configuration(context)
        return self._clients_of[context.peer()]

    def _state(self, kind: ResourceType, live: Properties, known: Properties, context: Any) -> struct_pb2.Struct:
        """What the engine keeps of a resource: what lives, where, and which of its tags are the program's own."""
        region = {"region": self._region(kind, known, context)} if kind.regional else {}
        tagged = kind.tagged and "tagsAll" in live
        tags = self._configuration(context).tags.in_state(live["tagsAll"], known.get("tags")) if tagged else {}
        return _struct({**live, **region, **tags})

    @contextmanager
    def _reporting(self, kind: ResourceType, urn: str, action: str, context: Any) -> Iterator[None]:
        """Fail in the plugin's words if a call to AWS fails during this action."""
        try:
            yield
        except (ActionError, *AwsError) as failed:
            action, error = (failed.action, failed.error) if isinstance(failed, ActionError) else (action, failed)
            message = f"{action}: {message_of(kind.service, error)}"
            if kind.sdk_v2:
                self._logs[context.peer()].error(
                    urn, f"  sdk-v2/provider2.go:572: sdk.helper_schema: {message}: provider=aws@{_PULUMI_AWS_VERSION}"
                )
            refuse(context, grpc.StatusCode.UNKNOWN, framed(message) if kind.sdk_v2 else message)


def _resource_type(urn: str, context: Any) -> ResourceType:
    token = urn.split("::")[-2].split("$")[-1]
    if token not in RESOURCE_TYPES:
        refuse(context, grpc.StatusCode.UNIMPLEMENTED, f"the stand-in provider has no resource type {token}")
    return RESOURCE_TYPES[token]


def _property_diff(replaces: bool) -> provider_pb2.PropertyDiff:
    kinds = provider_pb2.PropertyDiff
    return provider_pb2.PropertyDiff(kind=kinds.UPDATE_REPLACE if replaces else kinds.UPDATE)


def _is_known(value: Any) -> bool:
    """Whether nothing in it has to wait for another resource."""
    if isinstance(value, dict):
        return all(map(_is_known, value.values()))
    return all(map(_is_known, value)) if isinstance(value, list) else value != _UNKNOWN


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
