"""A gRPC server on loopback that the engine attaches to."""

from collections.abc import Callable, Iterator
from concurrent import futures
from contextlib import contextmanager

import grpc


@contextmanager
def loopback_server(add_service: Callable[[grpc.Server], None], workers: int) -> Iterator[int]:
    """Serve on loopback while the block lasts, with so many threads, and give the port."""
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=workers))
    add_service(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    try:
        yield port
    finally:
        server.stop(grace=None).wait()
