"""A configuration file of container tools that holds logins: read, and replaced as a whole."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from union_ecr.cli.replaced_file import replace_file
from union_ecr.exit_codes import ExitCode
from union_ecr.login.container_config import ContainerConfig, InvalidContainerConfig
from union_ecr.login.failures import Failure

_OTHER_FILE = "name another file"


@dataclass
class ContainerConfigFile:
    """A file that only its owner may read, and what it holds; `log_in` and `log_out` replace it at once."""

    path: Path
    config: ContainerConfig
    name: str | None = None

    @classmethod
    def open(cls, path: Path) -> Self | Failure:
        """The file, or why it is not touched: a symbolic link, another user's, or not what container tools write."""
        try:
            text = _read(path)
            return text if isinstance(text, Failure) else cls(path, ContainerConfig.parse(text))
        except OSError as error:
            return Failure(f"{path} cannot be read ({error.strerror})", _OTHER_FILE, ExitCode.INVALID)
        except (UnicodeDecodeError, InvalidContainerConfig) as error:
            rule = str(error) if isinstance(error, InvalidContainerConfig) else "is not UTF-8"
            return Failure(f"{path} {rule}", f"repair it, or {_OTHER_FILE}", ExitCode.INVALID)

    @property
    def file(self) -> str:
        """The file's path."""
        return str(self.path)

    def helper(self, host: str) -> str | None:
        """The credential helper that the file names for a registry."""
        return self.config.helper(host)

    def log_in(self, host: str, password: str) -> Failure | None:
        """Write a login; the failure if no tool would read it there, or if it cannot be written."""
        if store := self.config.store(host):
            reason = f"{self.path} names the credential store {store}, which tools ask instead of reading logins there"
            return Failure(reason, f"log in with the tool that it belongs to, or {_OTHER_FILE}", ExitCode.INVALID)
        return self._replace(self.config.with_login(host, password))

    def log_out(self, host: str) -> Failure | None:
        """Remove a login; a file that holds nothing else is deleted."""
        if not self.config.has_login(host):
            return None
        return self._replace(self.config.without_login(host))

    def _replace(self, config: ContainerConfig) -> Failure | None:
        try:
            if config.document:
                _write(self.path, config.text)
            else:
                self.path.unlink()
        except OSError as error:
            return Failure(f"{self.path} cannot be written ({error.strerror})", _OTHER_FILE, ExitCode.INVALID)
        self.config = config
        return None


def _read(path: Path) -> str | Failure:
    """The text of a regular file of this user's; empty if there is none."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return ""
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Failure(f"{path} is a symbolic link", "name the file that it leads to", ExitCode.INVALID)
        raise
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        os.close(descriptor)
        return Failure(f"{path} is not a regular file", _OTHER_FILE, ExitCode.INVALID)
    with os.fdopen(descriptor, "rb") as file:
        if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
            return Failure(f"{path} belongs to another user", _OTHER_FILE, ExitCode.INVALID)
        return file.read().decode("utf-8")


def _write(path: Path, text: str) -> None:
    """Replace the file by one that only this user may read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace_file(path, text)
