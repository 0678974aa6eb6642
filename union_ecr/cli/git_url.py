"""A folder of a git repository, in the form of pip: `git+https://github.com/acme/platform.git@REF#subdirectory=DIR`."""

import re
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from union_ecr.stack_file.errors import ConfigError, InvalidStackFiles

PREFIX = "git+"
FORM = "git+https://HOST/OWNER/REPOSITORY.git@REF#subdirectory=FOLDER"
_SCHEMES = ("https", "ssh", "file")
_PERHAPS_A_PASSWORD = re.compile(r"//.*:.*@")
_OF_SCP = re.compile(r"[\w.-]+@[\w.-]+:")
# https://git-scm.com/docs/git-check-ref-format, without `@{`; `-` would be an option and `+` a forced fetch.
_NO_REF = re.compile(r"^$|^[-+]|[\s~^:?*\[\\\x00-\x1f\x7f]|\.\.|@\{")


def is_git_url(text: str) -> bool:
    """Whether a text names a git repository, be it in another form than that of pip."""
    return text.startswith(PREFIX) or "://" in text or _OF_SCP.match(text) is not None


@dataclass(frozen=True)
class GitUrl:
    """Where a folder lies in a git repository.

    `url` has no user of http and no password: those are `user` and `password`. `ref` is a branch, a tag or a commit,
    HEAD for the default branch.
    """

    url: str
    ref: str
    folder: str
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def parse(cls, text: str, default_folder: str) -> "GitUrl":
        """Read the form of pip (https://pip.pypa.io/en/stable/topics/vcs-support/#git).

        Raises:
            InvalidStackFiles: it has another form; no credential stands in the message.
        """
        if _OF_SCP.match(text):
            host, _, path = text.partition(":")
            _refuse(text, "it is not a URL", f"write git+ssh://{host}/{path}")
        parts = _split(text)
        if parts.scheme not in _SCHEMES:
            _refuse(text, f"git+{parts.scheme} is not read" if parts.scheme else "it has no scheme", f"write {FORM}")
        if (parts.scheme != "file" and not parts.hostname) or not parts.path.strip("/") or parts.query:
            _refuse(text, "it does not name a git repository", f"write {FORM}")
        if parts.scheme == "ssh" and parts.password:
            _refuse(text, "ssh reads no password from a URL", "take it out: ssh uses your key")
        path, at, after = parts.path.rpartition("@")
        path, ref = (path, unquote(after)) if at else (after, "HEAD")
        if _NO_REF.search(ref):
            _refuse(text, "what follows @ is not a branch, a tag or a commit", f"write {FORM}")
        name, _, folder = parts.fragment.partition("=") if parts.fragment else ("subdirectory", "", default_folder)
        folder = unquote(folder).strip("/")
        if name != "subdirectory" or "&" in folder or ".." in folder.split("/"):
            _refuse(text, "what follows # is not a folder of the repository", "write #subdirectory=FOLDER")
        host = parts.netloc.rpartition("@")[2] if parts.scheme == "https" else parts.netloc
        user = unquote(parts.username) if parts.scheme == "https" and parts.username else None
        password = unquote(parts.password) if parts.password else None
        return cls(urlunsplit((parts.scheme, host, path, "", "")), ref, folder or ".", user, password)

    def shown(self, file: str = "") -> str:
        """The folder, or a file in it, for people."""
        path = "/".join(part for part in (self.folder, file) if part not in ("", "."))
        return f"{self.url}@{self.ref}" + (f"#{path}" if path else "")


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text.removeprefix(PREFIX))
        _ = parts.port  # raises ValueError for one that is no number
    except ValueError:
        _refuse(text, "it is not a URL", f"write {FORM}")
    return parts


def _refuse(text: str, rule: str, remedy: str) -> NoReturn:
    shown = re.sub(r"//[^/]*@", "//", text)
    if _PERHAPS_A_PASSWORD.search(shown):
        shown = f"{text.partition('//')[0]}//…"
    raise InvalidStackFiles([ConfigError("--stacks-dir", None, "", shown, rule, remedy)])
