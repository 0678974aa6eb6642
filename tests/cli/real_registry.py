"""A registry that stands where ECR would: Debian's docker-registry with TLS and a password, behind ECR's host name.

Tools reach it under that name through a proxy, which HTTPS_PROXY names and which leads nowhere else.
"""

import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# bcrypt looks at the first 72 bytes; a token has about 2,400.
BCRYPT_BYTES = 72
_CONFIG = """\
version: 0.1
log: {{accesslog: {{disabled: true}}, level: error}}
storage: {{filesystem: {{rootdirectory: {folder}/storage}}}}
http: {{addr: "127.0.0.1:{port}", tls: {{certificate: {folder}/cert.pem, key: {folder}/key.pem}}}}
auth: {{htpasswd: {{realm: registry, path: {folder}/htpasswd}}}}
"""


@dataclass(frozen=True)
class RealRegistry:
    """A running registry; `environment` leads container tools to it."""

    host: str
    environment: dict[str, str]


@contextmanager
def real_registry(folder: Path, host: str, password: str) -> Iterator[RealRegistry]:
    """Run a registry that takes this password of the user AWS."""
    folder.mkdir()
    _write_certificate(folder, host)
    entry = subprocess.run(
        ["htpasswd", "-iBn", "AWS"], input=password[:BCRYPT_BYTES], capture_output=True, text=True, check=True
    )
    (folder / "htpasswd").write_text(entry.stdout)
    port = _free_port()
    (folder / "config.yml").write_text(_CONFIG.format(folder=folder, port=port))
    with (
        subprocess.Popen(
            ["docker-registry", "serve", folder / "config.yml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as registry,
        _proxy(host, port) as proxy,
    ):
        try:
            _wait_for(registry, port)
            yield RealRegistry(host, _environment(folder, proxy))
        finally:
            registry.terminate()


def _environment(folder: Path, proxy: int) -> dict[str, str]:
    """Of the user's own registries, logins and daemon nothing is left."""
    return {
        "HTTPS_PROXY": f"http://127.0.0.1:{proxy}",
        "NO_PROXY": "127.0.0.1",
        "SSL_CERT_FILE": str(folder / "cert.pem"),
        "DOCKER_HOST": f"unix://{folder}/no-daemon.sock",
        "DOCKER_CONFIG": str(folder / "docker"),
        "REGISTRY_AUTH_FILE": str(folder / "containers" / "auth.json"),
    }


def _write_certificate(folder: Path, host: str) -> None:
    new = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=registry".split()
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(["openssl", *new, "-addext", f"subjectAltName=DNS:{host}", *files], capture_output=True, check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(registry: "subprocess.Popen[bytes]", port: int) -> None:
    while registry.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise RuntimeError(f"docker-registry ended with {registry.returncode}")


@contextmanager
def _proxy(host: str, port: int) -> Iterator[int]:
    """Run a proxy that connects to the registry for its host, and refuses every other."""

    class Connect(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            request = self.rfile.readline().decode()
            while self.rfile.readline().strip():
                pass
            if not request.startswith(f"CONNECT {host}:443 "):
                self.wfile.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
                return
            with socket.create_connection(("127.0.0.1", port)) as registry:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
                forward = threading.Thread(target=_copy, args=(self.connection, registry))
                forward.start()
                _copy(registry, self.connection)
                forward.join()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Connect) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while content := source.recv(65536):
            target.sendall(content)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
