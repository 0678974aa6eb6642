"""A stand-in for the transit engine of HashiCorp Vault, which encrypts the secrets of the states.

With a passphrase, every operation of Pulumi would derive a key from it in a million rounds: half of its time.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sandbox.project import SecretsProvider

_PREFIX = "vault:v1:"


class _Transit(BaseHTTPRequestHandler):
    """Encrypts nothing: what it is asked to encrypt comes back with a prefix."""

    def do_PUT(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if "plaintext" in request:
            answer = {"ciphertext": _PREFIX + request["plaintext"]}
        else:
            answer = {"plaintext": request["ciphertext"].removeprefix(_PREFIX)}
        body = json.dumps({"data": answer}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Write nothing."""


@contextmanager
def vault() -> Iterator[SecretsProvider]:
    """Serve on loopback while the block lasts."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Transit) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            variables = {
                "VAULT_SERVER_URL": f"http://127.0.0.1:{server.server_port}",
                "VAULT_SERVER_TOKEN": "not checked",
                # A stack file that is written anew is without the encrypted key.
                "PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER": "true",
            }
            yield SecretsProvider("hashivault://tests", variables)
        finally:
            server.shutdown()
            thread.join()
