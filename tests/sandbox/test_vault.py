"""The stand-in for Vault's transit engine."""

import json
import urllib.request

from sandbox.vault import vault


def test_what_is_encrypted_is_decrypted_again() -> None:
    with vault() as secrets:
        encrypted = _put(secrets.variables["VAULT_SERVER_URL"], "encrypt", {"plaintext": "a2V5"})
        assert encrypted["ciphertext"].startswith("vault:v1:")
        assert _put(secrets.variables["VAULT_SERVER_URL"], "decrypt", encrypted) == {"plaintext": "a2V5"}


def _put(server: str, operation: str, data: dict[str, str]) -> dict[str, str]:
    body = json.dumps(data).encode()
    request = urllib.request.Request(f"{server}/v1/transit/{operation}/tests", body, method="PUT")
    with urllib.request.urlopen(request) as answer:
        answered: dict[str, str] = json.load(answer)["data"]
    return answered
