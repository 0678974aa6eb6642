"""The project's program as a server for an engine that is started by hand.

A language host of Pulumi would start the program with Python; the engines that are built here come without one. With
PULUMI_DEBUG_LANGUAGES=python:PORT the engine attaches to this server instead, as it does to one of the Automation API.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2, language_pb2_grpc

from sandbox.loopback_server import loopback_server


class _Attachable(LanguageServer):
    """The Automation API's server, with the calls of an engine that attaches."""

    def Handshake(self, request: Any, context: Any) -> Any:
        return language_pb2.LanguageHandshakeResponse()

    def InstallDependencies(self, request: Any, context: Any) -> Any:
        return iter(())


@contextmanager
def program_server(program: Callable[[], None]) -> Iterator[int]:
    """Serve the program on loopback while the block lasts, and give the port."""
    add_service = partial(language_pb2_grpc.add_LanguageRuntimeServicer_to_server, _Attachable(program))
    with loopback_server(add_service, workers=4) as port:
        yield port
