"""The configuration file of container tools: its logins (`auths`) and its credential helpers.

https://docs.docker.com/reference/cli/docker/login/#credential-stores; podman's auth.json has the same keys.
"""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from union_ecr.login.tools import USER

ECR_HELPER = "ecr-login"
"""amazon-ecr-credential-helper, which gets a new token by itself: docker-credential-ecr-login."""
HELPER_PROGRAM = "docker-credential-"
"""What the name of a helper's program begins with."""

# Helpers that keep what a login gives them, so that they need one: https://github.com/docker/docker-credential-helpers
_STORES = frozenset(("desktop", "desktop.exe", "osxkeychain", "pass", "secretservice", "wincred", "wincred.exe"))
_AUTHS, _HELPERS, _STORE = "auths", "credHelpers", "credsStore"


class InvalidContainerConfig(ValueError):
    """A text that no container tool can read either; `str()` says why."""


@dataclass(frozen=True)
class ContainerConfig:
    """A configuration file, with every key that it has; never changed, always copied."""

    document: Mapping[str, Any]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The configuration in a file's text; an empty file is an empty configuration.

        Raises:
            InvalidContainerConfig: it is not JSON, or a key that matters here has another type.
        """
        try:
            document = json.loads(text) if text.strip() else {}
        except (ValueError, RecursionError) as error:
            line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
            raise InvalidContainerConfig(f"is not valid JSON (line {line})") from None
        if not isinstance(document, dict):
            raise InvalidContainerConfig("is not a JSON object")
        for key in (_AUTHS, _HELPERS):
            if not isinstance(document.get(key) or {}, dict):
                raise InvalidContainerConfig(f"{key} is not a JSON object")
        return cls(document)

    def helper(self, host: str) -> str | None:
        """The credential helper that supplies a registry's credentials, so that nobody needs to log in."""
        own = (self.document.get(_HELPERS) or {}).get(host)
        if own is not None:
            return str(own) if own and own not in _STORES else None
        return ECR_HELPER if self.document.get(_STORE) == ECR_HELPER else None

    def store(self, host: str) -> str | None:
        """The credential store that tools ask for this registry instead of reading `auths`."""
        chosen = (self.document.get(_HELPERS) or {}).get(host, self.document.get(_STORE))
        return str(chosen) if chosen else None

    def with_login(self, host: str, password: str) -> Self:
        """The same with a login to a registry, in place of an earlier one; everything else stays."""
        auth = base64.b64encode(f"{USER}:{password}".encode()).decode()
        return self._with_auths({**self._other_auths(host), host: {"auth": auth}})

    def without_login(self, host: str) -> Self:
        """The same without a registry's login; a key `auths` that would be empty goes too."""
        return self._with_auths(self._other_auths(host))

    def has_login(self, host: str) -> bool:
        """Whether there is a login to a registry."""
        return len(self._other_auths(host)) < len(self._auths)

    @property
    def text(self) -> str:
        """The file's text, indented as docker does."""
        return json.dumps(self.document, indent="\t", ensure_ascii=False)

    @property
    def _auths(self) -> Mapping[str, Any]:
        return self.document.get(_AUTHS) or {}

    def _other_auths(self, host: str) -> dict[str, Any]:
        """The logins to other registries; old tools wrote a host with its scheme."""
        spellings = (host, f"https://{host}", f"http://{host}")
        return {key: value for key, value in self._auths.items() if key.rstrip("/") not in spellings}

    def _with_auths(self, auths: Mapping[str, Any]) -> Self:
        if auths:
            return type(self)({**self.document, _AUTHS: auths})
        return type(self)({key: value for key, value in self.document.items() if key != _AUTHS})


def helper_config(hosts: Iterable[str]) -> ContainerConfig:
    """What to add to a configuration file so that amazon-ecr-credential-helper logs in to these registries.

    https://github.com/awslabs/amazon-ecr-credential-helper#docker
    """
    return ContainerConfig({_HELPERS: dict.fromkeys(hosts, ECR_HELPER)})
