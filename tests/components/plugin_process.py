"""The plugin as a process, called as the engine calls it; what it registers is written down."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2, struct_pb2
from google.protobuf.json_format import ParseDict
from pulumi.runtime.proto import (
    engine_pb2_grpc,
    errors_pb2,
    provider_pb2,
    provider_pb2_grpc,
    resource_pb2,
    resource_pb2_grpc,
    status_pb2,
)

from sandbox.loopback_server import loopback_server
from sandbox.project import ROOT
from tests.components.recording import Recorded, recording_monitor

_CALLER = "123456789012"
_OTHER = "urn:pulumi:stack::project::other::other"
_OUTPUT_VALUE = {"4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4"}


class InvalidArguments(Exception):
    """The plugin refused arguments; `reasons` are what it says of each, by its path."""

    def __init__(self, reasons: dict[str, str]) -> None:
        super().__init__(reasons)
        self.reasons = reasons


class PluginProcess:
    """A running plugin."""

    def __init__(self, stub: Any, address: str, engine: "_Engine") -> None:
        self._stub, self._address, self._engine = stub, address, engine

    def schema(self) -> dict[str, Any]:
        """What it serves to programs in other languages."""
        found: dict[str, Any] = json.loads(self._stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)
        return found

    def construct(self, component: str, inputs: Mapping[str, Any], waiting: Iterable[str] = ()) -> Recorded:
        """What a component called `it` registers; numbers travel as floats.

        `waiting` are the inputs that depend on another resource, though there is no Output in them.

        Raises:
            InvalidArguments: with what the plugin says of each.
        """
        self._engine.recorded = Recorded()
        request = provider_pb2.ConstructRequest(
            project="project",
            stack="stack",
            monitorEndpoint=self._address,
            type=f"union-ecr:index:{component}",
            name="it",
            inputs=ParseDict(inputs, struct_pb2.Struct()),
            inputDependencies=dict.fromkeys(waiting, provider_pb2.ConstructRequest.PropertyDependencies(urns=[_OTHER])),
            accepts_output_values=True,
        )
        try:
            self._stub.Construct(request)
        except grpc.RpcError as error:
            raise InvalidArguments(_reasons(error)) from None
        return self._engine.recorded


def output_of(value: str) -> dict[str, Any]:
    """A value as programs send that of another resource's output."""
    return {**_OUTPUT_VALUE, "value": value, "dependencies": [_OTHER]}


def _reasons(error: Any) -> dict[str, str]:
    """What the engine shows at the arguments: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/errors.proto."""
    status = status_pb2.Status.FromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    details = errors_pb2.InputPropertiesError()
    status.details[0].Unpack(details)
    return {invalid.property_path: invalid.reason for invalid in details.errors}


class _Engine(resource_pb2_grpc.ResourceMonitorServicer, engine_pb2_grpc.EngineServicer):
    """The recording engine as a server."""

    recorded = Recorded()

    def SupportsFeature(self, request: Any, context: Any) -> resource_pb2.SupportsFeatureResponse:
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id != "outputValues")

    def RegisterResource(self, request: Any, context: Any) -> Any:
        return self._monitor().RegisterResource(request)

    def RegisterResourceOutputs(self, request: Any, context: Any) -> Any:
        return self._monitor().RegisterResourceOutputs(request)

    def Invoke(self, request: Any, context: Any) -> Any:
        return self._monitor().Invoke(request)

    def Log(self, request: Any, context: Any) -> Any:
        return empty_pb2.Empty()

    def _monitor(self) -> Any:
        return recording_monitor(self.recorded, "stack", _CALLER)


@contextmanager
def plugin_process(
    project: Path = ROOT, python: str | Path = sys.executable, environment: Mapping[str, str] | None = None
) -> Iterator[PluginProcess]:
    """Run the folder `components` of a project while the block lasts, with no folder of it as working directory."""
    engine = _Engine()

    def add_services(server: grpc.Server) -> None:
        resource_pb2_grpc.add_ResourceMonitorServicer_to_server(engine, server)
        engine_pb2_grpc.add_EngineServicer_to_server(engine, server)

    with loopback_server(add_services, workers=8) as port:
        address = f"127.0.0.1:{port}"
        command = [str(python), str(project / "components"), address]
        with subprocess.Popen(command, cwd="/", env=environment, stdout=subprocess.PIPE, text=True) as plugin:
            assert plugin.stdout is not None
            with grpc.insecure_channel(f"127.0.0.1:{int(plugin.stdout.readline())}") as channel:
                yield PluginProcess(provider_pb2_grpc.ResourceProviderStub(channel), address, engine)
            plugin.kill()
