"""The engine's log, in which the plugin writes beside its answers."""

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc


class EngineLog:
    """Writes to the engine that listens at this address, which `Attach` tells."""

    def __init__(self, address: str) -> None:
        self._engine = engine_pb2_grpc.EngineStub(grpc.insecure_channel(address))

    def error(self, urn: str, message: str) -> None:
        """Log an error of a resource; the engine shows it with the resource."""
        self._engine.Log(engine_pb2.LogRequest(severity=engine_pb2.ERROR, urn=urn, message=message))
